package dev.palisade.client;

import java.util.concurrent.CompletableFuture;

/** The example of the documentation: what stands between the marks is shown there as it is here. */
final class ReadmeExample {
  private ReadmeExample() {}

  static void run(String... endpoints) {
    // begin
    try (PalisadeClient client = PalisadeClient.builder().endpoints(endpoints).build()) {

      // Keys and values. A read sees every write that was acknowledged before it began.
      client.put("config/limit", "100");
      String limit = client.get("config/limit").text().orElse("none");

      // Only one worker may write the report: whoever holds the newest token of its fence.
      FenceToken token = client.fences().grant("report", "worker-1");
      client.put("report/today", "limit was " + limit, WriteOptions.fencedBy(token));

      // Another worker takes over. From now on the store itself refuses the first one's writes.
      client.fences().grant("report", "worker-2");
      try {
        client.put("report/today", "late", WriteOptions.fencedBy(token));
      } catch (FencedException late) {
        System.out.println("fenced: held by " + late.holder() + ", token " + late.currentToken());
      } catch (UnknownOutcomeException timeout) {
        System.out.println("may or may not be applied: " + timeout.getMessage());
      }

      // A transaction: compare, then act, at one revision.
      TxnResult raised =
          client
              .txn()
              .ifValueEquals("config/limit", "100")
              .thenPut("config/limit", "200")
              .orElseGet("config/limit")
              .commit();
      System.out.println(raised.succeeded() ? "raised" : "somebody was faster");

      // Without waiting: calls that are under way together travel together.
      CompletableFuture<PutResult> one = client.putAsync(Bytes.of("a"), Bytes.of("1"));
      CompletableFuture<PutResult> two = client.putAsync(Bytes.of("b"), Bytes.of("2"));
      CompletableFuture.allOf(one, two).join();
    }
    // end
  }
}

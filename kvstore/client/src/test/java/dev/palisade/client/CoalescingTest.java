package dev.palisade.client;

import static dev.palisade.proto.kv.Operation.RequestCase.PUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.proto.kv.OperationBatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CoalescingTest {
  private final FakeStore store = new FakeStore();
  private final FakeNode node = FakeNode.leading(store);
  private final PalisadeClient client =
      PalisadeClient.builder().endpoints(node.endpoint()).timeout(Duration.ofSeconds(30)).build();

  @AfterEach
  void end() {
    client.close();
    node.close();
  }

  /**
   * Holds up the client's thread while calls are made, so that all of them wait when it goes on.
   */
  private List<CompletableFuture<PutResult>> putWhileTheLoopIsBusy(int puts, Bytes value)
      throws Exception {
    client.put("first", "opens the session and confirms the leader");
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch queued = new CountDownLatch(1);
    CompletableFuture<Boolean> holding =
        Scripts.readThen(
            client,
            node,
            store,
            unused -> {
              held.countDown();
              return awaitUnchecked(queued);
            });
    assertThat(held.await(30, TimeUnit.SECONDS)).isTrue();
    List<CompletableFuture<PutResult>> answers = new ArrayList<>();
    for (int i = 0; i < puts; i++) {
      answers.add(client.putAsync(Bytes.of("k" + i), value));
    }
    queued.countDown();
    assertThat(holding.get(30, TimeUnit.SECONDS)).isTrue();
    return answers;
  }

  private static boolean awaitUnchecked(CountDownLatch latch) {
    try {
      return latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException interrupt) {
      throw new IllegalStateException(interrupt);
    }
  }

  private static void awaitAll(List<CompletableFuture<PutResult>> answers) throws Exception {
    CompletableFuture.allOf(answers.toArray(new CompletableFuture<?>[0])).get(30, TimeUnit.SECONDS);
  }

  @Test
  void callsThatWaitTogetherTravelInOneBatch() throws Exception {
    awaitAll(putWhileTheLoopIsBusy(500, Bytes.of("v")));
    assertThat(node.batches())
        .extracting(OperationBatch::getOperationsCount)
        .as("batches: session, first put, read, and then all together")
        .containsExactly(1, 1, 1, 500);
  }

  @Test
  void aBatchHoldsAtMost1024Operations() throws Exception {
    awaitAll(putWhileTheLoopIsBusy(2_500, Bytes.of("v")));
    assertThat(node.batches())
        .extracting(OperationBatch::getOperationsCount)
        .containsExactly(1, 1, 1, 1_024, 1_024, 452);
  }

  @Test
  void aBatchHoldsAtMost4MiB() throws Exception {
    awaitAll(putWhileTheLoopIsBusy(20, Bytes.wrap(new byte[1 << 20])));
    assertThat(node.received(PUT)).hasSize(21);
    assertThat(node.batches())
        .allSatisfy(batch -> assertThat(batch.getSerializedSize()).isLessThanOrEqualTo(4 << 20))
        .anySatisfy(batch -> assertThat(batch.getOperationsCount()).isEqualTo(3));
  }

  @Test
  void aRequestThatFitsInNoBatchIsRefusedBeforeItIsSent() {
    Bytes large = Bytes.wrap(new byte[4 << 20]);
    assertThatThrownBy(() -> client.put(Bytes.of("k"), large))
        .isInstanceOfSatisfying(
            TooLargeException.class, refusal -> assertThat(refusal.limit()).isEqualTo(4L << 20))
        .hasMessageContaining("exceeds 4194304; split it");
    assertThat(node.batches()).isEmpty();
  }

  @Test
  void aLoneCallIsSentAtOnce() {
    client.put("k", "1");
    client.put("k", "2");
    assertThat(node.received(PUT)).hasSize(2);
    assertThat(client.get("k").text()).contains("2");
  }

  @Test
  void aBlockingCallOnTheClientsOwnThreadIsAnErrorInsteadOfADeadlock() throws Exception {
    CompletableFuture<GetResult> nested =
        Scripts.readThen(client, node, store, unused -> client.get("k"));
    assertThatThrownBy(() -> nested.get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("would wait for itself");
  }
}

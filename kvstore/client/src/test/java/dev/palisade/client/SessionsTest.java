package dev.palisade.client;

import static dev.palisade.proto.kv.Operation.RequestCase.KEEP_ALIVE;
import static dev.palisade.proto.kv.Operation.RequestCase.OPEN_SESSION;
import static dev.palisade.proto.kv.Operation.RequestCase.PUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.palisade.proto.kv.Error;
import dev.palisade.proto.kv.ErrorCode;
import dev.palisade.proto.kv.Once;
import dev.palisade.proto.kv.Operation;
import dev.palisade.proto.kv.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SessionsTest {
  private final FakeStore store = new FakeStore();
  private final FakeNode node = FakeNode.leading(store);
  private final PalisadeClient client =
      PalisadeClient.builder().endpoints(node.endpoint()).timeout(Duration.ofSeconds(30)).build();

  @AfterEach
  void end() {
    client.close();
    node.close();
  }

  @Test
  void readsOpenNoSession() {
    client.get("k");
    assertThat(node.received(OPEN_SESSION)).isEmpty();
  }

  @Test
  void theFirstMutationsShareOneSession() throws Exception {
    CompletableFuture<PutResult> one = client.putAsync(Bytes.of("a"), Bytes.of("v"));
    CompletableFuture<FenceToken> two = client.fences().grantAsync("lock", "me");
    one.get(30, TimeUnit.SECONDS);
    two.get(30, TimeUnit.SECONDS);
    assertThat(node.received(OPEN_SESSION)).hasSize(1);
    assertThat(store.broken()).isEmpty();
  }

  @Test
  void aRefusedSessionRefusesTheMutationsThatWait() {
    node.follow(
        operation ->
            Scripts.error(
                operation, Error.newBuilder().setCode(ErrorCode.INVALID).setMessage("bad ttl")));
    assertThatThrownBy(() -> client.put("k", "v"))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessage("put: bad ttl");
  }

  @Test
  void aMutationThatAnExpiredSessionCertainlyDidNotApplyMovesToANewOne() {
    client.put("k", "1");
    store.expireSessions();
    client.put("k", "2");
    assertThat(store.applied()).isEqualTo(2);
    assertThat(node.received(OPEN_SESSION)).hasSize(2);
    assertThat(store.broken()).isEmpty();
  }

  @Test
  void aMutationThatAnExpiredSessionMayHaveAppliedIsUnknown() throws Exception {
    client.put("k", "1");
    node.follow(operation -> null);
    CompletableFuture<PutResult> put = client.putAsync(Bytes.of("k"), Bytes.of("2"));
    await().atMost(Duration.ofSeconds(30)).until(() -> node.received(PUT).size() == 2);
    store.expireSessions();
    node.follow(store::apply);
    node.breakStreams();
    assertThatThrownBy(() -> put.get(30, TimeUnit.SECONDS))
        .cause()
        .isInstanceOf(UnknownOutcomeException.class)
        .hasCauseInstanceOf(SessionExpiredException.class);
    client.put("k", "3");
    assertThat(store.applied()).as("puts that took effect").isEqualTo(2);
  }

  @Test
  void aMutationThatFollowsAnUnknownOneAcknowledgesIt() {
    client.put("k", "1");
    node.follow(operation -> null);
    WriteOptions brief = WriteOptions.none().withTimeout(Duration.ofMillis(500));
    assertThatThrownBy(() -> client.put("k", "2", brief))
        .isInstanceOf(UnknownOutcomeException.class);
    node.follow(store::apply);
    client.put("k", "3");
    assertThat(node.received(PUT))
        .extracting(operation -> FakeStore.onceOf(operation).getAcknowledgedBelow())
        .containsExactly(1L, 2L, 3L);
  }

  @Test
  void anIdleSessionIsKeptAlive() {
    try (PalisadeClient idle =
        PalisadeClient.builder()
            .endpoints(node.endpoint())
            .sessionTtl(Duration.ofSeconds(1))
            .build()) {
      idle.put("k", "v");
      await().atMost(Duration.ofSeconds(30)).until(() -> node.received(KEEP_ALIVE).size() >= 2);
    }
  }

  private List<CompletableFuture<PutResult>> putFromFourThreads(int each)
      throws InterruptedException {
    List<CompletableFuture<PutResult>> puts = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < each; i++) {
                  CompletableFuture<PutResult> put = client.putAsync(Bytes.of("k"), Bytes.of("v"));
                  synchronized (puts) {
                    puts.add(put);
                  }
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return puts;
  }

  /** The store itself checks the rules of {@code Once} on every mutation that arrives. */
  @Test
  void sequencesAndAcknowledgementsHoldWhenAnswersComeInAnyOrder() throws Exception {
    long seed = System.nanoTime();
    String repeat = "seed " + seed + " (set it in this test to repeat)";
    Random random = new Random(seed);
    ConcurrentLinkedQueue<Result> withheld = new ConcurrentLinkedQueue<>();
    ConcurrentSkipListSet<Long> unanswered = new ConcurrentSkipListSet<>();
    ConcurrentHashMap<Long, Long> sequenceById = new ConcurrentHashMap<>();
    List<String> broken = new CopyOnWriteArrayList<>();
    node.follow(
        operation -> {
          Result answer = store.apply(operation);
          if (!Scripts.isPut(operation)) {
            return answer;
          }
          Once once = FakeStore.onceOf(operation);
          Long least = unanswered.ceiling(0L);
          if (least != null && once.getAcknowledgedBelow() > least) {
            broken.add("sequence " + least + " was acknowledged before it was answered");
          }
          if (random.nextInt(3) == 0) {
            unanswered.add(once.getSequence());
            sequenceById.put(operation.getId(), once.getSequence());
            withheld.add(answer);
            return null;
          }
          return answer;
        });
    List<CompletableFuture<PutResult>> puts = putFromFourThreads(1_500);
    await(repeat)
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              for (Result late = withheld.poll(); late != null; late = withheld.poll()) {
                unanswered.remove(sequenceById.remove(late.getId()));
                node.send(late);
              }
              return puts.stream().allMatch(CompletableFuture::isDone);
            });
    assertThat(puts).as(repeat).noneMatch(CompletableFuture::isCompletedExceptionally);
    assertThat(store.broken()).as(repeat).isEmpty();
    assertThat(broken).as(repeat).isEmpty();
    assertThat(store.applied()).as(repeat).isEqualTo(6_000);
    assertThat(
            node.received(PUT).stream()
                .map(Operation::getPut)
                .map(put -> put.getOnce().getSequence())
                .sorted()
                .toList())
        .as(repeat)
        .startsWith(1L, 2L)
        .endsWith(5_999L, 6_000L)
        .doesNotHaveDuplicates();
  }
}

package dev.palisade.client;

import static dev.palisade.proto.kv.Operation.RequestCase.PUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.palisade.proto.kv.ClockSkewDetail;
import dev.palisade.proto.kv.CompactedDetail;
import dev.palisade.proto.kv.Error;
import dev.palisade.proto.kv.ErrorCode;
import dev.palisade.proto.kv.FenceState;
import dev.palisade.proto.kv.FencedDetail;
import dev.palisade.proto.kv.GetResponse;
import dev.palisade.proto.kv.KeyValue;
import dev.palisade.proto.kv.Operation;
import dev.palisade.proto.kv.Result;
import dev.palisade.proto.kv.TooLargeDetail;
import dev.palisade.proto.kv.TxnResponse;
import dev.palisade.proto.kv.UnguardedDetail;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class OutcomesTest {
  private final FakeStore store = new FakeStore();
  private final FakeNode node = FakeNode.leading(store);
  private final PalisadeClient client =
      PalisadeClient.builder().endpoints(node.endpoint()).timeout(Duration.ofSeconds(30)).build();

  @AfterEach
  void end() {
    client.close();
    node.close();
  }

  private void refusePuts(Error.Builder error) {
    node.follow(
        operation ->
            Scripts.isPut(operation) ? Scripts.error(operation, error) : store.apply(operation));
  }

  private <E extends Throwable> E failureOfPut(Class<E> type) {
    E failure = catchThrowableOfType(type, () -> client.put("k", "v"));
    assertThat(failure).as("the put's failure").isNotNull();
    return failure;
  }

  @Test
  void aFencedWriteShowsTheEvidence() {
    refusePuts(
        Error.newBuilder()
            .setCode(ErrorCode.FENCED)
            .setMessage("token 5 of fence 'lock' is stale; the current one is 9")
            .setFenced(
                FencedDetail.newBuilder()
                    .setReason(FencedDetail.Reason.STALE)
                    .setPresentedToken(5)
                    .setState(
                        FenceState.newBuilder()
                            .setFence("lock")
                            .setCurrentToken(9)
                            .setHolder("worker-2")
                            .setSinceHlc(Hlc.startOf(Instant.EPOCH.plusMillis(77)).bits()))));
    FencedException failure = failureOfPut(FencedException.class);
    assertThat(failure.reason()).isEqualTo(FencedException.Reason.STALE);
    assertThat(failure.presentedToken()).isEqualTo(5);
    assertThat(failure.currentToken()).isEqualTo(9);
    assertThat(failure.holder()).isEqualTo("worker-2");
    assertThat(failure.since().instant()).isEqualTo(Instant.EPOCH.plusMillis(77));
    assertThat(failure).hasMessage("put: token 5 of fence 'lock' is stale; the current one is 9");
  }

  @Test
  void anUnguardedWriteNamesTheFenceThatGuardsThePrefix() {
    refusePuts(
        Error.newBuilder()
            .setCode(ErrorCode.UNGUARDED)
            .setUnguarded(
                UnguardedDetail.newBuilder()
                    .setKey(ByteString.copyFromUtf8("k"))
                    .setPrefix(ByteString.copyFromUtf8(""))
                    .setFence("lock")));
    UnguardedException failure = failureOfPut(UnguardedException.class);
    assertThat(failure.key()).isEqualTo(Bytes.of("k"));
    assertThat(failure.fence()).isEqualTo("lock");
  }

  @Test
  void otherRefusalsHaveTheirTypesAndDetails() {
    refusePuts(Error.newBuilder().setCode(ErrorCode.INVALID).setMessage("empty key"));
    assertThat(failureOfPut(InvalidRequestException.class)).hasMessage("put: empty key");

    refusePuts(
        Error.newBuilder()
            .setCode(ErrorCode.TOO_LARGE)
            .setTooLarge(TooLargeDetail.newBuilder().setWhat("value").setActual(3).setLimit(2)));
    assertThat(failureOfPut(TooLargeException.class).what()).isEqualTo("value");

    refusePuts(
        Error.newBuilder()
            .setCode(ErrorCode.CLOCK_SKEW)
            .setClockSkew(ClockSkewDetail.newBuilder().setAheadMillis(900).setLimitMillis(500)));
    assertThat(failureOfPut(ClockSkewException.class).ahead()).hasMillis(900);

    node.follow(
        operation ->
            Scripts.error(
                operation,
                Error.newBuilder()
                    .setCode(ErrorCode.COMPACTED)
                    .setCompacted(CompactedDetail.newBuilder().setCompactedRevision(40))));
    assertThatThrownBy(() -> client.get("k", ReadOptions.linearizable().atRevision(3)))
        .isInstanceOfSatisfying(
            CompactedException.class,
            refusal -> assertThat(refusal.compactedRevision()).isEqualTo(40));
  }

  @Test
  void aRefusalOfACodeThatIsNewIsStillARefusal() {
    refusePuts(Error.newBuilder().setCodeValue(4711).setMessage("news"));
    assertThat(failureOfPut(RefusedException.class)).isExactlyInstanceOf(RefusedException.class);
  }

  @Test
  void anUnknownOutcomeOfACodeThatIsNewIsStillUnknown() {
    refusePuts(Error.newBuilder().setCodeValue(4711).setOutcome(Error.Outcome.UNKNOWN));
    failureOfPut(UnknownOutcomeException.class);
  }

  @Test
  void aMutationWithoutAnAnswerIsUnknownAtItsDeadline() {
    client.put("k", "v");
    node.follow(operation -> null);
    assertThatThrownBy(
            () -> client.put("k", "w", WriteOptions.none().withTimeout(Duration.ofMillis(500))))
        .isInstanceOf(UnknownOutcomeException.class)
        .hasMessageContaining("may or may not be applied");
  }

  @Test
  void aReadWithoutAnAnswerTimesOut() {
    client.get("k"); // It is connected.
    node.follow(operation -> null);
    assertThatThrownBy(
            () -> client.get("k", ReadOptions.linearizable().withTimeout(Duration.ofMillis(100))))
        .isInstanceOf(TimedOutException.class)
        .hasMessage("get: no answer within 100 ms; nothing was applied");
  }

  @Test
  void aMutationThatWasNeverSentTimesOutAsRefused() {
    node.close();
    assertThatThrownBy(
            () -> client.put("k", "v", WriteOptions.none().withTimeout(Duration.ofSeconds(1))))
        .isInstanceOf(TimedOutException.class)
        .hasMessageContaining(
            "nothing was applied (no leader found: " + node.endpoint() + " does not answer")
        .hasMessageContaining("Connection refused");
  }

  @Test
  void theRemainingTimeTravelsWithTheOperation() {
    client.get("k", ReadOptions.linearizable().withTimeout(Duration.ofSeconds(3)));
    assertThat(node.received(Operation.RequestCase.GET).get(0).getTimeoutMillis())
        .isBetween(1, 3_000);
  }

  @Test
  void overloadIsRetriedAfterTheHintWithTheSameSequence() {
    long[] refusedAt = new long[1];
    long[] retriedAt = new long[1];
    node.follow(
        operation -> {
          if (!Scripts.isPut(operation)) {
            return store.apply(operation);
          }
          if (refusedAt[0] == 0) {
            refusedAt[0] = System.nanoTime();
            return Scripts.overloaded(operation, 60);
          }
          retriedAt[0] = System.nanoTime();
          return store.apply(operation);
        });
    client.put("k", "v");
    assertThat(retriedAt[0] - refusedAt[0]).isGreaterThanOrEqualTo(60_000_000);
    assertThat(node.received(PUT))
        .extracting(operation -> FakeStore.onceOf(operation).getSequence())
        .containsExactly(1L, 1L);
  }

  @Test
  void overloadThatOutlastsTheDeadlineIsRefusedAtOnce() {
    node.follow(
        operation ->
            Scripts.isPut(operation)
                ? Scripts.overloaded(operation, 60_000)
                : store.apply(operation));
    OverloadedException failure = failureOfPut(OverloadedException.class);
    assertThat(failure.retryAfter()).hasSeconds(60);
    assertThat(failure.inClient()).isFalse();
  }

  @Test
  void whenTheClientIsFullAsynchronousCallsAreRefusedAndBlockingOnesWait() throws Exception {
    try (PalisadeClient small =
        PalisadeClient.builder().endpoints(node.endpoint()).maxPendingOperations(2).build()) {
      node.follow(operation -> null);
      CompletableFuture<GetResult> first = small.getAsync(Bytes.of("a"));
      CompletableFuture<GetResult> second = small.getAsync(Bytes.of("b"));
      assertThatThrownBy(() -> small.getAsync(Bytes.of("c")).get(30, TimeUnit.SECONDS))
          .cause()
          .isInstanceOfSatisfying(
              OverloadedException.class, refusal -> assertThat(refusal.inClient()).isTrue())
          .hasMessageContaining("2 of 2 operations");
      assertThatThrownBy(
              () -> small.get("d", ReadOptions.linearizable().withTimeout(Duration.ofMillis(50))))
          .isInstanceOf(OverloadedException.class);

      CompletableFuture<GetResult> waiting = CompletableFuture.supplyAsync(() -> small.get("e"));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> node.received(Operation.RequestCase.GET).size() == 2);
      node.follow(store::apply);
      node.send(store.apply(node.received(Operation.RequestCase.GET).get(0)));
      first.get(30, TimeUnit.SECONDS);
      waiting.get(30, TimeUnit.SECONDS);
      assertThat(second).isNotDone();
    }
  }

  @Test
  void closingEndsEveryCall() {
    client.put("k", "v");
    node.follow(operation -> null);
    CompletableFuture<PutResult> put = client.putAsync(Bytes.of("k"), Bytes.of("w"));
    CompletableFuture<GetResult> get = client.getAsync(Bytes.of("k"));
    await().atMost(Duration.ofSeconds(30)).until(() -> node.received(PUT).size() == 2);
    client.close();
    assertThatThrownBy(put::join).hasCauseInstanceOf(UnknownOutcomeException.class);
    assertThatThrownBy(get::join).hasCauseInstanceOf(ClientClosedException.class);
    assertThatThrownBy(() -> client.get("k")).isInstanceOf(ClientClosedException.class);
    client.close();
  }

  @Test
  void closingClosesTheSessionAndEndsTheThread() throws Exception {
    client.put("k", "v");
    Thread thread =
        Scripts.readThen(client, node, store, unused -> Thread.currentThread())
            .get(30, TimeUnit.SECONDS);
    assertThat(thread.isDaemon()).isTrue();
    assertThat(store.openSessions()).isEqualTo(1);
    client.close();
    await().atMost(Duration.ofSeconds(30)).until(() -> store.openSessions() == 0);
    await().atMost(Duration.ofSeconds(30)).until(() -> !thread.isAlive());
  }

  @Test
  void aFailedComparisonIsAResult() {
    node.follow(
        operation ->
            operation.hasTxn()
                ? Result.newBuilder()
                    .setId(operation.getId())
                    .setTxn(
                        TxnResponse.newBuilder()
                            .setRevision(4)
                            .addResults(
                                dev.palisade.proto.kv.TxnResult.newBuilder()
                                    .setGet(
                                        GetResponse.newBuilder()
                                            .setKv(
                                                KeyValue.newBuilder()
                                                    .setValue(ByteString.copyFromUtf8("other"))))))
                    .build()
                : store.apply(operation));
    CompareAndSetResult result = client.compareAndSet("k", "expected", "new");
    assertThat(result.succeeded()).isFalse();
    assertThat(result.actual().map(KeyValueText::of)).contains("other");
  }

  /** Short for a value as text. */
  private static final class KeyValueText {
    private static String of(dev.palisade.client.KeyValue kv) {
      return kv.value().asText();
    }
  }

  @Test
  void aBlockingCallsExceptionShowsWhoCalled() {
    refusePuts(Error.newBuilder().setCode(ErrorCode.INVALID));
    assertThat(failureOfPut(InvalidRequestException.class).getStackTrace())
        .anySatisfy(
            frame -> assertThat(frame.getClassName()).isEqualTo(OutcomesTest.class.getName()));
  }

  @Test
  void callbacksRunWhereTheBuilderSays() throws Exception {
    try (PalisadeClient other =
        PalisadeClient.builder()
            .endpoints(node.endpoint())
            .callbackExecutor(task -> new Thread(task, "callbacks").start())
            .build()) {
      assertThat(
              Scripts.readThen(other, node, store, unused -> Thread.currentThread().getName())
                  .get(30, TimeUnit.SECONDS))
          .isEqualTo("callbacks");
    }
  }
}

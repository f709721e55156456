package dev.palisade.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OpenLoopTest {
  private static final long HALF_A_SECOND = TimeUnit.MILLISECONDS.toNanos(500);

  @Test
  void operationsStartAtTheRateAlthoughNoneIsAnswered() throws Exception {
    Queue<CompletableFuture<String>> open = new ConcurrentLinkedQueue<>();
    AtomicInteger started = new AtomicInteger();
    LoadResult result =
        OpenLoop.run(
            1000,
            HALF_A_SECOND,
            load(
                slot -> {
                  CompletableFuture<String> operation = new CompletableFuture<>();
                  open.add(operation);
                  if (started.incrementAndGet() == 500) {
                    open.forEach(each -> each.complete("done"));
                  }
                  return operation;
                }));
    assertThat(started).hasValue(500);
    assertThat(result.latencies().getTotalCount()).isEqualTo(500);
    // All were answered at the end: the first waited for nearly the whole run, the last not at all.
    assertThat(result.millisAt(99)).isGreaterThan(450);
    assertThat(result.millisAt(50)).isGreaterThan(200);
    assertThat(result.level()).isEqualTo(1000);
  }

  @Test
  void aStallDelaysEveryOperationThatWasMeantToStartDuringIt() throws Exception {
    AtomicInteger started = new AtomicInteger();
    LoadResult result =
        OpenLoop.run(
            1000,
            HALF_A_SECOND,
            load(
                slot -> {
                  if (started.incrementAndGet() == 1) {
                    spin(TimeUnit.MILLISECONDS.toNanos(200));
                  }
                  return CompletableFuture.completedFuture("done");
                }));
    assertThat(started).hasValue(500);
    // 200 of 500 starts are late, by 200 ms down to nothing: more than a quarter by over 60 ms.
    assertThat(result.millisAt(75)).isGreaterThan(60);
  }

  @Test
  void failuresAreCountedByReason() throws Exception {
    AtomicInteger number = new AtomicInteger();
    LoadResult result =
        OpenLoop.run(
            100,
            HALF_A_SECOND,
            load(
                slot ->
                    switch (number.incrementAndGet()) {
                      case 1 ->
                          CompletableFuture.failedFuture(new IllegalStateException("no quorum"));
                      case 2 -> throw new IllegalStateException("overloaded");
                      default -> CompletableFuture.completedFuture("done");
                    }));
    assertThat(result.errors()).isEqualTo(Map.of("no quorum", 1L, "overloaded", 1L));
    assertThat(result.latencies().getTotalCount()).isEqualTo(48);
  }

  @Test
  void everySecondIsReported() throws Exception {
    AtomicInteger seconds = new AtomicInteger();
    OpenLoop.run(
        10,
        TimeUnit.MILLISECONDS.toNanos(1100),
        new Load(
            slot -> CompletableFuture.completedFuture("done"),
            OpenLoopTest::message,
            (second, operations) -> {
              assertThat(second).isEqualTo(seconds.incrementAndGet());
              assertThat(operations).isPositive();
            }));
    assertThat(seconds).hasValueGreaterThanOrEqualTo(1);
  }

  private static void spin(long nanos) {
    for (long start = System.nanoTime(); System.nanoTime() - start < nanos; ) {
      Thread.onSpinWait();
    }
  }

  private static Load load(IntFunction<CompletionStage<?>> operation) {
    return new Load(operation, OpenLoopTest::message, Load.Progress.NONE);
  }

  private static String message(Throwable failure) {
    return String.valueOf(failure.getMessage());
  }
}

package dev.palisade.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ClosedLoopTest {
  private static final long SHORT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** In this time a busy machine too gets somewhere. */
  private static final long LONGER_NANOS = TimeUnit.SECONDS.toNanos(1);

  @Test
  void neverMoreThanTheGivenNumberOfOperationsAreInFlight() throws Exception {
    ConcurrentLinkedQueue<CompletableFuture<String>> open = new ConcurrentLinkedQueue<>();
    AtomicInteger most = new AtomicInteger();
    Thread completer =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  while (open.size() < 7 && !Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait(); // None is answered before all slots have started.
                  }
                  while (!Thread.currentThread().isInterrupted()) {
                    most.accumulateAndGet(open.size(), Math::max);
                    CompletableFuture<String> next = open.poll();
                    if (next != null) {
                      next.complete("done");
                    }
                  }
                });
    LoadResult result =
        ClosedLoop.run(
            7,
            LONGER_NANOS,
            load(
                slot -> {
                  CompletableFuture<String> operation = new CompletableFuture<>();
                  open.add(operation);
                  return operation;
                }));
    completer.interrupt();
    completer.join();
    assertEquals(7, most.get());
    assertTrue(result.latencies().getTotalCount() > 7, result::toString);
    assertEquals(0, result.failed());
    assertTrue(result.elapsedNanos() >= LONGER_NANOS, result::toString);
  }

  @Test
  void failuresAreCountedByReasonAndNotAsLatencies() throws Exception {
    AtomicInteger number = new AtomicInteger();
    LoadResult result =
        ClosedLoop.run(
            1,
            LONGER_NANOS,
            load(
                slot ->
                    switch (number.incrementAndGet()) {
                      case 1 ->
                          CompletableFuture.failedFuture(new IllegalStateException("no quorum"));
                      case 2 -> throw new IllegalStateException("overloaded");
                      default -> CompletableFuture.completedFuture("done");
                    }));
    assertEquals(Map.of("no quorum", 1L, "overloaded", 1L), result.errors());
    assertEquals(number.get() - 2, result.latencies().getTotalCount());
  }

  @Test
  void operationsThatCompleteAtOnceDoNotDeepenTheStack() throws Exception {
    LoadResult result =
        ClosedLoop.run(2, SHORT_NANOS, load(slot -> CompletableFuture.completedFuture("done")));
    assertTrue(result.operationsPerSecond() > 1000, result::toString);
    assertTrue(result.millisAt(50) <= result.millisAt(99.9), result::toString);
  }

  @Test
  void aFailureOfTheReasonItselfIsNotSwallowed() {
    assertThrows(
        UnsupportedOperationException.class,
        () ->
            ClosedLoop.run(
                1,
                SHORT_NANOS,
                new Load(
                    slot -> CompletableFuture.failedFuture(new IllegalStateException("x")),
                    failure -> {
                      throw new UnsupportedOperationException();
                    },
                    Load.Progress.NONE)));
  }

  private static Load load(IntFunction<CompletionStage<?>> operation) {
    return new Load(operation, ClosedLoopTest::message, Load.Progress.NONE);
  }

  private static String message(Throwable failure) {
    return String.valueOf(failure.getMessage());
  }
}

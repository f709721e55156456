package dev.palisade.cli.failover;

import dev.palisade.client.Bytes;
import dev.palisade.client.PalisadeClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Puts at a fixed pace, whether earlier ones were answered or not (an open loop), and how long
 * after a moment the first put that was sent later was acknowledged. Thread-safe.
 */
final class SteadyPuts implements AutoCloseable {
  /** A put each so many milliseconds. */
  static final int EVERY_MILLIS = 5;

  /** What waits longer fails; the next put tries again. */
  private static final Duration DEADLINE = Duration.ofSeconds(2);

  private static final int KEYS = 64;

  /** A wait for the first put that is sent at or after a moment. */
  private static final class Wait {
    final long sinceNanos;
    final AtomicLong endNanos = new AtomicLong();
    final CountDownLatch ended = new CountDownLatch(1);

    Wait(long sinceNanos) {
      this.sinceNanos = sinceNanos;
    }

    void acknowledged(long sentNanos) {
      if (sentNanos - sinceNanos >= 0 && endNanos.compareAndSet(0, System.nanoTime())) {
        ended.countDown();
      }
    }
  }

  private final PalisadeClient client;
  private final ScheduledExecutorService pace =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("steady-puts").factory());
  private final AtomicReference<Wait> wait = new AtomicReference<>(new Wait(Long.MAX_VALUE));
  private long number;

  SteadyPuts(List<String> endpoints) {
    client = PalisadeClient.builder().endpoints(endpoints).timeout(DEADLINE).build();
    var unused = pace.scheduleAtFixedRate(this::put, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void put() {
    long sent = System.nanoTime();
    long key = number++ % KEYS;
    var unused =
        client
            .putAsync(Bytes.of("failover/" + key), Bytes.of(Long.toString(number)))
            .whenComplete(
                (result, failure) -> {
                  if (failure == null) {
                    wait.get().acknowledged(sent);
                  }
                });
  }

  /** From now on the first put that is sent and acknowledged is waited for. */
  void mark() {
    wait.set(new Wait(System.nanoTime()));
  }

  /**
   * How long after {@link #mark} that put was acknowledged.
   *
   * @return nanoseconds, or a negative number if none was within the time
   */
  long gapNanos(Duration atMost) throws InterruptedException {
    Wait marked = wait.get();
    boolean ended = marked.ended.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    return ended ? marked.endNanos.get() - marked.sinceNanos : -1;
  }

  @Override
  public void close() {
    pace.shutdownNow();
    client.close();
  }
}

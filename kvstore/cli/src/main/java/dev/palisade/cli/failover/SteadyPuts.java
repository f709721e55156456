package dev.palisade.cli.failover;

import dev.palisade.client.Bytes;
import dev.palisade.client.PalisadeClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Puts at a fixed pace, whether earlier ones were answered or not (an open loop), and the longest
 * time without an acknowledgement around a fault. Thread-safe.
 */
final class SteadyPuts implements AutoCloseable {
  /** A put each so many milliseconds. */
  static final int EVERY_MILLIS = 5;

  /** What waits longer fails; the next put tries again. */
  private static final Duration DEADLINE = Duration.ofSeconds(2);

  private static final int KEYS = 64;

  private final PalisadeClient client;
  private final ScheduledExecutorService pace =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("steady-puts").factory());
  private long number;

  /** Guarded by this, as all below. */
  private long lastNanos = System.nanoTime();

  private long longestNanos;

  /** The gap is over with the first acknowledgement of a put sent then or later. */
  private long struckNanos = Long.MAX_VALUE;

  private CountDownLatch over = new CountDownLatch(1);

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
                    acknowledged(sent);
                  }
                });
  }

  private synchronized void acknowledged(long sentNanos) {
    if (over.getCount() == 0) {
      return;
    }
    long now = System.nanoTime();
    longestNanos = Math.max(longestNanos, now - lastNanos);
    lastNanos = now;
    if (struckNanos != Long.MAX_VALUE && sentNanos - struckNanos >= 0) {
      over.countDown();
    }
  }

  /** The fault comes now: gaps are measured from here on. */
  synchronized void begin() {
    lastNanos = System.nanoTime();
    longestNanos = 0;
    struckNanos = Long.MAX_VALUE;
    over = new CountDownLatch(1);
  }

  /**
   * The fault has been done, wholly: waits until a put that is sent later is acknowledged.
   *
   * @return the longest time without an acknowledgement since {@link #begin}, in nanoseconds; a
   *     negative number if none came
   */
  long awaitGap(Duration atMost) throws InterruptedException {
    CountDownLatch waiting;
    synchronized (this) {
      struckNanos = System.nanoTime();
      waiting = over;
    }
    boolean ended = waiting.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    synchronized (this) {
      return ended ? longestNanos : -1;
    }
  }

  @Override
  public void close() {
    pace.shutdownNow();
    client.close();
  }
}

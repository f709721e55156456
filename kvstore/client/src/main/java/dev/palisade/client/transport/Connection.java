package dev.palisade.client.transport;

import io.grpc.ManagedChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A channel to one endpoint, and how long an attempt to connect may take before it is given up for
 * another one.
 *
 * <p>A channel whose attempt has failed answers each call with that failure until an attempt
 * succeeds, and one attempt may hang for good: behind a partition, say, that came right after TCP's
 * handshake, or at a process that stands still. So a channel that does not get there is replaced by
 * another one, after a time that doubles up to {@link #LONGEST_NANOS}: a process that stands still
 * is not to find a crowd of connections when it goes on. Its {@code enterIdle} would do that too,
 * but a call that starts on another thread meanwhile throws; on a channel that is shut down a call
 * ends with UNAVAILABLE. Thread-safe.
 */
final class Connection {
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(4);

  private final Supplier<ManagedChannel> open;
  private ManagedChannel channel;
  private final long patienceNanos;
  private long waitNanos;
  private long sinceNanos;

  /**
   * Not connected yet.
   *
   * @param open makes a channel to the endpoint
   * @param patienceNanos how long the first attempts may take
   */
  Connection(Supplier<ManagedChannel> open, long patienceNanos) {
    this.open = open;
    this.channel = open.get();
    this.patienceNanos = patienceNanos;
    this.waitNanos = patienceNanos;
    this.sinceNanos = System.nanoTime();
  }

  /** The channel for another call; an attempt that failed before delays it no further. */
  synchronized ManagedChannel forCall() {
    long now = System.nanoTime();
    switch (channel.getState(false)) {
      case READY, IDLE -> {
        waitNanos = patienceNanos;
        sinceNanos = now;
      }
      case CONNECTING, TRANSIENT_FAILURE -> {
        if (now - sinceNanos < waitNanos) {
          channel.resetConnectBackoff();
        } else {
          waitNanos = Math.min(2 * waitNanos, LONGEST_NANOS);
          sinceNanos = now;
          channel.shutdownNow(); // It is not connected: its calls wait, and end with UNAVAILABLE.
          channel = open.get();
        }
      }
      case SHUTDOWN -> {
        // Whoever calls is told.
      }
    }
    return channel;
  }

  synchronized void shutdownNow() {
    channel.shutdownNow();
  }
}

package dev.palisade.harness.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Carries bytes one way between two sockets, as badly as the link is. One thread reads and, while
 * the link is fine, writes; a second one writes what is late, so that a delay does not limit how
 * much is on its way.
 */
final class Pump {
  private static final int PIECE_BYTES = 64 << 10;
  private static final int MAX_LATE_PIECES = 256;

  /** TCP's shortest wait until it sends again, on Linux. */
  private static final long RESEND_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private static final int MAX_RESENDS = 5;

  /** A narrow link gets pieces of as much as passes in this time. */
  private static final int PIECES_PER_SECOND = 20;

  private record Piece(byte[] bytes, long dueNanos) {}

  private final Socket from;
  private final Socket to;
  private final LinkState link;
  private final Runnable broken;
  private final BlockingQueue<Piece> late = new ArrayBlockingQueue<>(MAX_LATE_PIECES);

  /** Pieces that the second thread has not written yet; none may overtake them. */
  private final AtomicInteger unwritten = new AtomicInteger();

  private boolean lateThreadRuns;
  private long lastDueNanos = Long.MIN_VALUE;

  /**
   * @param broken called when either socket fails or the link's connection is over
   */
  Pump(Socket from, Socket to, LinkState link, Runnable broken) {
    this.from = from;
    this.to = to;
    this.link = link;
    this.broken = broken;
  }

  /** Carries until the connection ends. */
  void run() {
    byte[] buffer = new byte[PIECE_BYTES];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      while (true) {
        link.awaitOpen();
        LinkState.Sum sum = link.sum();
        int most = sum.isNarrow() ? narrow(sum.bytesPerSecond()) : PIECE_BYTES;
        int count = in.read(buffer, 0, most);
        if (count < 0) {
          awaitWritten();
          link.awaitOpen(); // The end of a stream is a packet too.
          to.shutdownOutput();
          return;
        }
        carry(buffer, count, out);
      }
    } catch (IOException e) {
      broken.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      broken.run();
    }
  }

  private static int narrow(int bytesPerSecond) {
    return Math.clamp(bytesPerSecond / PIECES_PER_SECOND, 1, PIECE_BYTES);
  }

  private void carry(byte[] buffer, int count, OutputStream out)
      throws IOException, InterruptedException {
    LinkState.Sum sum = link.sum();
    if (sum.isNarrow()) {
      // Asleep, nothing is read, and the sender's window fills as on a narrow line.
      TimeUnit.NANOSECONDS.sleep(
          count * TimeUnit.SECONDS.toNanos(1) / Math.max(1, sum.bytesPerSecond()));
    }
    if (sum.isSlow() || unwritten.get() > 0) {
      long due = Math.max(lastDueNanos, System.nanoTime() + lateness(sum));
      if (lastDueNanos == Long.MIN_VALUE) {
        due = System.nanoTime() + lateness(sum);
      }
      lastDueNanos = due; // TCP keeps the order, however the packets came.
      startLateThread(out);
      unwritten.incrementAndGet();
      late.put(new Piece(java.util.Arrays.copyOf(buffer, count), due));
      return;
    }
    link.awaitOpen();
    out.write(buffer, 0, count);
  }

  private static long lateness(LinkState.Sum sum) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long millis = sum.delayMillis();
    if (sum.jitterMillis() > 0) {
      millis += random.nextInt(-sum.jitterMillis(), sum.jitterMillis() + 1);
    }
    long nanos = Math.max(0, TimeUnit.MILLISECONDS.toNanos(millis));
    for (int resends = 0; resends < MAX_RESENDS && random.nextDouble() < sum.loss(); resends++) {
      nanos += RESEND_NANOS << resends;
    }
    return nanos;
  }

  private void startLateThread(OutputStream out) {
    if (!lateThreadRuns) {
      lateThreadRuns = true;
      Thread.ofVirtual().name("late").start(() -> writeLate(out));
    }
  }

  private void writeLate(OutputStream out) {
    try {
      while (!to.isClosed()) {
        Piece piece = late.poll(1, TimeUnit.SECONDS);
        if (piece == null) {
          continue;
        }
        TimeUnit.NANOSECONDS.sleep(piece.dueNanos() - System.nanoTime());
        link.awaitOpen();
        out.write(piece.bytes());
        unwritten.decrementAndGet();
      }
    } catch (IOException e) {
      broken.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitWritten() throws InterruptedException {
    while (unwritten.get() > 0 && !to.isClosed()) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }
}

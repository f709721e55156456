package dev.palisade.kv.server;

import io.grpc.Context;
import io.netty.channel.Channel;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A client's connection, and what it makes this node hold. Thread-safe. */
final class ClientConnection {
  /** The connection of the call at hand. */
  static final Context.Key<ClientConnection> KEY = Context.key("connection");

  private static final Logger LOG = LoggerFactory.getLogger("palisade.clients");
  private static final AtomicLong CLOSED = new AtomicLong();

  private final @Nullable Channel channel;
  private final AtomicLong heldBytes = new AtomicLong();
  private final AtomicLong partialBytes = new AtomicLong();
  private final AtomicLong openCalls = new AtomicLong();
  private final AtomicLong longReads = new AtomicLong();
  private final AtomicBoolean isClosed = new AtomicBoolean();

  // Written by the connection's own thread only.
  private volatile long writtenBytes;

  // Of the last look, by one thread at a time.
  private long writtenAtLook;
  private long progressNanos;

  /** One that is not of this server's port, as in tests within the process, has no channel. */
  ClientConnection(@Nullable Channel channel, long nowNanos) {
    this.channel = channel;
    this.progressNanos = nowNanos;
  }

  /** That of the call at hand. */
  static ClientConnection current() {
    ClientConnection current = KEY.get();
    return current == null ? new ClientConnection(null, System.nanoTime()) : current;
  }

  /** Bytes of answers that it has not taken. */
  long heldBytes() {
    return heldBytes.get();
  }

  /** Adds to them, or takes away; returns what is held now. */
  long hold(long bytes) {
    return heldBytes.addAndGet(bytes);
  }

  /** Adds bytes of messages that have not come in whole, or takes them away. */
  long holdPartial(long bytes) {
    return partialBytes.addAndGet(bytes);
  }

  /** All that it makes this node hold. */
  long allBytes() {
    return heldBytes.get() + partialBytes.get();
  }

  /** One more call, or one less; returns how many are open now. */
  long addOpenCalls(int change) {
    return openCalls.addAndGet(change);
  }

  /** One more long read, or one less; returns how many there are now. */
  long addLongReads(int change) {
    return longReads.addAndGet(change);
  }

  /** The connection wrote this much to its socket. */
  void wrote(long bytes) {
    writtenBytes += bytes;
  }

  /**
   * How long it has made this node hold something and has taken next to nothing, in nanoseconds; 0
   * if it moves on. One caller at a time.
   *
   * @param leastBytes it has to take between two looks; less is what an idle connection says
   */
  long stalledNanos(long nowNanos, long leastBytes) {
    long written = writtenBytes;
    if (allBytes() == 0 || written - writtenAtLook >= leastBytes) {
      writtenAtLook = written;
      progressNanos = nowNanos;
    }
    return nowNanos - progressNanos;
  }

  /** Ends all its calls. */
  void close(String why) {
    Channel of = channel;
    if (of == null || !isClosed.compareAndSet(false, true)) {
      return;
    }
    // The first, and then ever more rarely.
    long times = CLOSED.incrementAndGet();
    if (Long.bitCount(times) == 1) {
      LOG.atWarn()
          .addKeyValue("client", String.valueOf(of.remoteAddress()))
          .log("closing the connection of {}: {} ({} closed so)", of.remoteAddress(), why, times);
    }
    of.close();
  }
}

package dev.palisade.kv.server;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the bytes of answers that clients have not taken yet, from when an answer is built until
 * its connection has written it out. Each connection has a share; beyond it, that connection's
 * reads are refused and its streams are not read from. Answers to what was applied are never
 * refused: a connection that lets these pile up beyond twice its share is closed. Thread-safe.
 */
final class AnswerMemory {
  /** An answer up to this size counts as small. */
  static final long SMALL_BYTES = 16 << 10;

  /** Large answers leave a quarter to small ones. */
  private static final int LARGE_PARTS_OF_FOUR = 3;

  private static final int SHARES = 4;

  private final long mostBytes;
  private final ClientConnections connections;
  private final AtomicLong heldBytes = new AtomicLong();

  /** All connections together hold about this many bytes at most. */
  AnswerMemory(long mostBytes, ClientConnections connections) {
    this.mostBytes = mostBytes;
    this.connections = connections;
  }

  /** What one connection may hold before it is told to wait. */
  long shareBytes() {
    return mostBytes / SHARES;
  }

  long heldBytes() {
    return heldBytes.get();
  }

  /** Whether an answer to this connection may be built now. */
  boolean hasRoom(ClientConnection connection, boolean isSmall) {
    if (connection.heldBytes() >= shareBytes()) {
      return false;
    }
    long most = isSmall ? mostBytes : mostBytes / SHARES * LARGE_PARTS_OF_FOUR;
    if (heldBytes.get() < most) {
      return true;
    }
    connections.closeStalled();
    return heldBytes.get() < most;
  }

  /**
   * Counts an answer that was built; {@link #release} follows when it was taken, or is given up.
   */
  void hold(ClientConnection connection, long bytes) {
    long all = heldBytes.addAndGet(bytes);
    if (connection.hold(bytes) > 2 * shareBytes()) {
      connection.close(
          "%,d bytes of answers wait for it, more than %,d"
              .formatted(connection.heldBytes(), 2 * shareBytes()));
    } else if (all > 2 * mostBytes) {
      connections.closeGreediest();
    }
  }

  void release(ClientConnection connection, long bytes) {
    heldBytes.addAndGet(-bytes);
    connection.hold(-bytes);
  }
}

package dev.palisade.kv.state;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An ordered map of bytes to bytes with atomic batches: all that the state machine needs of a
 * storage engine, and an edge of the world. Keys are ordered as unsigned bytes. One thread writes;
 * any thread may read. A read sees whole batches only.
 */
public interface Store extends AutoCloseable {
  /** The value, or null. The array belongs to the caller. */
  byte @Nullable [] get(byte[] key);

  /** The values of several keys, null for those that have none, in the order of the keys. */
  default List<byte @Nullable []> getAll(List<byte[]> keys) {
    List<byte @Nullable []> values = new ArrayList<>(keys.size());
    keys.forEach(key -> values.add(get(key)));
    return values;
  }

  /** The pairs of [from, toExclusive), ascending or descending, as they are now. */
  Cursor scan(byte[] from, byte[] toExclusive, Direction direction);

  /**
   * The pairs as they are now, to be read by any one thread while this store goes on; to be closed.
   * Closing this store waits for it, and its reads fail meanwhile.
   *
   * @throws StoreException if this store is being closed
   */
  Store snapshot();

  /** Applies the batch atomically, in order. */
  void write(Batch batch);

  /** Makes everything written so far durable. */
  void flush();

  @Override
  void close();

  /** Which way a scan goes. */
  enum Direction {
    ASCENDING,
    DESCENDING
  }

  /** A position among pairs; starts on the first pair. Not thread-safe. */
  interface Cursor extends AutoCloseable {
    /** Whether the cursor stands on a pair. */
    boolean valid();

    byte[] key();

    byte[] value();

    void next();

    /**
     * Goes to the pair at this key, or where there is none to the one that follows it in this
     * cursor's direction. The key lies within the bounds of the scan.
     */
    void seek(byte[] key);

    @Override
    void close();
  }
}

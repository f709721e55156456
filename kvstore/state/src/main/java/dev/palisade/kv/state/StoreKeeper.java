package dev.palisade.kv.state;

import dev.palisade.raft.Snapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Keeps the store in which a replica's state is, and can put the state of a snapshot in its place:
 * an edge of the world. One thread at a time, the applying one, unless a method says otherwise.
 */
public interface StoreKeeper extends AutoCloseable {
  /** The store now. Closed by the keeper, when it is replaced or the keeper is closed. */
  Store store();

  /**
   * Puts the state of a snapshot, which is here, in the place of the store's. Durable when it
   * returns; after a crash meanwhile the state is the one or the other.
   *
   * @return the store from now on; the one before is closed
   * @throws IOException if the disk fails, or the snapshot turns out to be damaged
   */
  Store restore(Snapshot snapshot) throws IOException;

  /**
   * Keeps the snapshot of this reference from being deleted as too old until the pin is closed. Any
   * thread.
   */
  Pin pin(String reference);

  /**
   * What the snapshot of this reference is of, in the form that docs/formats.md describes; empty
   * when it is not here, or not any more. Any thread.
   */
  Optional<ByteBuffer> manifest(String reference);

  /**
   * Marks the state as found wrong: it is not opened again, whatever is restarted. Durable when
   * this returns. Any thread. A keeper that does not outlive its process need not remember.
   *
   * @throws StoreException if the disk fails
   */
  default void condemn(String reason) {}

  @Override
  void close();

  /** A store that no snapshot ever replaces; it stays the caller's to close. */
  static StoreKeeper of(Store store) {
    return new FixedStore(store);
  }

  /** Holds a snapshot. Closing twice does nothing. */
  interface Pin extends AutoCloseable {
    @Override
    void close();
  }
}

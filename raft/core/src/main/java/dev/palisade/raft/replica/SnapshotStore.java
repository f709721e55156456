package dev.palisade.raft.replica;

import dev.palisade.raft.Membership;
import dev.palisade.raft.Snapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a replica keeps snapshots: of its own state, and those it gets from its leader. An edge of
 * the world. A snapshot is a few named parts, of bytes that never change; what {@link
 * Snapshot#reference} names here means nothing on another replica, where the same name may stand
 * for other bytes of the same state. {@link #read} may be called by any thread, the rest by one at
 * a time.
 */
public interface SnapshotStore {
  /**
   * A file of a snapshot.
   *
   * @param bytes its length, at least 0
   * @param crc32c of the whole of it
   */
  record Part(String name, long bytes, int crc32c) {}

  /** The newest snapshot that is here, whole and durable; null when there is none. */
  @Nullable Snapshot newest();

  /**
   * Takes a snapshot of the state machine as it is, or as it will be shortly: entries are applied
   * meanwhile. Durable when this returns, and so is the state machine itself up to it.
   *
   * @param initial in force where the state holds no configuration yet
   * @throws IOException if the disk fails; then there is none
   */
  Snapshot take(Membership initial) throws IOException;

  /**
   * The parts of a snapshot; empty when it is not here, or not any more. Looks at all of their
   * bytes: a snapshot that turns out to be damaged is deleted, and thus not here any more.
   */
  Optional<List<Part>> parts(String reference) throws IOException;

  /**
   * Some bytes of a part, as many as there are and are asked for; empty when it is not here, or not
   * any more.
   *
   * @param offset from 0 to the part's length
   */
  Optional<ByteBuffer> read(String reference, String part, long offset, int maxBytes)
      throws IOException;

  /**
   * Makes room for a snapshot that is fetched. What is here of these very parts already is kept, of
   * others dropped.
   *
   * @throws UnfitPartsException if parts of such names or lengths cannot be kept here
   * @throws IOException if the disk fails
   */
  Incoming receive(Snapshot snapshot, List<Part> parts) throws IOException;

  /**
   * Deletes all snapshots but the newest and those that others may be reading.
   *
   * @param lent their references; some may not be here
   */
  void deleteOld(Set<String> lent) throws IOException;

  /**
   * Deletes a snapshot that is of no use here; nothing happens when it is not here.
   *
   * @throws IOException if the disk fails
   */
  void drop(String reference) throws IOException;

  /**
   * The configuration of the newest snapshot that was here when the state was dropped as damaged;
   * null when the state was not dropped since the last snapshot, or that is not known.
   */
  default @Nullable Membership remembered() {
    return null;
  }

  /** A snapshot on its way. */
  interface Incoming {
    /** Bytes that are wanted next; null when all are here. */
    @Nullable Want next();

    /** The bytes that {@link #next} wanted first, all of them or less. */
    void write(ByteBuffer bytes) throws IOException;

    /**
     * Checks the whole and makes it durable: it is the newest now.
     *
     * @return false when its bytes are damaged; then nothing of it is kept
     */
    boolean finish() throws IOException;
  }

  /** The parts that a peer named are none that can be kept: the peer is wrong, not this disk. */
  final class UnfitPartsException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Says which part, and why. */
    public UnfitPartsException(String message) {
      super(message);
    }
  }

  /** Where the next bytes are wanted. */
  record Want(String part, long offset, long bytes) {}
}

package dev.palisade.raft;

import java.io.IOException;
import java.util.List;

/**
 * What the replicated log drives. Deterministic: the same entries give the same state and the same
 * results on every replica, whatever the batches they come in. Called by one thread at a time.
 *
 * @param <R> the result of one entry
 */
public interface StateMachine<R> {
  /** The last entry in the state; {@link EntryId#ZERO} for an empty state. */
  EntryId applied();

  /** Index of the last entry in the state; 0 for an empty state. */
  default long appliedIndex() {
    return applied().index();
  }

  /** The highest hybrid logical timestamp in the state; 0 for an empty state. */
  long lastHlc();

  /**
   * What the state hashes to: equal on every replica that has applied the same, and on no other.
   * Empty when this state machine does not know; then states are not compared.
   */
  default byte[] hash() {
    return new byte[0];
  }

  /**
   * What {@link #hash} is when it is computed from everything that is stored, rather than kept up
   * to date: another one means that what is stored is damaged. May take long.
   */
  default byte[] recomputedHash() {
    return hash();
  }

  /**
   * Applies the entries, whose first index is {@code appliedIndex() + 1}, and stores their effects
   * and the new applied index atomically. May stop after any of them, at least one, where going on
   * would take too much memory: the rest comes again.
   *
   * @return one result for each entry that was applied, in order; those of entries that are no
   *     {@link EntryKind#COMMAND} are not looked at
   */
  List<R> apply(List<Entry> entries);

  /**
   * Puts the state of a snapshot, which is here, whole and durable, in the place of this one.
   * Durable when it returns; after a crash meanwhile the state is the one or the other. A state
   * machine whose snapshots nobody keeps need not know how.
   *
   * @throws IOException if the disk fails, or the snapshot turns out to be damaged; the replica
   *     must stop
   */
  default void restore(Snapshot snapshot) throws IOException {
    throw new IOException("no snapshots are kept here: there is none at " + snapshot.index());
  }
}

package dev.palisade.raft;

import java.util.List;

/**
 * What the replicated log drives. Deterministic: the same entries give the same state and the same
 * results on every replica, whatever the batches they come in. Called by one thread at a time.
 *
 * @param <R> the result of one entry
 */
public interface StateMachine<R> {
  /** Index of the last entry in the state; 0 for an empty state. */
  long appliedIndex();

  /** The highest hybrid logical timestamp in the state; 0 for an empty state. */
  long lastHlc();

  /**
   * Applies the entries, whose first index is {@code appliedIndex() + 1}, and stores their effects
   * and the new applied index atomically.
   *
   * @return one result for each entry, in order; those of entries that are no {@link
   *     EntryKind#COMMAND} are not looked at
   */
  List<R> apply(List<Entry> entries);
}

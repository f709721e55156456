package dev.palisade.raft.core;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryIds;
import dev.palisade.raft.HardState;
import dev.palisade.raft.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * What a replica finds in its log and its state machine when it starts; all of it durable.
 *
 * @param base the entry before the log's first: {@link EntryId#ZERO} unless a snapshot stands there
 * @param entries from {@code base.index() + 1} on
 * @param snapshot the newest: at {@code base} or later, and not beyond what is applied; null when
 *     there is none
 * @param promised the last entry that had been durable in the log before its end was lost, as long
 *     as the log has not caught up with it; null when nothing is missing
 * @param appliedIndex of the state machine: at least {@code base.index()}, and never beyond the
 *     last entry, since only what is durable in the replica's own log is applied
 */
public record Recovered(
    HardState hardState,
    EntryId base,
    EntryIds entries,
    @Nullable Snapshot snapshot,
    @Nullable EntryId promised,
    long appliedIndex) {
  public static final Recovered NOTHING =
      new Recovered(HardState.INITIAL, EntryId.ZERO, EntryIds.none(1), 0);

  /** Without a snapshot, and with nothing missing. */
  public Recovered(HardState hardState, EntryId base, EntryIds entries, long appliedIndex) {
    this(hardState, base, entries, null, null, appliedIndex);
  }

  public Recovered {
    if (entries.firstIndex() != base.index() + 1) {
      throw new IllegalArgumentException(
          "recovered entries " + entries + " do not follow the base " + base);
    }
    if (appliedIndex < base.index()) {
      throw new IllegalArgumentException(
          "applied index " + appliedIndex + " precedes the log's base " + base);
    }
    if (snapshot != null && (snapshot.index() < base.index() || snapshot.index() > appliedIndex)) {
      throw new IllegalArgumentException(
          "a snapshot at "
              + snapshot.lastIncluded()
              + " belongs to no log with the base "
              + base
              + " whose entries are applied up to "
              + appliedIndex);
    }
    if (appliedIndex > entries.lastIndex()) {
      throw new IllegalArgumentException(
          "the state machine has applied "
              + appliedIndex
              + ", but the log ends at "
              + entries.lastIndex()
              + ": the log lost entries; remove this replica and add it under a new id");
    }
  }
}

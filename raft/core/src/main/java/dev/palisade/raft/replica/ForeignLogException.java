package dev.palisade.raft.replica;

import dev.palisade.raft.EntryId;

/**
 * The state is ahead of the log, and nothing on record explains why: the log is empty, an older
 * copy or another replica's. It may not know of votes that this replica has given, so the replica
 * must not start.
 */
public final class ForeignLogException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  ForeignLogException(EntryId applied, EntryId base) {
    super(
        ("the state holds everything up to entry %s, which is not in the log after entry %s: the log"
                + " was emptied or replaced, or an older copy of it was put back, and this node may"
                + " have voted since; remove this node and add it under a new id, with an empty"
                + " --data folder")
            .formatted(applied, base));
  }
}

package dev.palisade.raft.replica;

import dev.palisade.raft.EntryKind;
import dev.palisade.raft.core.Effect.Refusal;
import java.nio.ByteBuffer;

/**
 * One command that waits for its result. Exactly one of the endings is called, once, by any of the
 * replica's threads; they must not block.
 *
 * @param <R> the state machine's result
 */
public interface Call<R> {
  /** The command's bytes: an entry's payload. */
  ByteBuffer payload();

  /** What the payload is. */
  default EntryKind kind() {
    return EntryKind.COMMAND;
  }

  /** Monotonic nanoseconds after which the command is dropped instead of proposed. */
  long deadlineNanos();

  /** It became an entry of this term, in which this replica leads; an ending follows. */
  default void proposed(long term) {}

  /** Committed and applied, with this result. */
  void done(R result);

  /** Never proposed, or proposed and certainly overwritten: not applied, now or later. */
  void refused(Refusal reason);

  /** Its deadline passed before it was proposed: certainly not applied. */
  void expired();

  /** Proposed, and this replica can no longer tell its end: leadership was lost. */
  void unknown();
}

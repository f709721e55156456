package dev.palisade.raft.replica;

import dev.palisade.raft.core.Effect.Refusal;

/** One read that waits until it may see the state. Exactly one ending is called, once. */
public interface Read {
  /** Monotonic nanoseconds after which the read is dropped. */
  long deadlineNanos();

  /**
   * A majority confirmed, after the read came, that this replica leads in this term; an ending
   * follows. Not called of a read that asks nobody.
   */
  default void confirmed(long term) {}

  /**
   * The state machine has applied enough; called between two batches on the applying thread, so
   * what is read is one consistent state.
   */
  void ready();

  void refused(Refusal reason);

  void expired();
}

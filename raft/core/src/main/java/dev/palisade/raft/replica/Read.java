package dev.palisade.raft.replica;

import dev.palisade.raft.core.Effect.Refusal;

/** One read that waits until it may see the state. Exactly one ending is called, once. */
public interface Read {
  /** Monotonic nanoseconds after which the read is dropped. */
  long deadlineNanos();

  /**
   * The timestamp as of which it reads; 0 for the newest state. It is ready only once the state has
   * reached that time, so that every read as of it has the same answer.
   */
  default long asOfHlc() {
    return 0;
  }

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

  /**
   * The time as of which it reads is further ahead of this replica's clock than is allowed.
   *
   * @param aheadMillis by so much
   */
  default void aheadOfClock(long aheadMillis) {
    throw new IllegalStateException("a read of the newest state is not ahead of any clock");
  }
}

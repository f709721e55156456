package dev.palisade.kv.server;

import dev.palisade.raft.core.Effect.Refusal;
import dev.palisade.raft.replica.Read;

/**
 * A look at the state between two batches.
 *
 * @param looked runs on the applying thread
 * @param missed runs when nobody could look in time
 */
record LocalRead(long deadlineNanos, Runnable looked, Runnable missed) implements Read {
  @Override
  public void ready() {
    looked.run();
  }

  @Override
  public void refused(Refusal reason) {
    missed.run();
  }

  @Override
  public void expired() {
    missed.run();
  }
}

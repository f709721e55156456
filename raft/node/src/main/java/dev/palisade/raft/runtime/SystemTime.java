package dev.palisade.raft.runtime;

import dev.palisade.raft.clock.TimeSource;

/** The clocks of this machine. */
public final class SystemTime implements TimeSource {
  @Override
  public long wallMillis() {
    return System.currentTimeMillis();
  }

  @Override
  public long monotonicNanos() {
    return System.nanoTime();
  }
}

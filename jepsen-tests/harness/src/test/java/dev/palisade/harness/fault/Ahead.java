package dev.palisade.harness.fault;

import dev.palisade.harness.cluster.TinySystem;
import dev.palisade.harness.net.Address;

/** By how much a node's wall clock is ahead of this process's, at least and at most. */
record Ahead(long leastMillis, long mostMillis) {
  /** Two clocks of one machine are read in whole milliseconds. */
  private static final long ROUNDED_MILLIS = 2;

  static Ahead of(Address client) {
    long before = System.currentTimeMillis();
    long wall = TinySystem.number(TinySystem.ask(client), "wall");
    long after = System.currentTimeMillis();
    return new Ahead(wall - after - ROUNDED_MILLIS, wall - before + ROUNDED_MILLIS);
  }

  boolean mayBe(long millis) {
    return leastMillis <= millis && millis <= mostMillis;
  }
}

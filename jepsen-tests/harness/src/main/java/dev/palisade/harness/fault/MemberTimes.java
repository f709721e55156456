package dev.palisade.harness.fault;

import dev.palisade.harness.cluster.MembersListener;
import java.util.Collection;

/**
 * Writes down from when to when it is not known who the members are.
 *
 * @param startNanos when the run began, by {@link System#nanoTime}; written times count from it
 */
record MemberTimes(FaultLog log, long startNanos) implements MembersListener {
  @Override
  public void changing() {
    log.note("membership", "members are about to change", System.nanoTime() - startNanos);
  }

  @Override
  public void settled(Collection<Integer> nodes) {
    log.settled(nodes, System.nanoTime() - startNanos);
  }
}

package dev.palisade.harness.fault;

import dev.palisade.harness.net.CutListener;
import dev.palisade.harness.net.Link;
import java.util.Collection;

/**
 * Writes down when links are cut in truth: one that flaps is so many times.
 *
 * @param startNanos when the run began, by {@link System#nanoTime}; written times count from it
 */
record CutTimes(FaultLog log, long startNanos) implements CutListener {
  @Override
  public void cut(long number, Collection<Link> links) {
    log.cut(number, links, System.nanoTime() - startNanos);
  }

  @Override
  public void joining(long number) {
    log.joining(number, System.nanoTime() - startNanos);
  }
}

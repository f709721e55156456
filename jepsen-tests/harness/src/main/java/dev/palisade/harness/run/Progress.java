package dev.palisade.harness.run;

import java.time.Duration;
import java.util.List;

/**
 * Where a run stands.
 *
 * @param phase what it is doing, in a word or two
 * @param elapsed since its beginning
 * @param ok operations that succeeded so far
 * @param fail operations that certainly did nothing
 * @param info operations of which nobody knows
 * @param faults how many were begun
 * @param active those in force, for people
 * @param leader the node that leads; 0 when none is known
 * @param term the highest that was seen; 0 when none was
 */
public record Progress(
    String phase,
    Duration elapsed,
    long ok,
    long fail,
    long info,
    long faults,
    List<String> active,
    int leader,
    long term) {
  public Progress {
    active = List.copyOf(active);
  }
}

package dev.palisade.harness.run;

import dev.palisade.harness.net.NetKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What a run is to be like.
 *
 * @param nodes 1 to 9; partitions want three or more
 * @param net how the nodes are joined
 * @param nemesis names of faults and of families of faults, separated by commas; {@code all}, or
 *     {@code none}
 * @param duration how long clients and faults are at work; healing, last reads and verdicts come
 *     after it
 * @param calm how long of it clients work before the first fault comes; less than all of it
 * @param seed decides what is asked and which faults come in which order
 * @param workers clients at work at the same time, 1 to 1,000
 * @param perSecond most operations a second, all workers together; above 0
 * @param store the directory below which the run gets its own
 * @param keep whether the nodes' data stay though nothing was wrong
 * @param checkBudget how long each search for an order of operations may take
 * @param command how to run it again, for the report
 * @param version of the system, for the report
 */
public record ChaosOptions(
    int nodes,
    NetKind net,
    String nemesis,
    Duration duration,
    Duration calm,
    long seed,
    int workers,
    double perSecond,
    Path store,
    boolean keep,
    Duration checkBudget,
    String command,
    String version) {
  public ChaosOptions {
    require(nodes >= 1 && nodes <= 9, nodes + " nodes; 1 to 9 can be run");
    require(duration.isPositive(), "a run of " + duration.toMillis() + " ms; give more than 0");
    require(!calm.isNegative(), "a calm of " + calm.toMillis() + " ms; give 0 or more");
    require(
        calm.compareTo(duration) < 0,
        "a calm of %d ms leaves no time for faults in a run of %d ms; give less"
            .formatted(calm.toMillis(), duration.toMillis()));
    require(workers >= 1 && workers <= 1_000, workers + " workers; 1 to 1000 can be run");
    require(perSecond > 0, perSecond + " operations a second; give more than 0");
    require(checkBudget.isPositive(), "no time for checks; give more than 0");
  }

  /**
   * An ordinary run: partitions, kills and pauses for a minute, ten workers, a random seed.
   *
   * @param store the directory below which the run gets its own
   */
  public static ChaosOptions of(int nodes, NetKind net, Path store) {
    return new ChaosOptions(
        nodes,
        net,
        "partition,kill,pause",
        Duration.ofMinutes(1),
        Duration.ZERO,
        ThreadLocalRandom.current().nextLong(1_000_000_000),
        10,
        300,
        store,
        false,
        Duration.ofMinutes(1),
        "",
        "");
  }

  /** The same with other faults. */
  public ChaosOptions nemesis(String names) {
    return new ChaosOptions(
        nodes,
        net,
        names,
        duration,
        calm,
        seed,
        workers,
        perSecond,
        store,
        keep,
        checkBudget,
        command,
        version);
  }

  /** The same for another time. */
  public ChaosOptions duration(Duration other) {
    return new ChaosOptions(
        nodes,
        net,
        nemesis,
        other,
        calm,
        seed,
        workers,
        perSecond,
        store,
        keep,
        checkBudget,
        command,
        version);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}

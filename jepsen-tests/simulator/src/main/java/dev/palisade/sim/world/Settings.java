package dev.palisade.sim.world;

import dev.palisade.raft.core.CoreConfig;
import dev.palisade.raft.replica.SnapshotOptions;
import java.util.List;

/**
 * What a simulated cluster is made of.
 *
 * @param nodes voters at the beginning, 3 to 7, or 1 of a cluster that grows
 * @param spares further nodes, which can be added
 * @param segmentBytes of the log; small, so that segments are often begun
 * @param tailCacheBytes of the log kept in memory; small, so that it is often read from disk
 * @param storeFlushChance that a batch of the state is flushed, 0 to 1
 * @param applyStallChance that the applier is held up, 0 to 1
 * @param largeValueChance that a client's put is large, 0 to 1
 * @param snapshots when they are taken; small, so that there are many
 * @param compareEveryNanos between two comparisons of the replicas' states
 * @param oldProgramChance that a node's program supports the oldest feature level only, 0 to 1
 * @param snapshotTurnNanos how long it takes to get to snapshots, on average; long, so that much
 *     happens while one is fetched
 * @param limits of what a replica sends at once and lets pile up
 * @param maxDriftPpm how much too fast or too slow a node's clocks may run, in millionths
 * @param maxOffsetMillis how far a wall clock may be off at the start
 * @param maxClockOffsetMillis the replicas' bound on remote timestamps
 * @param clocksAreSet whether healing sets wall clocks right
 */
public record Settings(
    int nodes,
    int spares,
    int segmentBytes,
    long tailCacheBytes,
    double storeFlushChance,
    double applyStallChance,
    double largeValueChance,
    SnapshotOptions snapshots,
    long compareEveryNanos,
    double oldProgramChance,
    long snapshotTurnNanos,
    CoreConfig.Limits limits,
    long maxDriftPpm,
    long maxOffsetMillis,
    long maxClockOffsetMillis,
    boolean clocksAreSet) {
  /** Settings of a seed; clocks are wrong only when asked for. */
  public static Settings of(Dice dice, long maxDriftPpm, long maxOffsetMillis) {
    // Large values make a backlog of several batches, if little of it was flushed.
    boolean large = dice.chance(0.05);
    int nodes = dice.pick(List.of(3, 3, 3, 3, 3, 4, 5, 5, 6, 7));
    return new Settings(
        nodes,
        dice.below(4),
        8192 << dice.below(3),
        large ? 64 << 20 : dice.chance(0.5) ? 2_000 : 1 << 20,
        large ? 0.002 : dice.chance(0.2) ? 0.3 : 0.02,
        large ? 0.2 : dice.chance(0.3) ? 0.05 : 0,
        large ? 0.3 : 0,
        snapshots(dice, large),
        dice.pick(List.of(300_000_000L, 1_000_000_000L, 3_000_000_000L)),
        dice.pick(List.of(0.0, 0.0, 0.3, 1.0)),
        dice.chance(0.2) ? 60_000_000 : 300_000,
        limits(dice),
        maxDriftPpm,
        maxOffsetMillis,
        500,
        dice.chance(0.5));
  }

  /** The same for a cluster that begins with one voter, to which others can be added. */
  public Settings grownFromOne() {
    return new Settings(
        1,
        4,
        segmentBytes,
        tailCacheBytes,
        storeFlushChance,
        applyStallChance,
        largeValueChance,
        snapshots,
        compareEveryNanos,
        oldProgramChance,
        snapshotTurnNanos,
        limits,
        maxDriftPpm,
        maxOffsetMillis,
        maxClockOffsetMillis,
        clocksAreSet);
  }

  /** Some have none, so that what needs a long log is seen. */
  private static SnapshotOptions snapshots(Dice dice, boolean large) {
    if (large || dice.chance(0.3)) {
      return SnapshotOptions.DEFAULT;
    }
    long logBytes = dice.pick(List.of(1_000L, 5_000L, 20_000L));
    return new SnapshotOptions(
        logBytes, dice.chance(0.5) ? 0 : logBytes / 2, dice.pick(List.of(100, 2_000, 1 << 20)));
  }

  /** Often so small that a few entries need several messages, and a few commands overload. */
  private static CoreConfig.Limits limits(Dice dice) {
    if (dice.chance(0.5)) {
      return CoreConfig.Limits.DEFAULT;
    }
    int entries = dice.chance(0.6) ? 1 : 2 + dice.below(3);
    return new CoreConfig.Limits(1 << 20, entries, 8 << 20, 2 * entries, 4 << 10);
  }
}

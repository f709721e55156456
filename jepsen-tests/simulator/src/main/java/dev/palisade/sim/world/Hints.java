package dev.palisade.sim.world;

import dev.palisade.raft.NodeId;
import dev.palisade.raft.replica.Replica;

/**
 * What nodes see of the end of another one's process: its connections end and its port refuses.
 * Some see it soon, some late, when the process may run again, and some never; and now and then one
 * sees what is not so. Half of the worlds have no hints at all, as where nothing answers for a
 * machine that is gone. Not thread-safe.
 */
public final class Hints {
  private static final long SECOND = 1_000_000_000L;

  private static final double MISSED = 0.15;
  private static final double LATE = 0.15;

  /** Between two hints that are wrong. */
  private static final long MEAN_GAP_NANOS = 2 * SECOND;

  private final World world;
  private final Dice dice;
  private final boolean areGiven;

  Hints(World world) {
    this.world = world;
    this.dice = Dice.of(world.seed(), "hints");
    this.areGiven = areGivenWith(world.seed());
  }

  /** Whether there are hints in the world of this seed. */
  public static boolean areGivenWith(long seed) {
    return Dice.of(seed, "hints are given").chance(0.5);
  }

  /** From now on hints that are wrong come, too, until this time. */
  public void beginFalse(long untilNanos) {
    long at = world.scheduler().nowNanos() + dice.around(MEAN_GAP_NANOS);
    if (areGiven && at < untilNanos) {
      world
          .scheduler()
          .at(
              at,
              () -> {
                SimNode leader = world.leader();
                if (leader != null) {
                  give(dice.pick(world.nodes()), leader.id());
                }
                beginFalse(untilNanos);
              });
    }
  }

  /** This node's process has ended, and its operating system goes on. */
  void ended(SimNode ended) {
    if (!areGiven) {
      return;
    }
    for (SimNode node : world.nodes()) {
      if (node == ended || dice.chance(MISSED)) {
        continue;
      }
      long delay = dice.around(dice.chance(LATE) ? SECOND / 2 : 3_000_000);
      world.scheduler().after(delay, () -> give(node, ended.id()));
    }
  }

  /** This node has evidence that the peer's process has ended, true or not. */
  public void give(SimNode node, NodeId gone) {
    Replica<?> replica = node.replica();
    if (replica != null && !node.id().equals(gone)) {
      world
          .trace()
          .note(7, gone.value(), () -> node.id() + " sees the process of " + gone + " end");
      node.deliver(() -> replica.peerGone(gone));
    }
  }
}

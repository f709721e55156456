package dev.palisade.sim;

import dev.palisade.raft.NodeId;
import dev.palisade.raft.replica.Replica;
import dev.palisade.sim.client.Client;
import dev.palisade.sim.client.Tally;
import dev.palisade.sim.fault.Drill;
import dev.palisade.sim.oracle.Oracle;
import dev.palisade.sim.oracle.Violation;
import dev.palisade.sim.world.SimNode;
import dev.palisade.sim.world.World;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tries a {@link Drill} on a cluster that is well, and judges how it bears it. */
final class Rehearsal {
  private static final long SECOND = 1_000_000_000L;

  /** The number of a client of the drill's own. */
  private static final int WITNESS = 0;

  /** Above the disk's deadline and two elections. */
  private static final long TAKE_OVER_NANOS = 6 * SECOND;

  private static final int HINT_ROUNDS = 12;

  /** Several heartbeats: what one follower was told is taken back before the next is told. */
  private static final long HINT_GAP_NANOS = SECOND / 2;

  private final World world;
  private final Tally tally;

  Rehearsal(World world, Tally tally) {
    this.world = world;
    this.tally = tally;
  }

  void run(Drill drill) {
    SimNode leader = world.leader();
    List<SimNode> sound =
        world.survivors().stream().filter(node -> !node.isRotten() && !node.isWiped()).toList();
    List<SimNode> voters = voters(leader);
    List<SimNode> others =
        sound.stream().filter(node -> voters.contains(node) && node != leader).toList();
    // Whoever the drill takes away, the rest must be able to decide.
    boolean canBeTried =
        voters.contains(leader)
            && !others.isEmpty()
            && voters.stream().allMatch(node -> world.canLose(node.id()));
    if (leader == null || !canBeTried || drill == Drill.NONE) {
      return;
    }
    world.trace().note("DRILL " + drill);
    SimNode follower = others.getFirst();
    switch (drill) {
      case NONE -> {}
      case STALLED_LEADER -> {
        leader.stallDisk(20 * SECOND);
        requireWrites("the leader's disk stands still");
      }
      case DEAF_LEADER -> {
        others(leader).forEach(other -> world.network().cut(other, leader.id()));
        requireWrites("the leader hears nobody");
      }
      case DEAD_LEADER -> {
        leader.kill();
        requireWrites("the leader is dead");
      }
      case DEAF_FOLLOWER -> {
        others(follower).forEach(other -> world.network().cut(other, follower.id()));
        requireTermStays(leader, 6 * SECOND, "a follower hears nobody");
      }
      case RETURNING_FOLLOWER -> {
        others(follower).forEach(other -> cutBoth(follower.id(), other));
        requireTermStays(leader, 4 * SECOND, "a follower is cut off");
        others(follower).forEach(other -> mendBoth(follower.id(), other));
        requireTermStays(leader, 3 * SECOND, "a follower that was cut off is back");
      }
      case PARTED_FROM_LEADER -> {
        cutBoth(leader.id(), follower.id());
        requireTermStays(leader, 6 * SECOND, "a follower and the leader are parted");
      }
      case FALSE_HINTS -> {
        for (int round = 0; round < HINT_ROUNDS; round++) {
          world.hints().give(others.get(round % others.size()), leader.id());
          requireTermStays(leader, HINT_GAP_NANOS, "a follower was told that the leader is gone");
        }
      }
    }
  }

  private List<SimNode> voters(@Nullable SimNode leader) {
    Replica<?> replica = leader == null ? null : leader.replica();
    return replica == null
        ? List.of()
        : replica.membership().voters().stream().map(world::node).toList();
  }

  private List<NodeId> others(SimNode node) {
    return world.nodes().stream().filter(each -> each != node).map(SimNode::id).toList();
  }

  private void cutBoth(NodeId left, NodeId right) {
    world.network().cut(left, right);
    world.network().cut(right, left);
  }

  private void mendBoth(NodeId left, NodeId right) {
    world.network().mend(left, right);
    world.network().mend(right, left);
  }

  /** A put that a client begins a while after the fault is acknowledged. */
  private void requireWrites(String fault) {
    long began = world.scheduler().nowNanos();
    world.scheduler().runUntil(began + TAKE_OVER_NANOS);
    // The clients of the run may be in thought, or have nothing to write.
    Client witness = new Client(world, WITNESS, SECOND, tally);
    witness.stop();
    witness.putLast();
    world.scheduler().runUntil(began + 3 * TAKE_OVER_NANOS);
    if (!witness.hasPutLast()) {
      throw new Violation(
          Oracle.PROGRESS,
          "%s, and a put begun %d s later was not acknowledged until %d s later; %s"
              .formatted(
                  fault,
                  TAKE_OVER_NANOS / SECOND,
                  3 * TAKE_OVER_NANOS / SECOND,
                  Finish.show(world)));
    }
  }

  private void requireTermStays(SimNode leader, long forNanos, String fault) {
    Replica<?> replica = leader.replica();
    if (replica == null) {
      return;
    }
    long term = replica.status().term();
    world.scheduler().runUntil(world.scheduler().nowNanos() + forNanos);
    Replica<?> now = leader.replica();
    if (now == null || !leader.leads() || now.status().term() != term) {
      throw new Violation(
          Oracle.STABILITY,
          "%s, and the leader of term %d is deposed; %s"
              .formatted(fault, term, Finish.show(world)));
    }
  }
}

package dev.palisade.sim.fault;

import dev.palisade.raft.NodeId;
import dev.palisade.raft.replica.Replica;
import dev.palisade.sim.fault.Topologies.Cut;
import dev.palisade.sim.world.SimNode;
import dev.palisade.sim.world.World;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/**
 * Two leaders in the joint phase of a change. The leader and the incoming nodes are cut off from
 * the voters of before at the moment when it appends the joint configuration: those have not got
 * it, and elect a leader by their majority alone. Answers that they gave before arrive late at the
 * old leader, which therefore does not step down yet, and has the majority of the incoming side.
 *
 * <pre>
 *   {n1 n2 n3}, n4 and n5 learn       n1 leads
 *   n1 n4 n5 ┊ n2 n3                  n1 appends {n1 n2 n4 n5} and {n1 n2 n3}
 *                n2: "heard you"      on its way to n1 for a quarter of a second
 *                n3 leads             it was elected by n2 and n3
 * </pre>
 *
 * Who writes at the new leader and then reads at the old one sees whether that asks both
 * majorities.
 */
final class Standoff {
  /** A little less than an election timeout, in which a leader must hear a majority. */
  private static final long LATE_NANOS = 285_000_000;

  /** More than a heartbeat: at least one answer is held back. */
  private static final long LEAST_HOLD_NANOS = 65_000_000;

  private static final long HOLD_SPREAD_NANOS = 60_000_000;
  private static final long CUT_NANOS = 1_500_000_000;
  private static final long CATCH_UP_NANOS = 700_000_000;

  private final World world;
  private final Changes changes;
  private final BiConsumer<SimNode, SimNode> witness;
  private final BooleanSupplier isOver;

  /**
   * @param witness writes at the first and reads at the second
   */
  Standoff(
      World world, Changes changes, BiConsumer<SimNode, SimNode> witness, BooleanSupplier isOver) {
    this.world = world;
    this.changes = changes;
    this.witness = witness;
    this.isOver = isOver;
  }

  /** Whether the leader can be made one of two, perhaps once there is a learner. */
  boolean begin(Fault fault, SimNode leader) {
    if (changes.isThereToChange(fault, leader)) {
      return isolate(fault, leader);
    }
    if (!changes.ask(fault.as(Fault.Kind.ADD_LEARNER))) {
      return false;
    }
    after(
        CATCH_UP_NANOS,
        () -> {
          SimNode now = world.leader();
          if (now != null && changes.isThereToChange(fault, now)) {
            isolate(fault, now);
          }
        });
    return true;
  }

  private boolean isolate(Fault fault, SimNode leader) {
    Replica<?> replica = leader.replica();
    if (replica == null) {
      return false;
    }
    List<NodeId> voters = replica.membership().voters();
    List<NodeId> late =
        voters.stream()
            .filter(voter -> !voter.equals(leader.id()))
            .limit(voters.size() / 2)
            .toList();
    late.forEach(voter -> world.network().clog(voter, leader.id()));
    after(LATE_NANOS, () -> late.forEach(voter -> world.network().unclog(voter, leader.id())));
    after(LEAST_HOLD_NANOS + fault.amount() % HOLD_SPREAD_NANOS, () -> part(fault, leader));
    return true;
  }

  private void part(Fault fault, SimNode leader) {
    if (!leader.leads()) {
      return;
    }
    List<Cut> cuts = Topologies.split(world, changes.newMajority(leader));
    if (!changes.ask(fault)) {
      return;
    }
    cuts.forEach(cut -> world.network().cut(cut.from(), cut.to()));
    after(CUT_NANOS, () -> cuts.forEach(cut -> world.network().mend(cut.from(), cut.to())));
    world.atNextLeader(
        next -> {
          if (next != leader && !isOver.getAsBoolean()) {
            witness.accept(next, leader);
          }
        });
  }

  private void after(long nanos, Runnable action) {
    world
        .scheduler()
        .after(
            nanos,
            () -> {
              if (!isOver.getAsBoolean()) {
                action.run();
              }
            });
  }
}

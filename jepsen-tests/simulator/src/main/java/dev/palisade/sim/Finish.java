package dev.palisade.sim;

import dev.palisade.kv.state.KvStateMachine;
import dev.palisade.raft.Membership;
import dev.palisade.raft.core.Status;
import dev.palisade.raft.replica.Replica;
import dev.palisade.sim.oracle.Oracle;
import dev.palisade.sim.oracle.Violation;
import dev.palisade.sim.world.SimNode;
import dev.palisade.sim.world.World;
import java.util.Arrays;
import java.util.stream.Collectors;

/** How nodes stand when nothing goes wrong any more. */
final class Finish {
  private Finish() {}

  /** Whether the node runs, follows the leader, and has applied what that has. */
  static boolean follows(SimNode node, SimNode leader) {
    Replica<?> replica = node.replica();
    Replica<?> leading = leader.replica();
    if (replica == null || leading == null) {
      return false;
    }
    Status status = replica.status();
    return leader.id().equals(status.leader())
        && status.term() == leading.status().term()
        && applied(node) >= leading.status().commitIndex();
  }

  /** What the node has applied; 0 while it does not run. */
  static long applied(SimNode node) {
    KvStateMachine machine = node.machine();
    return machine == null ? 0 : machine.appliedIndex();
  }

  /** All survivors have one state, which is what its own rows add up to. */
  static void requireEqualStates(World world) {
    byte[] first = null;
    for (SimNode node : world.survivors()) {
      KvStateMachine machine = node.machine();
      if (machine == null) {
        continue;
      }
      byte[] hash = machine.stateHash();
      if (first != null && !Arrays.equals(first, hash)) {
        throw new Violation(
            Oracle.EQUAL_STATE, node.id() + " has another state than the others at the end");
      }
      first = hash;
      if (node.isSound() && !Arrays.equals(hash, machine.recomputeHash())) {
        throw new Violation(
            Oracle.EQUAL_STATE, "the rows of " + node.id() + " do not add up to its hash");
      }
    }
  }

  /**
   * Those that were removed are no members, and all members know of the same configuration, the
   * last one in the log.
   */
  static void requireOneMembership(World world) {
    Membership last = world.watch().applied().membership();
    Membership expected = last == null ? world.membership() : last;
    for (SimNode node : world.nodes()) {
      Replica<?> replica = node.replica();
      boolean isMember = expected.isMember(node.id());
      boolean isWrong =
          isMember ? replica != null && !replica.membership().equals(expected) : node.leads();
      if (isWrong || isMember && node.standing() == SimNode.Standing.REMOVED) {
        throw new Violation(
            Oracle.MEMBERSHIP,
            "%s is %s with %s, but the membership is %s"
                .formatted(
                    node.id(),
                    node.standing(),
                    replica == null ? "no replica" : replica.membership(),
                    expected));
      }
    }
  }

  /** One line that says how everyone stands. */
  static String show(World world) {
    return world.nodes().stream()
        .map(
            node -> {
              Replica<?> replica = node.replica();
              return node.id()
                  + " "
                  + (replica == null
                      ? node.standing()
                      : replica.status().role()
                          + " of term "
                          + replica.status().term()
                          + " at "
                          + applied(node)
                          + "/"
                          + replica.status().lastIndex());
            })
        .collect(Collectors.joining(", "));
  }
}

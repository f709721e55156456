package dev.palisade.sim.fault;

import dev.palisade.kv.state.Outcome;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.core.Event;
import dev.palisade.raft.replica.Replica;
import dev.palisade.sim.world.Configurations;
import dev.palisade.sim.world.SimNode;
import dev.palisade.sim.world.World;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes of the membership, as an operator would ask the leader for them. None is asked for after
 * which those that were hurt for good could keep the others from deciding. Not thread-safe.
 */
final class Changes {
  private final World world;

  Changes(World world) {
    this.world = world;
  }

  /** Asks the leader for the change of this fault; false where there is nothing to change. */
  boolean ask(Fault fault) {
    SimNode leader = world.leader();
    Replica<Outcome> replica = leader == null ? null : leader.replica();
    if (leader == null || replica == null || replica.membership().isJoint()) {
      return false;
    }
    Membership now = replica.membership();
    Membership target = target(fault, now, leader.id());
    if (target == null || target.equals(now) || !isBearable(target)) {
      return false;
    }
    // Some operators are in a hurry: safety must not depend on who is heard.
    Event.Caution caution =
        (fault.amount() & 2) == 0 ? Event.Caution.WAIT_FOR_MAJORITIES : Event.Caution.FORCE;
    Configurations configurations = world.configurations();
    configurations.asked(target);
    leader.deliver(
        () ->
            replica.change(
                new Event.MembershipRequested(now, target, caution),
                (outcome, detail) -> {
                  world.trace().note("change to " + target + ": " + outcome + ", " + detail);
                  switch (outcome) {
                    case DONE -> {
                      configurations.done(target);
                      world.counts().membershipChanged();
                    }
                    case REFUSED -> configurations.refused(target);
                    case UNKNOWN -> {}
                  }
                }));
    return true;
  }

  /** Whether the leader could be asked for the change of this fault. */
  boolean isThereToChange(Fault fault, SimNode leader) {
    Replica<Outcome> replica = leader.replica();
    return replica != null
        && !replica.membership().isJoint()
        && target(fault, replica.membership(), leader.id()) != null;
  }

  /** The leader and all learners, as bits: with {@link Fault.Kind#SHUFFLE_AND_SPLIT} a majority. */
  long newMajority(SimNode leader) {
    Replica<Outcome> replica = leader.replica();
    long bits = 1L << leader.id().value();
    for (NodeId learner : replica == null ? List.<NodeId>of() : replica.membership().learners()) {
      bits |= 1L << learner.value();
    }
    return bits;
  }

  private boolean isBearable(Membership target) {
    return Configurations.isMajority(target, id -> world.node(id).isSound());
  }

  private @Nullable Membership target(Fault fault, Membership now, NodeId leader) {
    List<NodeId> voters = new ArrayList<>(now.voters());
    List<NodeId> learners = new ArrayList<>(now.learners());
    switch (fault.kind()) {
      case ADD_LEARNER -> {
        SimNode spare =
            world.nodes().stream().filter(node -> !node.isBegun()).findFirst().orElse(null);
        if (spare == null) {
          return null;
        }
        spare.upgrade(); // Nobody adds a node of an old program.
        spare.join();
        learners.add(spare.id());
      }
      case PROMOTE -> {
        if (learners.isEmpty()) {
          return null;
        }
        voters.add(learners.remove(fault.target() % learners.size()));
      }
      case DEMOTE -> {
        if (voters.size() < 2) {
          return null;
        }
        learners.add(voters.remove(fault.target() % voters.size()));
      }
      case REMOVE -> {
        List<NodeId> from = !learners.isEmpty() && (fault.amount() & 1) == 0 ? learners : voters;
        if (from == voters && voters.size() < 3) {
          return null;
        }
        from.remove(fault.target() % from.size());
      }
      case REPLACE -> {
        if (learners.isEmpty()) {
          return null;
        }
        voters.remove(fault.target() % voters.size());
        voters.add(learners.remove((int) (fault.amount() % learners.size())));
      }
      case SHUFFLE -> {
        voters.addAll(learners);
        learners.clear();
        for (int i = (int) (fault.amount() & 1); i >= 0 && voters.size() > 2; i--) {
          learners.add(voters.remove((fault.target() >> i) % voters.size()));
        }
      }
      case SHUFFLE_AND_SPLIT, STANDOFF -> {
        if (learners.isEmpty() || !voters.remove(leader)) {
          return null;
        }
        int stay = Math.min(voters.size(), learners.size());
        List<NodeId> leave = new ArrayList<>(voters.subList(stay, voters.size()));
        voters.removeAll(leave);
        voters.add(leader);
        voters.addAll(learners);
        learners = leave;
      }
      default -> throw new IllegalArgumentException(fault + " changes no membership");
    }
    return new Membership(voters, List.of(), learners);
  }
}

package dev.palisade.sim.fault;

import java.util.Locale;

/**
 * One thing that goes wrong.
 *
 * @param number tells faults of a plan apart
 * @param atNanos of simulated time
 * @param durationNanos until it is mended, or until what it ended is started again
 * @param target chooses a node, or several, of those there are; any number
 * @param amount how bad it is, as the kind says; any number
 */
public record Fault(
    int number, long atNanos, Kind kind, long durationNanos, int target, long amount) {
  /** What families of faults there are. */
  public enum Family {
    NETWORK,
    PROCESS,
    DISK,
    CLOCK,
    OPERATION,
    MEMBERSHIP
  }

  /** What goes wrong. */
  public enum Kind {
    /** A node is cut off. */
    ISOLATE(Family.NETWORK),
    /** The leader is cut off. */
    ISOLATE_LEADER(Family.NETWORK),
    /** Whoever leads next is cut off a moment later. */
    ISOLATE_NEXT_LEADER(Family.NETWORK),
    /** The leader stands still and is cut off, and goes on before it hears anyone again. */
    MAKE_ZOMBIE(Family.NETWORK),
    /** The nodes fall into two halves. */
    SPLIT(Family.NETWORK),
    /** The nodes fall into single nodes: no quorum anywhere. */
    SHATTER(Family.NETWORK),
    /** One direction between two nodes is cut. */
    CUT_ONE_WAY(Family.NETWORK),
    /** Both directions between two nodes are cut. */
    CUT_PAIR(Family.NETWORK),
    /** A node hears nobody. */
    DEAFEN(Family.NETWORK),
    /** Nobody hears a node. */
    MUTE(Family.NETWORK),
    /** Each node reaches only its neighbours. */
    CHAIN(Family.NETWORK),
    /** Two halves that only one node connects. */
    BRIDGE(Family.NETWORK),
    /** What is sent between two nodes arrives late and all at once. */
    CLOG(Family.NETWORK),
    /** Messages are lost, doubled and late. */
    STORM(Family.NETWORK),
    /** A process is killed. */
    KILL(Family.PROCESS),
    /** The leader's process is killed. */
    KILL_LEADER(Family.PROCESS),
    /** Whoever leads next is killed a moment later. */
    KILL_NEXT_LEADER(Family.PROCESS),
    /** For a while, whoever comes to lead is cut off at once, or killed a moment later. */
    CHURN_LEADERS(Family.PROCESS),
    /** A process stands still. */
    PAUSE(Family.PROCESS),
    /** The leader's process stands still. */
    PAUSE_LEADER(Family.PROCESS),
    /** A machine loses its power. */
    LOSE_POWER(Family.DISK),
    /** All machines lose their power. */
    LOSE_POWER_ALL(Family.DISK),
    /** A machine loses its power within a disk operation soon. */
    LOSE_POWER_WRITING(Family.DISK),
    /** All machines lose their power within a disk operation soon. */
    LOSE_POWER_WRITING_ALL(Family.DISK),
    /** The next sync fails and drops what it was to make durable. */
    FAIL_SYNC(Family.DISK),
    /** Likewise on the leader, whose machine then loses its power. */
    FAIL_SYNC_LEADER(Family.DISK),
    /** Nothing becomes durable for a while. */
    STALL_DISK(Family.DISK),
    /** Each sync takes long. */
    SLOW_DISK(Family.DISK),
    /** There is no room for a new segment. */
    FILL_DISK(Family.DISK),
    /** A bit of the durable log flips, and the process is started again. */
    ROT(Family.DISK),
    /** A bit of the durable log of the leader flips, and its process goes on. */
    ROT_UNDER_LEADER(Family.DISK),
    /** What a replica's state hashes to is not what the others' do. */
    DIVERGE(Family.DISK),
    /** A row of a replica's state cannot be read any more. */
    ROT_STATE(Family.DISK),
    /** The disk is replaced by an empty one. */
    WIPE(Family.DISK),
    /** A wall clock jumps. */
    STEP_CLOCK(Family.CLOCK),
    /** The leader's wall clock jumps, and its process is started again. */
    STEP_CLOCK_RESTART(Family.CLOCK),
    /** Leadership is handed over. */
    TRANSFER(Family.OPERATION),
    /** Sessions are ended as silent. */
    EXPIRE_SESSIONS(Family.OPERATION),
    /** A replica takes a snapshot, due or not. */
    TAKE_SNAPSHOT(Family.OPERATION),
    /** A bit of a snapshot flips. */
    ROT_SNAPSHOT(Family.DISK),
    /** A process is stopped, and started as one of the newest program. */
    UPGRADE(Family.OPERATION),
    /** A node joins as a learner. */
    ADD_LEARNER(Family.MEMBERSHIP),
    /** A learner becomes a voter. */
    PROMOTE(Family.MEMBERSHIP),
    /** A voter becomes a learner. */
    DEMOTE(Family.MEMBERSHIP),
    /** A member is removed. */
    REMOVE(Family.MEMBERSHIP),
    /** A learner takes the place of a voter, which is removed. */
    REPLACE(Family.MEMBERSHIP),
    /** All learners become voters, and some voters learners, at once. */
    SHUFFLE(Family.MEMBERSHIP),
    /**
     * Likewise, and those whom the change makes a majority are cut off from the majority before.
     */
    SHUFFLE_AND_SPLIT(Family.MEMBERSHIP),
    /** Likewise, and the majority before elects a leader while the old one believes it leads. */
    STANDOFF(Family.MEMBERSHIP),
    /** A bit of the durable log flips under a running process. */
    ROT_RUNNING(Family.DISK),
    /** The row of a replica's state that holds the newest version of a key is gone. */
    LOSE_ROW(Family.DISK),
    /** What says which files make up the state is damaged, and the process is started again. */
    ROT_POINTER(Family.DISK),
    /** The manifest of the newest snapshot is damaged, and the process is started again. */
    ROT_MANIFEST(Family.DISK);

    private final Family family;

    Kind(Family family) {
      this.family = family;
    }

    public Family family() {
      return family;
    }
  }

  /** Another one at the same time. */
  Fault as(Kind other) {
    return new Fault(number, atNanos, other, durationNanos, target, amount);
  }

  /** The same for another while. */
  Fault lasting(long nanos) {
    return new Fault(number, atNanos, kind, nanos, target, amount);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "#%d %.3f s: %s for %.3f s (%d, %d)",
        number,
        atNanos / 1e9,
        kind.name().toLowerCase(Locale.ROOT).replace('_', ' '),
        durationNanos / 1e9,
        target,
        amount);
  }
}

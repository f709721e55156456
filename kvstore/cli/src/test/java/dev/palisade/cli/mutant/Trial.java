package dev.palisade.cli.mutant;

import java.util.List;
import java.util.Set;

/**
 * A mutant, the run of the chaos suite that is meant to convict it, and the check by which.
 *
 * @param mutants names of what is taken out, the mechanism in question first; others where the
 *     mechanism is not alone in preventing the harm. Servers that lack only those others are the
 *     control: they must not be convicted by the same checks
 * @param workload {@link StayingReaders#LABEL}, or names as {@code palisade chaos run --workload}
 *     takes them
 * @param nemesis names as {@code palisade chaos run --nemesis} takes them
 * @param seconds how long clients and faults are at work in one run: a longer one has longer faults
 * @param mostRuns how often it is run, with one seed after the other, before the suite has failed
 * @param checks names of those that see the harm that this mechanism prevents; one must find it
 */
record Trial(
    List<String> mutants,
    String workload,
    String nemesis,
    int seconds,
    int mostRuns,
    Set<String> checks) {
  private static final String CHECK_QUORUM = "check-quorum-off";
  private static final Set<String> REGISTER = Set.of("register: linearizable per key");
  private static final Set<String> COUNTER =
      Set.of(
          "counter: each add counts once",
          "counter: between what was surely and what was maybe added");

  /** From reads to what disks, fences, sessions and elections need. */
  static List<Trial> all() {
    return List.of(
        // A leader that is cut off may answer for the length of a good lease. Only an answer that
        // is out of date tells it from one that asks nobody, and from a lease that is too long.
        new Trial(
            List.of("local-leader-reads", CHECK_QUORUM),
            StayingReaders.LABEL,
            "partition-leader",
            40,
            4,
            REGISTER),
        new Trial(
            List.of("wall-clock-lease", CHECK_QUORUM),
            StayingReaders.LABEL,
            "clock-step,partition-leader",
            40,
            8,
            REGISTER),
        new Trial(
            List.of("acknowledge-before-fsync"), "counter", "disk-power-loss", 40, 4, COUNTER),
        new Trial(
            List.of("lower-token-accepted"),
            "fenced-register",
            "kill,pause",
            20,
            8,
            Set.of(
                "fenced register: no stale write lands", "fenced register: linearizable per key")),
        new Trial(
            List.of("session-replay-answers-anew"),
            "counter",
            "kill,partition-leader",
            20,
            8,
            COUNTER),
        new Trial(
            List.of(CHECK_QUORUM),
            "register",
            "partition-leader",
            40,
            4,
            Set.of("a leader without a quorum steps down")),
        new Trial(
            List.of("pre-vote-off"),
            "register",
            "partition-one",
            40,
            4,
            Set.of("a node that is cut off does not campaign")));
  }

  /** As it is chosen on the command line: the mechanism in question. */
  String name() {
    return mutants.getFirst();
  }

  /** What the servers of the control lack; nothing if the mechanism is taken out alone. */
  List<String> control() {
    return mutants.subList(1, mutants.size());
  }

  @Override
  public String toString() {
    return name();
  }
}

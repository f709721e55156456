package dev.palisade.cli.mutant;

import java.util.List;

/**
 * A mutant, and the run of the chaos suite that is meant to convict it.
 *
 * @param mutants names of what is taken out, the mechanism in question first; a second one where
 *     the mechanism is not alone in preventing the harm
 * @param workload names as {@code palisade chaos run --workload} takes them
 * @param nemesis names as {@code palisade chaos run --nemesis} takes them
 * @param seconds how long clients and faults are at work in one run: a longer one has longer faults
 */
record Trial(List<String> mutants, String workload, String nemesis, int seconds) {
  private static final String CHECK_QUORUM = "check-quorum-off";

  /** All runs of a mutant together, most. */
  private static final int MOST_SECONDS = 160;

  /** From reads to what disks, fences, sessions and elections need. */
  static List<Trial> all() {
    return List.of(
        new Trial(List.of("local-leader-reads", CHECK_QUORUM), "register", "partition-leader", 40),
        new Trial(
            List.of("wall-clock-lease", CHECK_QUORUM),
            "register",
            "clock-step,partition-leader",
            40),
        new Trial(List.of("acknowledge-before-fsync"), "counter", "disk-power-loss", 40),
        new Trial(List.of("lower-token-accepted"), "fenced-register", "kill,pause", 20),
        new Trial(List.of("session-replay-answers-anew"), "counter", "kill,partition-leader", 20),
        new Trial(List.of(CHECK_QUORUM), "register", "partition-leader", 40),
        new Trial(List.of("pre-vote-off"), "register", "partition-one", 40));
  }

  /** How often it is run, with one seed after the other, before the suite has failed. */
  int mostRuns() {
    return MOST_SECONDS / seconds;
  }

  /** As it is chosen on the command line: the mechanism in question. */
  String name() {
    return mutants.getFirst();
  }

  @Override
  public String toString() {
    return name();
  }
}

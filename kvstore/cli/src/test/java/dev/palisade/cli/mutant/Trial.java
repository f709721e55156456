package dev.palisade.cli.mutant;

import java.util.List;

/**
 * A mutant, and the run of the chaos suite that is meant to convict it.
 *
 * @param mutants names of what is taken out, the mechanism in question first; a second one where
 *     the mechanism is not alone in preventing the harm
 * @param workload names as {@code palisade chaos run --workload} takes them
 * @param nemesis names as {@code palisade chaos run --nemesis} takes them
 */
record Trial(List<String> mutants, String workload, String nemesis) {
  /** From reads to what disks, fences, sessions and elections need. */
  static List<Trial> all() {
    return List.of(
        new Trial(
            List.of("local-leader-reads", "check-quorum-off"),
            "register",
            "pause,partition-leader"),
        new Trial(
            List.of("wall-clock-lease", "check-quorum-off"),
            "register",
            "clock-step,partition-leader"),
        new Trial(List.of("acknowledge-before-fsync"), "register", "disk-power-loss"),
        new Trial(List.of("lower-token-accepted"), "fenced-register", "kill,pause"),
        new Trial(
            List.of("session-replay-answers-anew"), BlindPuts.NAME, "delay,kill,partition-leader"),
        new Trial(List.of("check-quorum-off"), "register", "partition-leader"),
        new Trial(List.of("pre-vote-off"), "register", "partition-one"));
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

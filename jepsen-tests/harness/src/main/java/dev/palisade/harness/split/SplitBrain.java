package dev.palisade.harness.split;

import dev.palisade.harness.verdict.CheckResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Judges whether a run of Palisade's servers showed split brain, or what would lead to it. */
public final class SplitBrain {
  private SplitBrain() {}

  /**
   * All checks.
   *
   * @param faults {@code faults.jsonl}
   * @param nodes {@code nodes.jsonl}
   * @param count how many nodes the run began with
   */
  public static List<CheckResult> judge(Path faults, Path nodes, int count) throws IOException {
    Disturbances disturbances = Disturbances.read(faults);
    Looks looks = Looks.read(nodes);
    Contact contact = new Contact(count, disturbances, looks);
    LongCuts judging = new LongCuts(disturbances, looks);
    return List.of(
        LeaderWithoutQuorum.check(contact.withoutMajority(), judging),
        Campaign.check(contact.hearingNobody(), judging));
  }
}

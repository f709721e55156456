package dev.palisade.harness.split;

import dev.palisade.checker.history.History;
import dev.palisade.harness.verdict.CheckResult;
import dev.palisade.harness.verdict.Judging;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Judges whether a run of Palisade's servers showed split brain, or what would lead to it. */
public final class SplitBrain {
  private final Path faults;
  private final Path nodes;
  private final int count;

  /**
   * Of a run.
   *
   * @param faults {@code faults.jsonl}
   * @param nodes {@code nodes.jsonl}
   * @param count how many nodes it began with
   */
  public SplitBrain(Path faults, Path nodes, int count) {
    this.faults = faults;
    this.nodes = nodes;
    this.count = count;
  }

  /** All checks, of what all clients were told and of what the nodes said. */
  public List<CheckResult> judge(History history, Judging judging) throws IOException {
    Disturbances disturbances = Disturbances.read(faults);
    Looks looks = Looks.read(nodes);
    Contact contact = new Contact(count, disturbances, looks);
    List<CutOff> withoutMajority = contact.withoutMajority();
    LongCuts longCuts = new LongCuts(disturbances, looks);
    return List.of(
        OneNodePerTerm.check(history, judging),
        NothingWhileCutOff.check(history, withoutMajority, judging),
        LeaderWithoutQuorum.check(withoutMajority, longCuts),
        Campaign.check(contact.hearingNobody(), longCuts));
  }
}

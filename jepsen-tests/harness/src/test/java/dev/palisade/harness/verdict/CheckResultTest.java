package dev.palisade.harness.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.harness.verdict.CheckResult.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CheckResultTest {
  private static final CheckResult NOTHING =
      CheckResult.nothingToJudge("a", "no node was cut off", Map.of());

  @Test
  void aCheckThatHadNothingToJudgeSaysSo() {
    assertThat(NOTHING.fields()).containsEntry("verdict", "nothing to judge");
  }

  @Test
  void itNeitherSpoilsNorMakesTheVerdictOfARun() {
    CheckResult good = CheckResult.of("b", Outcome.VERIFIED, "fine", Map.of());
    CheckResult bad = CheckResult.of("c", Outcome.VIOLATION, "lost", Map.of());
    assertThat(CheckResult.worst(List.of(NOTHING, good))).isEqualTo(Outcome.VERIFIED);
    assertThat(CheckResult.worst(List.of(bad, NOTHING))).isEqualTo(Outcome.VIOLATION);
    assertThat(CheckResult.worst(List.of(NOTHING))).isEqualTo(Outcome.UNDECIDED);
    assertThat(CheckResult.worst(List.of())).isEqualTo(Outcome.UNDECIDED);
  }
}

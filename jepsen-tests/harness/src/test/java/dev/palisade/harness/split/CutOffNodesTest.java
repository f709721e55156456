package dev.palisade.harness.split;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.harness.split.RunRecord.Saying;
import dev.palisade.harness.verdict.CheckResult;
import dev.palisade.harness.verdict.CheckResult.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CutOffNodesTest {
  @TempDir private Path folder = Path.of("");

  private CheckResult leader(RunRecord run) throws IOException {
    LongCuts judging = new LongCuts(run.disturbances(folder), run.looks(folder));
    return LeaderWithoutQuorum.check(run.contact(folder, 3).withoutMajority(), judging);
  }

  private CheckResult campaign(RunRecord run) throws IOException {
    LongCuts judging = new LongCuts(run.disturbances(folder), run.looks(folder));
    return Campaign.check(run.contact(folder, 3).hearingNobody(), judging);
  }

  @Test
  void aLeaderThatStepsDownSoonAfterTheCutIsFine() throws IOException {
    RunRecord run =
        new RunRecord()
            .alone(1, 4_000, 8_000)
            .says(1, time -> time < 5_500 ? Saying.leader(3) : Saying.follower(3));
    CheckResult result = leader(run);
    assertThat(result.outcome()).isEqualTo(Outcome.VERIFIED);
    assertThat(result.details()).isEqualTo(Map.of("cuts judged", 1L, "of leaders", 1L));
  }

  @Test
  void aLeaderThatStaysIsConvicted() throws IOException {
    RunRecord run = new RunRecord().alone(1, 4_000, 8_000).says(1, time -> Saying.leader(3));
    CheckResult result = leader(run);
    assertThat(result.outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(result.summary())
        .isEqualTo(
            "n1 was cut off from a majority at 4.00 s and still said 2.25 s later that it led, in"
                + " term 3");
    assertThat(result.moment()).isEqualTo(6_250_000_000L);
  }

  @Test
  void aLeaderThatIsHeardByNobodyAndStaysIsConvicted() throws IOException {
    RunRecord run =
        new RunRecord().cut(4_000, 8_000, "1>2", "1>3").says(1, time -> Saying.leader(3));
    assertThat(leader(run).outcome()).isEqualTo(Outcome.VIOLATION);
  }

  @Test
  void aLeaderWhoseFollowersAreBothDownAndThatStaysIsConvicted() throws IOException {
    RunRecord run =
        new RunRecord()
            .says(1, time -> Saying.leader(3))
            .says(2, time -> time < 6_000 ? Saying.follower(3) : Saying.DOWN)
            .says(3, time -> time < 7_000 ? Saying.follower(3) : Saying.DOWN);
    assertThat(leader(run).outcome()).isEqualTo(Outcome.VIOLATION);
  }

  @Test
  void aLeaderThatReachesOneOfTwoMayStay() throws IOException {
    RunRecord run =
        new RunRecord().cut(4_000, 12_000, "1>2", "2>1").says(1, time -> Saying.leader(3));
    CheckResult result = leader(run);
    assertThat(result.outcome()).isEqualTo(Outcome.NOTHING_TO_JUDGE);
    assertThat(result.details()).containsEntry("cuts judged", 0L);
  }

  @Test
  void ofCutsWhileMembersChangedItIsToldByWhichRuleTheyCount() throws IOException {
    RunRecord run =
        new RunRecord()
            .alone(1, 2_000, 6_000)
            .change("grow", 7_000, 8_000, 13_500, "1,2,3")
            .alone(1, 9_000, 13_000)
            .alone(1, 15_000, 19_000)
            .says(1, time -> Saying.follower(3));
    assertThat(leader(run).summary())
        .isEqualTo(
            "none of 3 nodes cut off from a majority went on to say that it leads; 0 had led; 2 of"
                + " these cuts by the majority of the known members, 1 by reaching nobody while"
                + " members changed");
  }

  @Test
  void aLookThatMayHaveEndedAfterTheCutSaysNothing() throws IOException {
    RunRecord run =
        new RunRecord()
            .alone(1, 4_000, 8_100)
            .says(1, time -> time < 4_500 || time >= 8_000 ? Saying.leader(3) : Saying.follower(3));
    assertThat(leader(run).outcome()).isEqualTo(Outcome.VERIFIED);
  }

  @Test
  void aShortCutIsNotJudged() throws IOException {
    RunRecord run = new RunRecord().alone(1, 4_000, 6_900).says(1, time -> Saying.leader(3));
    CheckResult result = leader(run);
    assertThat(result.outcome()).isEqualTo(Outcome.NOTHING_TO_JUDGE);
    assertThat(result.summary()).isEqualTo("no node was cut off from a majority for three seconds");
  }

  @Test
  void aLeaderThatStoodStillShortlyBeforeIsNotJudged() throws IOException {
    RunRecord run =
        new RunRecord()
            .alone(1, 4_000, 8_000)
            .fault("process", "pause", 1, 1_000, 2_500)
            .says(1, time -> Saying.leader(3));
    assertThat(leader(run).details()).containsEntry("cuts judged", 0L);
  }

  @Test
  void aLeaderThatWasSeenPausedIsNotJudged() throws IOException {
    RunRecord run =
        new RunRecord()
            .alone(1, 4_000, 8_000)
            .says(1, time -> time == 5_000 ? new Saying("paused", "", 0) : Saying.leader(3));
    assertThat(leader(run).details()).containsEntry("cuts judged", 0L);
  }

  @Test
  void aNodeThatDoesNotAnswerIsNotJudged() throws IOException {
    RunRecord run = new RunRecord().alone(1, 4_000, 9_000).says(1, time -> Saying.SILENT);
    assertThat(leader(run).details()).containsEntry("cuts judged", 0L);
    assertThat(campaign(run).details()).containsEntry("cuts judged", 0L);
  }

  @Test
  void aNodeThatStaysInItsTermWhileItHearsNobodyIsFine() throws IOException {
    RunRecord run =
        new RunRecord()
            .alone(1, 4_000, 9_000)
            .says(1, time -> Saying.follower(time < 4_600 ? 3 : time < 9_000 ? 4 : 6));
    CheckResult result = campaign(run);
    assertThat(result.outcome())
        .as("an election that was under way may still begin a term")
        .isEqualTo(Outcome.VERIFIED);
    assertThat(result.details()).containsEntry("cuts judged", 1L);
  }

  @Test
  void aNodeThatGoesFromTermToTermWhileItHearsNobodyIsConvicted() throws IOException {
    RunRecord run =
        new RunRecord()
            .alone(1, 4_000, 9_000)
            .says(1, time -> Saying.follower(3 + Math.max(0, time - 4_000) / 500));
    CheckResult result = campaign(run);
    assertThat(result.outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(result.summary())
        .isEqualTo("n1 heard nobody from 4.00 s on, for 5.00 s, and went from term 5 to 12");
    assertThat(result.moment()).isEqualTo(8_750_000_000L);
  }

  @Test
  void aNodeThatIsNotHeardButHearsMayFollowIntoAnotherTerm() throws IOException {
    RunRecord run =
        new RunRecord()
            .cut(4_000, 9_000, "1>2", "1>3")
            .says(1, time -> Saying.follower(time < 7_000 ? 3 : 4));
    CheckResult result = campaign(run);
    assertThat(result.outcome()).isEqualTo(Outcome.NOTHING_TO_JUDGE);
    assertThat(result.details()).containsEntry("cuts judged", 0L);
  }
}

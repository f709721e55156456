package dev.palisade.harness.split;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.harness.split.RunRecord.Saying;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContactTest {
  /** Of five nodes the first reaches only the second. */
  private static final String[] ALL_BUT_ONE = {"1>3", "3>1", "1>4", "4>1", "1>5", "5>1"};

  @TempDir private Path folder = Path.of("");

  private static CutOff cutOff(int node, long from, long to) {
    return cutOff(node, from, to, CutOff.Rule.MAJORITY);
  }

  private static CutOff cutOff(int node, long from, long to, CutOff.Rule rule) {
    return new CutOff(node, new Span(from * 1_000_000, to * 1_000_000), rule);
  }

  private List<CutOff> withoutMajority(RunRecord run, int nodes) throws IOException {
    return run.contact(folder, nodes).withoutMajority();
  }

  @Test
  void ofThreeNodesTheOneThatIsAloneHasNoMajority() throws IOException {
    assertThat(withoutMajority(new RunRecord().alone(2, 1_000, 2_000), 3))
        .containsExactly(cutOff(2, 1_000, 2_000));
  }

  @Test
  void aNodeThatHearsAnotherAndIsNotHeardByItDoesNotReachIt() throws IOException {
    RunRecord run = new RunRecord().cut(1_000, 2_000, "1>2", "1>3");
    assertThat(withoutMajority(run, 3)).containsExactly(cutOff(1, 1_000, 2_000));
    assertThat(run.contact(folder, 3).hearingNobody()).isEmpty();
  }

  @Test
  void aNodeToWhichNothingLeadsHearsNobody() throws IOException {
    RunRecord run = new RunRecord().cut(1_000, 2_000, "2>1", "3>1");
    assertThat(run.contact(folder, 3).hearingNobody())
        .containsExactly(cutOff(1, 1_000, 2_000, CutOff.Rule.NOBODY));
  }

  @Test
  void inAChainTheMiddleReachesAMajorityAndOfThreeTheEndsDoToo() throws IOException {
    assertThat(withoutMajority(new RunRecord().cut(1_000, 2_000, "1>3", "3>1"), 3)).isEmpty();
  }

  @Test
  void twoOfFiveNodesThatReachEachOtherAreWithoutAMajority() throws IOException {
    RunRecord run =
        new RunRecord()
            .cut(1_000, 2_000, "1>3", "3>1", "1>4", "4>1", "1>5", "5>1")
            .cut(1_500, 2_500, "2>3", "3>2", "2>4", "4>2", "2>5", "5>2");
    assertThat(withoutMajority(run, 5))
        .containsExactlyInAnyOrder(cutOff(1, 1_000, 2_000), cutOff(2, 1_500, 2_500));
  }

  @Test
  void aLinkThatIsCutTwiceIsJoinedWhenBothCutsAreTakenOff() throws IOException {
    RunRecord run = new RunRecord().alone(1, 1_000, 3_000).alone(1, 2_000, 4_000);
    assertThat(withoutMajority(run, 3)).containsExactly(cutOff(1, 1_000, 4_000));
  }

  @Test
  void eachTimeThatALinkFlapsIsACutOfItsOwn() throws IOException {
    RunRecord run = new RunRecord().alone(1, 1_000, 1_300).alone(1, 1_400, 1_900);
    assertThat(withoutMajority(run, 3))
        .containsExactly(cutOff(1, 1_000, 1_300), cutOff(1, 1_400, 1_900));
  }

  @Test
  void aCutOfUnknownEndDoesNotCount() throws IOException {
    RunRecord run = new RunRecord().alone(1, 1_000, 2_000);
    Disturbances whole = run.disturbances(folder);
    assertThat(whole.cuts()).hasSize(4);
    Path file = folder.resolve("faults.jsonl");
    List<String> lines = Files.readAllLines(file);
    Files.write(file, lines.subList(0, 1));
    assertThat(Disturbances.read(file).cuts()).isEmpty();
  }

  @Test
  void aNodeWhoseProcessIsDownIsReachedByNobody() throws IOException {
    RunRecord run =
        new RunRecord()
            .cut(0, 20_000, "1>2", "2>1")
            .says(1, time -> Saying.leader(1))
            .says(2, time -> Saying.follower(1))
            .says(3, time -> time >= 5_000 && time <= 9_000 ? Saying.DOWN : Saying.follower(1));
    assertThat(withoutMajority(run, 3))
        .as("the first look that found it down may have done so as late as the next one")
        .containsExactlyInAnyOrder(cutOff(1, 5_250, 9_000), cutOff(2, 5_250, 9_000));
  }

  @Test
  void ofAnOlderRunInWhichMembersChangeOnlyANodeThatReachesNobodyIsCutOff() throws IOException {
    RunRecord run =
        new RunRecord()
            .cut(1_000, 3_000, ALL_BUT_ONE)
            .cut(2_000, 3_000, "1>2", "2>1")
            .fault("membership", "shrink", 4, 8_000, 9_000);
    assertThat(withoutMajority(run, 5))
        .as("the change may have begun before it was written down")
        .containsExactly(cutOff(1, 2_000, 3_000, CutOff.Rule.NOBODY));
  }

  @Test
  void whileMembersChangeOnlyANodeThatReachesNobodyIsCutOff() throws IOException {
    RunRecord run =
        new RunRecord()
            .cut(1_000, 9_000, ALL_BUT_ONE)
            .change("shrink", 3_000, 4_000, 6_000, "1,2,3,4,5")
            .cut(10_000, 11_000, "1>2", "2>1", "1>3", "3>1");
    assertThat(withoutMajority(run, 5))
        .containsExactlyInAnyOrder(cutOff(1, 1_000, 3_000), cutOff(1, 6_000, 9_000));
  }

  @Test
  void aNodeThatReachesNobodyIsCutOffAllTheTimeWhateverTheMembersAre() throws IOException {
    RunRecord run =
        new RunRecord().alone(1, 1_000, 9_000).change("grow", 3_000, 4_000, 6_000, "1,2,3");
    assertThat(withoutMajority(run, 3))
        .containsExactly(cutOff(1, 1_000, 9_000, CutOff.Rule.NOBODY));
    assertThat(CutOff.byRule(withoutMajority(run, 3)))
        .isEqualTo(
            "; 0 of these cuts by the majority of the known members, 1 by reaching nobody while"
                + " members changed");
  }

  @Test
  void aMajorityIsOneOfTheMembersThatThereAre() throws IOException {
    RunRecord run =
        new RunRecord()
            .cut(1_000, 2_000, ALL_BUT_ONE)
            .change("shrink", 3_000, 4_000, 5_000, "1,2,6")
            .cut(6_000, 7_000, ALL_BUT_ONE)
            .cut(8_000, 9_000, "6>1", "6>2")
            .says(6, time -> Saying.follower(1));
    assertThat(withoutMajority(run, 5))
        .as("1 reaches 2, which is enough of three; 5 is no member any more")
        .containsExactly(cutOff(1, 1_000, 2_000), cutOff(6, 8_000, 9_000));
  }

  @Test
  void aLeaderThatIsHandedOverChangesNoMembers() throws IOException {
    RunRecord run =
        new RunRecord().fault("membership", "transfer", 4, 500, 600).cut(1_000, 2_000, ALL_BUT_ONE);
    assertThat(withoutMajority(run, 5)).containsExactly(cutOff(1, 1_000, 2_000));
  }

  @Test
  void aSingleNodeIsItsOwnMajority() throws IOException {
    RunRecord run = new RunRecord().says(1, time -> Saying.leader(1)).says(2, time -> Saying.DOWN);
    assertThat(withoutMajority(run, 1)).isEmpty();
    assertThat(run.contact(folder, 1).hearingNobody()).isEmpty();
  }
}

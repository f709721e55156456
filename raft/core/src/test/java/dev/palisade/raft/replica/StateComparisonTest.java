package dev.palisade.raft.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.log.BadRecordException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StateComparisonTest {
  private static final EntryId AT = new EntryId(9, 2);
  private static final Membership THREE = Membership.ofVoters(ids(1, 2, 3));
  private static final String RIGHT = "aa";
  private static final String WRONG = "bb";

  @Test
  void whoeverDiffersFromAMajorityIsWrong() {
    StateComparison judged = judge(THREE, RIGHT, WRONG, RIGHT);
    assertThat(judged.right()).isEqualTo(RIGHT);
    assertThat(judged.equal()).isEqualTo(ids(1, 3));
    assertThat(judged.different()).isEqualTo(ids(2));
    assertThat(judged.unknown()).isEmpty();
  }

  @Test
  void whoeverSaysNothingIsNeitherRightNorWrong() {
    StateComparison judged = judge(THREE, RIGHT, null, RIGHT);
    assertThat(judged.equal()).isEqualTo(ids(1, 3));
    assertThat(judged.unknown()).isEqualTo(ids(2));
    assertThat(judged.different()).isEmpty();
  }

  @Test
  void withoutAMajorityNobodyIsRight() {
    assertThat(judge(THREE, RIGHT, null, null))
        .isEqualTo(new StateComparison(AT, null, ids(), ids(), ids(1, 2, 3)));
    assertThat(judge(THREE, RIGHT, WRONG, null))
        .isEqualTo(new StateComparison(AT, null, ids(), ids(1, 2), ids(3)));
    assertThat(judge(THREE, RIGHT, WRONG, "cc"))
        .isEqualTo(new StateComparison(AT, null, ids(), ids(1, 2, 3), ids()));
  }

  @Test
  void learnersAreJudgedAndDoNotJudge() {
    Membership withLearners = new Membership(ids(1), List.of(), ids(2, 3));
    StateComparison judged = judge(withLearners, RIGHT, WRONG, WRONG);
    assertThat(judged.right()).isEqualTo(RIGHT);
    assertThat(judged.different()).isEqualTo(ids(2, 3));
  }

  @Test
  void inAJointConfigurationBothMajoritiesMustAgree() {
    Membership joint = new Membership(ids(1, 2, 3), ids(3, 4, 5), List.of());
    assertThat(judge(joint, RIGHT, RIGHT, WRONG, WRONG, WRONG).right()).isNull();
    assertThat(judge(joint, RIGHT, WRONG, RIGHT, RIGHT, WRONG).different()).isEqualTo(ids(2, 5));
  }

  @Test
  void aVerdictIsReadAsItWasWritten() {
    StateVerdict verdict = new StateVerdict(new StateReport(AT, "00ff10"), ids(2, 5));
    assertThat(StateVerdict.decode(verdict.encode())).isEqualTo(verdict);
  }

  @Test
  void whatIsNoVerdictIsRefused() {
    ByteBuffer verdict = new StateVerdict(new StateReport(AT, "00ff"), ids(2)).encode();
    for (int bytes = 0; bytes < verdict.remaining(); bytes++) {
      ByteBuffer cut = verdict.duplicate().limit(bytes);
      assertThatThrownBy(() -> StateVerdict.decode(cut)).isInstanceOf(BadRecordException.class);
    }
    ByteBuffer newer = ByteBuffer.allocate(verdict.remaining()).put(verdict.duplicate()).flip();
    newer.put(0, (byte) 2);
    assertThatThrownBy(() -> StateVerdict.decode(newer))
        .hasMessage("a verdict of version 2, this program reads 1");
  }

  @Test
  void theLeaderJudgesOnceAllHaveReportedOrWhenTheTimeIsUp() {
    Comparing comparing = new Comparing(new NodeId(1), 1_000);
    comparing.leads(true, 0);
    assertThat(comparing.isDue(999)).isFalse();
    assertThat(comparing.isDue(1_000)).isTrue();
    assertThat(comparing.begin(1_000, 5)).as("something is in the log").isTrue();
    comparing.reported(new NodeId(2), new StateReport(AT, RIGHT), 1_000);
    assertThat(comparing.judge(THREE, 2_000)).as("the leader has not reported").isNull();
    comparing.reported(new NodeId(1), new StateReport(AT, RIGHT), 1_000);
    assertThat(comparing.judge(THREE, 1_600)).as("one is missing").isNull();
    comparing.reported(new NodeId(3), new StateReport(new EntryId(8, 2), WRONG), 1_000);
    assertThat(comparing.judge(THREE, 1_600)).as("an old report is none").isNull();
    StateComparison late = comparing.judge(THREE, 2_000);
    assertThat(late).isNotNull().extracting(StateComparison::unknown).isEqualTo(ids(3));
    assertThat(comparing.judge(THREE, 2_000)).as("it is over").isNull();
    assertThat(comparing.begin(2_000, 6)).as("only the mark itself is new").isFalse();
    assertThat(comparing.begin(3_000, 8)).isTrue();
  }

  @Test
  void whoeverDoesNotLeadComparesNothing() {
    Comparing comparing = new Comparing(new NodeId(1), 1_000);
    comparing.reported(new NodeId(1), new StateReport(AT, RIGHT), 0);
    assertThat(comparing.judge(THREE, 1_000)).isNull();
    assertThat(comparing.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aMemberInWhoseNameTwoHashesAreReportedIsNotBelieved() {
    Comparing comparing = leading();
    for (int forged = 2; forged <= 3; forged++) {
      comparing.reported(new NodeId(forged), new StateReport(AT, WRONG), 1_000);
    }
    comparing.reported(new NodeId(1), new StateReport(AT, RIGHT), 1_000);
    assertThat(comparing.judge(THREE, 1_100)).as("the members' own reports may come yet").isNull();
    for (int own = 2; own <= 3; own++) {
      comparing.reported(new NodeId(own), new StateReport(AT, RIGHT), 1_200);
    }
    StateComparison judged = Objects.requireNonNull(comparing.judge(THREE, 1_500));
    assertThat(judged.right()).isNull();
    assertThat(comparing.mayAccuse(judged, THREE)).isFalse();
  }

  @Test
  void verdictsNeverNameSoManyThatNoMajorityIsLeft() {
    Comparing comparing = leading();
    StateComparison second = judge(THREE, RIGHT, WRONG, RIGHT);
    StateComparison third = judge(THREE, RIGHT, RIGHT, WRONG);
    assertThat(comparing.mayAccuse(second, THREE)).isTrue();
    assertThat(comparing.mayAccuse(second, THREE)).as("it is still wrong").isTrue();
    assertThat(comparing.mayAccuse(judge(THREE, RIGHT, null, WRONG), THREE))
        .as("the second may just be getting its state")
        .isFalse();
    for (int node = 1; node <= 3; node++) {
      comparing.reported(new NodeId(node), new StateReport(AT, RIGHT), 1_000);
    }
    assertThat(comparing.judge(THREE, 1_001)).isNotNull();
    assertThat(comparing.mayAccuse(third, THREE)).as("the second is right again").isTrue();
  }

  private static Comparing leading() {
    Comparing comparing = new Comparing(new NodeId(1), 1_000);
    comparing.leads(true, 0);
    comparing.begin(1_000, 5);
    return comparing;
  }

  /** Hashes of nodes 1, 2, …; null where one says nothing. */
  private static StateComparison judge(Membership membership, @Nullable String... hashes) {
    TreeMap<NodeId, String> reports = new TreeMap<>();
    for (int i = 0; i < hashes.length; i++) {
      String hash = hashes[i];
      if (hash != null) {
        reports.put(new NodeId(i + 1), hash);
      }
    }
    return StateComparison.of(AT, membership, reports);
  }

  private static List<NodeId> ids(Integer... numbers) {
    return Arrays.stream(numbers).map(NodeId::new).toList();
  }
}

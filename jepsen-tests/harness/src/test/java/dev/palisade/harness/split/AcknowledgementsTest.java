package dev.palisade.harness.split;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.checker.format.HistoryFormat;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Op;
import dev.palisade.checker.history.OpType;
import dev.palisade.harness.verdict.CheckResult;
import dev.palisade.harness.verdict.CheckResult.Outcome;
import dev.palisade.harness.verdict.Judging;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcknowledgementsTest {
  @TempDir private Path folder = Path.of("");

  private final List<Op> ops = new ArrayList<>();
  private int processes;

  /** A write from a moment to another, in milliseconds, by a process of its own. */
  private AcknowledgementsTest write(long from, long to, Map<String, Object> noted) {
    add(OpType.INVOKE, from, Map.of());
    add(OpType.OK, to, noted);
    processes++;
    return this;
  }

  private AcknowledgementsTest write(long from, long to, long node, long term) {
    return write(from, to, Map.of("node", node, "term", term));
  }

  private void add(OpType type, long millis, Map<String, Object> extra) {
    ops.add(new Op(Op.UNNUMBERED, processes, type, "write", "x", 1L, millis * 1_000_000, extra));
  }

  private History history() {
    ops.sort(Comparator.comparingLong(Op::timeNanos));
    return History.of(ops);
  }

  private Judging judging() {
    return new Judging(folder, Duration.ofSeconds(1));
  }

  private CheckResult oneNode() throws IOException {
    return OneNodePerTerm.check(history(), judging());
  }

  private CheckResult cutOff(RunRecord run) throws IOException {
    return NothingWhileCutOff.check(history(), run.contact(folder, 3).withoutMajority(), judging());
  }

  @Test
  void oneNodeInEachOfRisingTermsIsFine() throws IOException {
    write(0, 10, 1, 2).write(20, 30, 1, 2).write(40, 50, 2, 4).write(60, 70, 1, 5);
    CheckResult result = oneNode();
    assertThat(result.outcome()).isEqualTo(Outcome.VERIFIED);
    assertThat(result.details()).isEqualTo(Map.of("acknowledged", 4L, "terms", 3L, "nodes", 2L));
  }

  @Test
  void twoNodesThatAcknowledgeInOneTermAreConvictedByTwoOperations() throws IOException {
    write(0, 10, 1, 2).write(20, 30, 1, 2).write(15, 35, 3, 2);
    CheckResult result = oneNode();
    assertThat(result.outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(result.summary())
        .startsWith("write by process 0, acknowledged by n1 in term 2, and write by process 2,");
    Path evidence = folder.resolve(Objects.requireNonNull(result.history()));
    assertThat(HistoryFormat.JSONL.read(evidence).callCount()).isEqualTo(2);
  }

  @Test
  void aLowerTermThanThatOfAnOperationThatHadEndedIsConvicted() throws IOException {
    write(0, 10, 2, 4).write(11, 30, 1, 3);
    CheckResult result = oneNode();
    assertThat(result.outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(result.summary()).contains("and after it write by process 1");
  }

  @Test
  void aLowerTermOfAnOperationThatOverlapsIsFine() throws IOException {
    write(0, 10, 2, 4).write(9, 30, 1, 3);
    assertThat(oneNode().outcome()).isEqualTo(Outcome.VERIFIED);
  }

  @Test
  void aHistoryThatDoesNotSayWhoAcknowledgedLeavesBothChecksUndecided() throws IOException {
    write(0, 10, Map.of());
    assertThat(oneNode().outcome()).isEqualTo(Outcome.UNDECIDED);
    assertThat(cutOff(new RunRecord()).outcome()).isEqualTo(Outcome.UNDECIDED);
  }

  @Test
  void aWriteThatWasInvokedAndAcknowledgedWithinTheCutIsConvicted() throws IOException {
    write(1_100, 1_200, 1, 2);
    CheckResult result = cutOff(new RunRecord().alone(1, 1_000, 2_000));
    assertThat(result.outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(result.summary())
        .isEqualTo(
            "n1 was cut off from a majority from 1.00 s to 2.00 s; meanwhile, at 1.10 s, there was"
                + " write by process 0, acknowledged by n1 in term 2");
    assertThat(folder.resolve(Objects.requireNonNull(result.history()))).isNotEmptyFile();
  }

  @Test
  void aWriteThatWasInvokedBeforeTheCutMayBeAcknowledgedWithinIt() throws IOException {
    write(999, 1_200, 1, 2);
    assertThat(cutOff(new RunRecord().alone(1, 1_000, 2_000)).outcome())
        .isEqualTo(Outcome.VERIFIED);
  }

  @Test
  void aWriteThatIsAcknowledgedAfterTheCutMayHaveBeenInvokedWithinIt() throws IOException {
    write(1_100, 2_001, 1, 2);
    assertThat(cutOff(new RunRecord().alone(1, 1_000, 2_000)).outcome())
        .isEqualTo(Outcome.VERIFIED);
  }

  @Test
  void othersMayAcknowledgeWhileANodeIsCutOff() throws IOException {
    write(1_100, 1_200, 2, 3);
    CheckResult result = cutOff(new RunRecord().alone(1, 1_000, 2_000));
    assertThat(result.outcome()).isEqualTo(Outcome.VERIFIED);
    assertThat(result.details())
        .isEqualTo(
            Map.of("acknowledged", 1L, "cuts judged", 1L, "acknowledged by others meanwhile", 1L));
  }

  @Test
  void ofALinkThatFlapsEachCutIsJudgedAlone() throws IOException {
    write(1_350, 1_390, 1, 2).write(1_450, 1_460, 1, 2);
    RunRecord run = new RunRecord().alone(1, 1_000, 1_300).alone(1, 1_400, 1_900);
    CheckResult result = cutOff(run);
    assertThat(result.outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(result.summary()).contains("meanwhile, at 1.45 s").doesNotContain("1.35 s");
  }

  @Test
  void aNodeWhoseAcknowledgementsCannotReachItMustNotAcknowledge() throws IOException {
    write(1_100, 1_200, 1, 2);
    RunRecord run = new RunRecord().cut(1_000, 2_000, "2>1", "3>1");
    assertThat(cutOff(run).outcome()).isEqualTo(Outcome.VIOLATION);
  }
}

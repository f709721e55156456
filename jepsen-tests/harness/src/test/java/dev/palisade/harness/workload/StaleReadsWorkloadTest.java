package dev.palisade.harness.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.checker.format.HistoryFormat;
import dev.palisade.harness.verdict.CheckResult;
import dev.palisade.harness.verdict.CheckResult.Outcome;
import dev.palisade.harness.verdict.Judging;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StaleReadsWorkloadTest {
  private static final String RIGHT =
      """
      {"process":0,"type":"invoke","f":"write","key":"t0","value":1}
      {"process":0,"type":"ok","f":"write","key":"t0","value":1,"revision":5}
      {"process":1,"type":"invoke","f":"read","key":"t0","value":null}
      {"process":1,"type":"ok","f":"read","key":"t0","value":1,"revision":5,"modRevision":5,"stale":false}
      {"process":0,"type":"invoke","f":"write","key":"t0","value":2}
      {"process":0,"type":"ok","f":"write","key":"t0","value":2,"revision":6}
      {"process":1,"type":"invoke","f":"stale-read","key":"t0","value":3}
      {"process":1,"type":"ok","f":"stale-read","key":"t0","value":1,"node":1,"life":70,"revision":5,"modRevision":5,"stale":true}
      {"process":1,"type":"invoke","f":"stale-read","key":"t0","value":3}
      {"process":1,"type":"ok","f":"stale-read","key":"t0","value":2,"node":1,"life":70,"revision":7,"modRevision":6,"stale":true}
      {"process":1,"type":"invoke","f":"stale-read","key":"t0","value":3}
      {"process":1,"type":"ok","f":"stale-read","key":"t0","value":1,"node":1,"life":71,"revision":5,"modRevision":5,"stale":true}
      {"process":2,"type":"invoke","f":"write","key":"t0","value":3}
      {"process":2,"type":"info","f":"write","key":"t0","value":3,"error":"lost"}
      {"process":1,"type":"invoke","f":"stale-read","key":"t0","value":3}
      {"process":1,"type":"ok","f":"stale-read","key":"t0","value":3,"node":1,"life":70,"revision":8,"modRevision":8,"stale":true}
      {"process":1,"type":"invoke","f":"stale-read","key":"t9","value":3}
      {"process":1,"type":"ok","f":"stale-read","key":"t9","value":null,"node":1,"life":70,"revision":8,"modRevision":0,"stale":true}
      """;

  @TempDir private Path folder = Path.of("");

  @Test
  void aReadThatIsLateAndSaysSoIsVerified() throws Exception {
    List<CheckResult> right = judge(RIGHT);
    assertThat(right).allSatisfy(each -> assertThat(each.outcome()).isEqualTo(Outcome.VERIFIED));
    assertThat(right.get(1).details())
        .containsEntry("staleReads", 5L)
        .containsEntry("processes", 2L);
  }

  @Test
  void aStaleReadThatIsNotLabelledIsConvicted() throws Exception {
    CheckResult wrong =
        judge(
                changed(
                    "\"revision\":7,\"modRevision\":6,\"stale\":true",
                    "\"revision\":7,\"modRevision\":6,\"stale\":false"))
            .get(1);
    assertThat(wrong.outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(wrong.summary()).contains("a stale-read is labelled stale=false");
  }

  @Test
  void aLinearizableReadThatIsLabelledStaleIsConvicted() throws Exception {
    CheckResult wrong = judge(changed("\"stale\":false", "\"stale\":true")).get(1);
    assertThat(wrong.outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(wrong.summary()).contains("a read is labelled stale=true");
  }

  @Test
  void aLinearizableReadThatIsLateIsConvicted() throws Exception {
    CheckResult wrong =
        judge(
                changed(
                    "\"f\":\"read\",\"key\":\"t0\",\"value\":1,\"revision\":5,\"modRevision\":5",
                    "\"f\":\"read\",\"key\":\"t0\",\"value\":null,\"revision\":4,\"modRevision\":0"))
            .get(0);
    assertThat(wrong.outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(wrong.summary()).contains("no order");
  }

  @Test
  void aValueThatWasNotTrueAtTheRevisionToldIsConvicted() throws Exception {
    CheckResult wrong =
        judge(
                changed(
                    "\"value\":2,\"node\":1,\"life\":70,\"revision\":7,\"modRevision\":6",
                    "\"value\":1,\"node\":1,\"life\":70,\"revision\":7,\"modRevision\":5"))
            .get(1);
    assertThat(wrong.outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(wrong.summary())
        .contains("t0 is told at revision 7 as of 5, though it was written at 6");
  }

  @Test
  void aValueThatNobodyWroteIsConvicted() throws Exception {
    CheckResult wrong = judge(changed("\"value\":3,\"node\"", "\"value\":9,\"node\"")).get(1);
    assertThat(wrong.outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(wrong.summary()).contains("nobody had written 9 to t0");
  }

  @Test
  void aValueUnderAnotherRevisionThanItsWriterWasToldIsConvicted() throws Exception {
    CheckResult wrong =
        judge(changed("\"revision\":7,\"modRevision\":6", "\"revision\":7,\"modRevision\":7"))
            .get(1);
    assertThat(wrong.outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(wrong.summary()).contains("it was written at 6");
  }

  @Test
  void aProcessThatGoesBackIsConvicted() throws Exception {
    CheckResult wrong = judge(changed("\"life\":71", "\"life\":70")).get(1);
    assertThat(wrong.outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(wrong.summary()).contains("node 1 answers at revision 5, and answered at 7");
  }

  private static String changed(String from, String to) {
    assertThat(RIGHT).contains(from);
    return RIGHT.replace(from, to);
  }

  private List<CheckResult> judge(String lines) throws IOException {
    return new StaleReadsWorkload()
        .judge(HistoryFormat.JSONL.parse(lines), new Judging(folder, Duration.ofSeconds(20)));
  }
}

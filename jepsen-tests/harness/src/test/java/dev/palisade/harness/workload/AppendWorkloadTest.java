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

class AppendWorkloadTest {
  private static final String RIGHT =
      """
      {"process":0,"type":"invoke","f":"append","key":"a0","value":1}
      {"process":0,"type":"ok","f":"append","key":"a0","value":1}
      {"process":1,"type":"invoke","f":"read","key":"a0","value":null}
      {"process":1,"type":"ok","f":"read","key":"a0","value":[1]}
      {"process":0,"type":"invoke","f":"append","key":"a0","value":2}
      {"process":0,"type":"fail","f":"append","key":"a0","value":2,"error":"changed meanwhile"}
      {"process":2,"type":"invoke","f":"append","key":"a0","value":3}
      {"process":2,"type":"info","f":"append","key":"a0","value":3,"error":"lost"}
      {"process":1,"type":"invoke","f":"append","key":"a0","value":4}
      {"process":1,"type":"ok","f":"append","key":"a0","value":4}
      {"process":0,"type":"invoke","f":"read","key":"a0","value":null}
      {"process":0,"type":"ok","f":"read","key":"a0","value":[1,3,4]}
      {"process":1,"type":"invoke","f":"append","key":"a1","value":5}
      {"process":1,"type":"ok","f":"append","key":"a1","value":5}
      {"process":0,"type":"invoke","f":"final","value":null}
      {"process":0,"type":"ok","f":"final","value":{"a0":[1,3,4],"a1":[5]}}
      """;

  @TempDir private Path folder = Path.of("");

  @Test
  void aListMayHoldWhatNobodyKnowsOf() throws Exception {
    List<CheckResult> right = judge(RIGHT);
    assertThat(right).allSatisfy(each -> assertThat(each.outcome()).isEqualTo(Outcome.VERIFIED));
    assertThat(right.get(1).details()).containsEntry("acknowledged", 3L);
  }

  @Test
  void readsOfWhichNeitherBeginsWithTheOtherAreConvicted() throws Exception {
    List<CheckResult> wrong =
        judge(changed("\"key\":\"a0\",\"value\":[1,3,4]", "\"key\":\"a0\",\"value\":[1,4,3]"));
    assertThat(wrong.get(1).outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(wrong.get(1).summary()).contains("neither list of a0 begins with the other");
  }

  @Test
  void aReadThatMissesAnAcknowledgedElementIsConvicted() throws Exception {
    List<CheckResult> wrong =
        judge(changed("\"key\":\"a0\",\"value\":[1,3,4]", "\"key\":\"a0\",\"value\":[1,3]"));
    assertThat(wrong).allSatisfy(each -> assertThat(each.outcome()).isEqualTo(Outcome.VIOLATION));
    assertThat(wrong.get(1).summary()).contains("4 was acknowledged and is not in a0");
  }

  @Test
  void anElementThatIsTwiceInAListIsConvicted() throws Exception {
    CheckResult wrong = judge(changed("\"a0\":[1,3,4]", "\"a0\":[1,3,4,4]")).get(1);
    assertThat(wrong.outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(wrong.summary()).contains("4 is twice in a0");
  }

  @Test
  void anElementThatIsLostAtTheEndIsConvicted() throws Exception {
    CheckResult wrong = judge(changed(",\"a1\":[5]", "")).get(1);
    assertThat(wrong.outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(wrong.summary()).contains("5 was acknowledged and is not in a1");
  }

  @Test
  void anElementThatWasRefusedAndIsThereIsConvicted() throws Exception {
    CheckResult wrong = judge(changed("\"a0\":[1,3,4]", "\"a0\":[1,3,4,2]")).get(1);
    assertThat(wrong.outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(wrong.summary()).contains("2 is in a0, and was refused");
  }

  @Test
  void anElementThatNobodyAppendedIsConvicted() throws Exception {
    CheckResult wrong = judge(changed("\"a0\":[1,3,4]", "\"a0\":[1,3,4,9]")).get(1);
    assertThat(wrong.outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(wrong.summary()).contains("9 is in a0, and nobody appended it");
  }

  private static String changed(String from, String to) {
    assertThat(RIGHT).contains(from);
    return RIGHT.replace(from, to);
  }

  private List<CheckResult> judge(String lines) throws IOException {
    return new AppendWorkload()
        .judge(HistoryFormat.JSONL.parse(lines), new Judging(folder, Duration.ofSeconds(20)));
  }
}

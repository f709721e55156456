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

class SetWorkloadTest {
  private static final String RIGHT =
      """
      {"process":0,"type":"invoke","f":"add","key":"s0","value":1}
      {"process":0,"type":"ok","f":"add","key":"s0","value":1}
      {"process":1,"type":"invoke","f":"read","key":"s0","value":null}
      {"process":1,"type":"ok","f":"read","key":"s0","value":[1]}
      {"process":0,"type":"invoke","f":"add","key":"s0","value":2}
      {"process":0,"type":"fail","f":"add","key":"s0","value":2,"error":"refused"}
      {"process":2,"type":"invoke","f":"add","key":"s0","value":3}
      {"process":2,"type":"info","f":"add","key":"s0","value":3,"error":"lost"}
      {"process":0,"type":"invoke","f":"add","key":"s1","value":4}
      {"process":0,"type":"ok","f":"add","key":"s1","value":4}
      {"process":1,"type":"invoke","f":"read","key":"s0","value":null}
      {"process":1,"type":"ok","f":"read","key":"s0","value":[1]}
      {"process":0,"type":"invoke","f":"final","value":null}
      {"process":0,"type":"ok","f":"final","value":[1,3,4]}
      """;

  @TempDir private Path folder = Path.of("");

  @Test
  void aSetMayHoldWhatNobodyKnowsOf() throws Exception {
    List<CheckResult> right = judge(RIGHT);
    assertThat(right).allSatisfy(each -> assertThat(each.outcome()).isEqualTo(Outcome.VERIFIED));
    assertThat(right.getFirst().details()).containsEntry("recovered", 1L);
  }

  @Test
  void anElementThatIsLostAtTheEndIsConvicted() throws Exception {
    CheckResult wrong = judge(changed("[1,3,4]", "[3,4]")).get(0);
    assertThat(wrong.outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(wrong.summary()).contains("1 was acknowledged and is lost");
  }

  @Test
  void anElementThatWasRefusedAndIsThereIsConvicted() throws Exception {
    CheckResult wrong = judge(changed("[1,3,4]", "[1,2,3,4]")).get(0);
    assertThat(wrong.outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(wrong.summary()).contains("2 failed to be added and is there");
  }

  @Test
  void anElementThatNobodyAskedForIsConvicted() throws Exception {
    CheckResult wrong = judge(changed("[1,3,4]", "[1,3,4,9]")).get(0);
    assertThat(wrong.outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(wrong.summary()).contains("9 is there and nobody added it");
  }

  @Test
  void aReadThatMissesWhatWasKnownIsConvicted() throws Exception {
    CheckResult wrong = judge(changed("\"value\":[1]}", "\"value\":[]}")).get(1);
    assertThat(wrong.outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(wrong.summary()).contains("1 was known");
  }

  @Test
  void withoutAReadAtTheEndNothingIsSaidOfWhatWasLost() throws Exception {
    String unread = changed("\"type\":\"ok\",\"f\":\"final\"", "\"type\":\"fail\",\"f\":\"final\"");
    assertThat(judge(unread).getFirst().outcome()).isEqualTo(Outcome.UNDECIDED);
  }

  private static String changed(String from, String to) {
    assertThat(RIGHT).contains(from);
    return RIGHT.replace(from, to);
  }

  private List<CheckResult> judge(String lines) throws IOException {
    return new SetWorkload()
        .judge(HistoryFormat.JSONL.parse(lines), new Judging(folder, Duration.ofSeconds(20)));
  }
}

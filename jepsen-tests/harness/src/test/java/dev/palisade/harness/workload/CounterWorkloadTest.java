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

class CounterWorkloadTest {
  private static final String RIGHT =
      """
      {"process":0,"type":"invoke","f":"add","key":"c0","value":11}
      {"process":0,"type":"ok","f":"add","key":"c0","value":[1,null],"lost":2}
      {"process":1,"type":"invoke","f":"add","key":"c0","value":12}
      {"process":1,"type":"ok","f":"add","key":"c0","value":[2,11]}
      {"process":2,"type":"invoke","f":"add","key":"c0","value":13}
      {"process":2,"type":"info","f":"add","key":"c0","value":13,"error":"lost","lost":1}
      {"process":0,"type":"invoke","f":"read","key":"c0","value":null}
      {"process":0,"type":"ok","f":"read","key":"c0","value":[3,13]}
      {"process":1,"type":"invoke","f":"add","key":"c0","value":14}
      {"process":1,"type":"fail","f":"add","key":"c0","value":14,"error":"refused"}
      {"process":0,"type":"invoke","f":"add","key":"c0","value":15}
      {"process":0,"type":"ok","f":"add","key":"c0","value":[4,13]}
      {"process":1,"type":"invoke","f":"read","key":"c0","value":null}
      {"process":1,"type":"ok","f":"read","key":"c0","value":[4,15]}
      """;

  @TempDir private Path folder = Path.of("");

  @Test
  void anAddThatWasSentAgainCountsOnce() throws Exception {
    List<CheckResult> right = judge(RIGHT);
    assertThat(right).allSatisfy(each -> assertThat(each.outcome()).isEqualTo(Outcome.VERIFIED));
    assertThat(right.get(1).details()).containsEntry("repliesLost", 3L).containsEntry("adds", 3L);
  }

  @Test
  void aCountAboveAllThatWasAskedForIsConvicted() throws Exception {
    String above = changed("[4,13]", "[5,13]").replace("[4,15]", "[5,15]");
    assertThat(judge(above))
        .allSatisfy(each -> assertThat(each.outcome()).isEqualTo(Outcome.VIOLATION));
  }

  @Test
  void anAddThatCountedTwiceIsConvictedThoughAnotherMayHaveMadeUpForIt() throws Exception {
    String twice = changed("[3,13]", "[3,12]").replace("[4,13]", "[4,12]");
    List<CheckResult> wrong = judge(twice);
    assertThat(wrong.getFirst().outcome()).as("the bounds are kept").isEqualTo(Outcome.VERIFIED);
    assertThat(wrong.get(1).outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(wrong.get(1).summary()).contains("12 counted twice on c0, as 2 and as 3");
  }

  @Test
  void addsThatWereAcknowledgedAndDidNotCountAreConvicted() throws Exception {
    CheckResult wrong = judge(changed("[4,15]", "[2,12]")).getFirst();
    assertThat(wrong.outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(wrong.summary()).contains("gives 2; possible was 3 to 4");
  }

  @Test
  void aCountThatGoesBackIsConvictedThoughTheBoundsAreKept() throws Exception {
    List<CheckResult> wrong = judge(changed("[4,15]", "[3,13]"));
    assertThat(wrong.getFirst().outcome()).isEqualTo(Outcome.VERIFIED);
    assertThat(wrong.get(1).outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(wrong.get(1).summary()).contains("c0 stands at 3, and 4 had been told before");
  }

  @Test
  void anAddThatWasRefusedAndCountedIsConvicted() throws Exception {
    CheckResult wrong = judge(changed("[4,15]", "[5,14]")).get(1);
    assertThat(wrong.outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(wrong.summary()).contains("c0 holds 14, which was refused");
  }

  @Test
  void aNumberThatNobodyAddedIsConvicted() throws Exception {
    CheckResult wrong = judge(changed("[4,15]", "[5,99]")).get(1);
    assertThat(wrong.outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(wrong.summary()).contains("c0 holds 99, which nobody added");
  }

  @Test
  void twoAddsThatReachTheSameCountAreConvicted() throws Exception {
    CheckResult wrong = judge(changed("[2,11]", "[1,null]")).get(1);
    assertThat(wrong.outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(wrong.summary()).contains("c0 reached 1 both by 11 and by 12");
  }

  private static String changed(String from, String to) {
    assertThat(RIGHT).contains(from);
    return RIGHT.replace(from, to);
  }

  private List<CheckResult> judge(String lines) throws IOException {
    return new CounterWorkload()
        .judge(HistoryFormat.JSONL.parse(lines), new Judging(folder, Duration.ofSeconds(20)));
  }
}

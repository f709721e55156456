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

class RevisionsWorkloadTest {
  private static final String RIGHT =
      """
      {"process":0,"type":"invoke","f":"put","key":"v0","value":1}
      {"process":0,"type":"ok","f":"put","key":"v0","value":[5,500]}
      {"process":0,"type":"invoke","f":"txn","value":["v0","v1"]}
      {"process":1,"type":"invoke","f":"put","key":"v2","value":2}
      {"process":1,"type":"ok","f":"put","key":"v2","value":[6,600]}
      {"process":0,"type":"ok","f":"txn","value":[7,700]}
      {"process":2,"type":"invoke","f":"put","key":"v0","value":3}
      {"process":2,"type":"info","f":"put","key":"v0","value":3,"error":"lost"}
      {"process":1,"type":"invoke","f":"get","key":"v1","value":null}
      {"process":1,"type":"ok","f":"get","key":"v1","value":[8,7,700]}
      {"process":0,"type":"invoke","f":"get","key":"v0","value":null}
      {"process":0,"type":"ok","f":"get","key":"v0","value":[8,8,800]}
      {"process":0,"type":"invoke","f":"get","key":"v5","value":null}
      {"process":0,"type":"ok","f":"get","key":"v5","value":[8,0,0]}
      {"process":1,"type":"invoke","f":"put","key":"v2","value":4}
      {"process":1,"type":"ok","f":"put","key":"v2","value":[9,900]}
      {"process":0,"type":"invoke","f":"get-at","key":"v1","value":-1}
      {"process":0,"type":"ok","f":"get-at","key":"v1","value":[7,7,700,750]}
      {"process":3,"type":"invoke","f":"stale-get-at","key":"v2","value":-1}
      {"process":3,"type":"ok","f":"stale-get-at","key":"v2","value":[7,6,600,750]}
      """;

  @TempDir private Path folder = Path.of("");

  @Test
  void revisionsAndTimestampsThatRiseAreVerified() throws Exception {
    List<CheckResult> right = judge(RIGHT);
    assertThat(right).allSatisfy(each -> assertThat(each.outcome()).isEqualTo(Outcome.VERIFIED));
    assertThat(right.get(1).details()).containsEntry("revisions", 5L);
  }

  @Test
  void aReadAsOfATimeThatMissesAWriteStampedBeforeIsConvicted() throws Exception {
    CheckResult wrong = judge(changed("[7,7,700,750]", "[7,7,700,800]")).get(2);
    assertThat(wrong.outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(wrong.summary()).contains("revision 8", "is not in it and is not stamped later");
  }

  @Test
  void aReadAsOfATimeThatSeesAWriteStampedLaterIsConvicted() throws Exception {
    CheckResult wrong = judge(changed("[7,7,700,750]", "[7,7,700,699]")).get(2);
    assertThat(wrong.outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(wrong.summary()).contains("revision 7", "is stamped later");
  }

  @Test
  void twoReadsAsOfOneTimeThatDisagreeAreConvicted() throws Exception {
    CheckResult wrong = judge(changed("[7,6,600,750]", "[6,6,600,750]")).get(2);
    assertThat(wrong.outcome()).isEqualTo(Outcome.VIOLATION);
  }

  @Test
  void aRevisionThatIsNotAboveOneToldBeforeIsConvicted() throws Exception {
    CheckResult wrong = judge(changed("[9,900]", "[4,900]")).get(0);
    assertThat(wrong.outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(wrong.summary()).contains("a write got revision 4");
  }

  @Test
  void aTimestampThatIsNotAfterOneToldBeforeIsConvicted() throws Exception {
    CheckResult wrong = judge(changed("[9,900]", "[9,700]")).get(0);
    assertThat(wrong.outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(wrong.summary()).contains("a write got timestamp 700");
  }

  @Test
  void twoWritesOfOneRevisionAreConvicted() throws Exception {
    CheckResult wrong = judge(changed("[6,600]", "[7,700]")).get(1);
    assertThat(wrong.outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(wrong.summary()).contains("two writes of revision 7");
  }

  @Test
  void aReadBelowWhatWasToldBeforeItBeganIsConvicted() throws Exception {
    CheckResult wrong = judge(changed("[8,0,0]", "[7,0,0]")).get(0);
    assertThat(wrong.outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(wrong.summary()).contains("a read at revision 7");
  }

  @Test
  void aReadOfAVersionBeyondItsRevisionIsConvicted() throws Exception {
    CheckResult wrong = judge(changed("[8,8,800]", "[8,9,900]")).get(0);
    assertThat(wrong.outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(wrong.summary()).contains("a read at revision 8 tells a version of 9");
  }

  @Test
  void timestampsOfConcurrentWritesInTheOtherOrderAreConvicted() throws Exception {
    CheckResult wrong = judge(changed("[6,600]", "[6,750]")).get(1);
    assertThat(wrong.outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(wrong.summary()).contains("revision 7 has timestamp 700, and the earlier 6 has 750");
  }

  @Test
  void twoTimestampsOfOneVersionAreConvicted() throws Exception {
    CheckResult wrong = judge(changed("[8,7,700]", "[8,7,701]")).get(1);
    assertThat(wrong.outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(wrong.summary()).contains("revision 7 has timestamps 700 and 701");
  }

  private static String changed(String from, String to) {
    assertThat(RIGHT).contains(from);
    return RIGHT.replace(from, to);
  }

  private List<CheckResult> judge(String lines) throws IOException {
    return new RevisionsWorkload()
        .judge(HistoryFormat.JSONL.parse(lines), new Judging(folder, Duration.ofSeconds(20)));
  }
}

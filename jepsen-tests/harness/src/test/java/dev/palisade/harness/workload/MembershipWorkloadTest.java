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

class MembershipWorkloadTest {
  private static final String RIGHT =
      """
      {"process":0,"type":"invoke","f":"write","key":"m0","value":2}
      {"process":0,"type":"ok","f":"write","key":"m0","value":2}
      {"process":0,"type":"invoke","f":"members","value":4}
      {"process":0,"type":"ok","f":"members","value":[[1,2,3],[1,2,3],[]],"node":1,"life":70,"statusTerm":3,"joint":false,"certain":true}
      {"process":1,"type":"invoke","f":"members","value":4}
      {"process":1,"type":"ok","f":"members","value":[[1,2,3,4],[1,2,3],[]],"node":1,"life":70,"statusTerm":3,"joint":false,"certain":true}
      {"process":0,"type":"invoke","f":"members","value":4}
      {"process":0,"type":"ok","f":"members","value":[[1,2,3,4],[1,2,3,4],[3]],"node":2,"life":80,"statusTerm":3,"joint":true,"certain":true}
      {"process":1,"type":"invoke","f":"members","value":4}
      {"process":1,"type":"ok","f":"members","value":[[1,2,4],[1,2,4],[3]],"node":1,"life":70,"statusTerm":3,"joint":false,"certain":true}
      {"process":0,"type":"invoke","f":"members","value":4}
      {"process":0,"type":"ok","f":"members","value":[[1,2,3,4],[1,2,3],[]],"node":2,"life":80,"statusTerm":3,"joint":false,"certain":false}
      {"process":1,"type":"invoke","f":"members","value":4}
      {"process":1,"type":"ok","f":"members","value":[[1,2,3,5],[1,2,3],[]],"node":3,"life":90,"statusTerm":3,"joint":false,"certain":false}
      {"process":0,"type":"invoke","f":"read","key":"m0","value":null}
      {"process":0,"type":"ok","f":"read","key":"m0","value":2}
      """;

  @TempDir private Path folder = Path.of("");

  @Test
  void membersThatJoinAndLeaveAreVerified() throws Exception {
    List<CheckResult> right = judge(RIGHT);
    assertThat(right).allSatisfy(each -> assertThat(each.outcome()).isEqualTo(Outcome.VERIFIED));
    assertThat(right.get(1).details())
        .containsEntry("certain", 4L)
        .containsEntry("memberships", 4L);
  }

  @Test
  void aMembershipOfAnotherHistoryIsConvicted() throws Exception {
    CheckResult wrong =
        judge(
                changed(
                    "\"value\":[[1,2,3,5],[1,2,3],[]],\"node\":3,\"life\":90,\"statusTerm\":3,\"joint\":false,\"certain\":false",
                    "\"value\":[[1,2,3,5],[1,2,3],[]],\"node\":3,\"life\":90,\"statusTerm\":3,\"joint\":false,\"certain\":true"))
            .get(1);
    assertThat(wrong.outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(wrong.summary()).contains("neither of which leads to the other");
  }

  @Test
  void aRemovedIdThatComesBackIsConvicted() throws Exception {
    CheckResult wrong = judge(changed("[[1,2,4],[1,2,4],[3]]", "[[1,2,3,4],[1,2,3,4],[3]]")).get(1);
    assertThat(wrong.outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(wrong.summary()).contains("of which one is among the retired");
  }

  @Test
  void aNodeThatGoesBackIsConvicted() throws Exception {
    CheckResult wrong =
        judge(
                changed(
                    "\"value\":[[1,2,3,4],[1,2,3],[]],\"node\":2,\"life\":80,\"statusTerm\":3,\"joint\":false,\"certain\":false",
                    "\"value\":[[1,2,3,4],[1,2,3],[]],\"node\":1,\"life\":70,\"statusTerm\":3,\"joint\":false,\"certain\":true"))
            .get(1);
    assertThat(wrong.outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(wrong.summary()).contains("node 1 goes back from");
  }

  @Test
  void anIdThatIsForgottenAmongTheRemovedIsConvicted() throws Exception {
    String forgotten =
        changed(
            "[[1,2,3,5],[1,2,3],[]],\"node\":3,\"life\":90,\"statusTerm\":3,\"joint\":false,\"certain\":false",
            "[[1,2,3,4,5],[1,2,3,4,5],[]],\"node\":3,\"life\":90,\"statusTerm\":3,\"joint\":false,\"certain\":true");
    CheckResult wrong = judge(forgotten).get(1);
    assertThat(wrong.outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(wrong.summary()).contains("neither of which leads to the other");
  }

  @Test
  void whereNothingIsCommittedForSureNothingIsSaidOfMembers() throws Exception {
    String unsure = changed("\"certain\":true", "\"certain\":false");
    assertThat(judge(unsure).get(1).outcome()).isEqualTo(Outcome.UNDECIDED);
  }

  @Test
  void aRegisterThatForgetsAWriteMeanwhileIsConvicted() throws Exception {
    String stale =
        changed(
            "\"f\":\"read\",\"key\":\"m0\",\"value\":2",
            "\"f\":\"read\",\"key\":\"m0\",\"value\":1");
    assertThat(judge(stale).getFirst().outcome()).isEqualTo(Outcome.VIOLATION);
  }

  private static String changed(String from, String to) {
    assertThat(RIGHT).contains(from);
    return RIGHT.replace(from, to);
  }

  private List<CheckResult> judge(String lines) throws IOException {
    return new MembershipWorkload()
        .judge(HistoryFormat.JSONL.parse(lines), new Judging(folder, Duration.ofSeconds(20)));
  }
}

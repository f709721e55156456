package dev.palisade.harness.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.checker.format.HistoryFormat;
import dev.palisade.checker.history.History;
import dev.palisade.harness.verdict.CheckResult;
import dev.palisade.harness.verdict.CheckResult.Outcome;
import dev.palisade.harness.verdict.Judging;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkloadsTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void aRegisterThatForgetsAWriteIsConvictedWithEvidence() throws Exception {
    String right =
        """
        {"process":0,"type":"invoke","f":"write","key":"r0","value":3}
        {"process":0,"type":"ok","f":"write","key":"r0","value":3}
        {"process":1,"type":"invoke","f":"cas","key":"r0","value":[3,4]}
        {"process":1,"type":"ok","f":"cas","key":"r0","value":[3,4]}
        {"process":0,"type":"invoke","f":"read","key":"r0","value":null}
        {"process":0,"type":"ok","f":"read","key":"r0","value":4}
        """;
    assertThat(judge(new RegisterWorkload(), right).getFirst().outcome())
        .isEqualTo(Outcome.VERIFIED);
    CheckResult wrong =
        judge(
                new RegisterWorkload(),
                right.replace(
                    "\"read\",\"key\":\"r0\",\"value\":4", "\"read\",\"key\":\"r0\",\"value\":3"))
            .getFirst();
    assertThat(wrong.outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(folder.resolve(String.valueOf(wrong.history()))).exists();
    assertThat(folder.resolve(String.valueOf(wrong.picture()))).exists();
  }

  @Test
  void aWriteWithAnOldTokenThatLandsIsConvicted() throws Exception {
    String refused =
        """
        {"process":0,"type":"invoke","f":"grant","key":"f0","value":null}
        {"process":0,"type":"ok","f":"grant","key":"f0","value":4,"token":4}
        {"process":1,"type":"invoke","f":"grant","key":"f0","value":null}
        {"process":1,"type":"ok","f":"grant","key":"f0","value":5,"token":5}
        {"process":0,"type":"invoke","f":"write","key":"f0","value":11}
        {"process":0,"type":"fail","f":"write","key":"f0","value":11,"token":4,"error":"fenced"}
        {"process":1,"type":"invoke","f":"write","key":"f0","value":12}
        {"process":1,"type":"info","f":"write","key":"f0","value":12,"token":5,"error":"lost"}
        {"process":0,"type":"invoke","f":"read","key":"f0","value":null}
        {"process":0,"type":"ok","f":"read","key":"f0","value":[12,null,null]}
        """;
    List<CheckResult> right = judge(new FencedRegisterWorkload(), refused);
    assertThat(right).allSatisfy(each -> assertThat(each.outcome()).isEqualTo(Outcome.VERIFIED));
    assertThat(right.get(1).details()).containsEntry("trials", 1L);
    // Before any write under the new token, the register alone could not know.
    String landed = refused.replace("\"type\":\"fail\"", "\"type\":\"ok\"");
    List<CheckResult> wrong = judge(new FencedRegisterWorkload(), landed);
    assertThat(wrong.get(1).outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(wrong.get(1).summary()).contains("token 4 landed though token 5 of f0");
    // A read of what was refused is what the register alone sees.
    String seen = refused.replace("[12,null,null]", "[11,null,null]");
    assertThat(judge(new FencedRegisterWorkload(), seen).getFirst().outcome())
        .isEqualTo(Outcome.VIOLATION);
  }

  @Test
  void twoHoldersOfALockAtTheSameTimeAreConvicted() throws Exception {
    String right =
        """
        {"process":0,"type":"invoke","f":"acquire","key":"l0","value":null}
        {"process":0,"type":"ok","f":"acquire","key":"l0","value":4,"token":4}
        {"process":1,"type":"invoke","f":"acquire","key":"l0","value":null}
        {"process":1,"type":"fail","f":"acquire","key":"l0","value":4,"error":"held"}
        {"process":0,"type":"invoke","f":"release","key":"l0","value":null}
        {"process":0,"type":"ok","f":"release","key":"l0","value":4,"token":4}
        {"process":1,"type":"invoke","f":"acquire","key":"l0","value":null}
        {"process":1,"type":"ok","f":"acquire","key":"l0","value":5,"token":5}
        {"process":1,"type":"invoke","f":"release","key":"l0","value":null}
        {"process":1,"type":"info","f":"release","key":"l0","value":null,"token":5}
        """;
    assertThat(judge(new FencedLockWorkload(), right).getFirst().outcome())
        .isEqualTo(Outcome.VERIFIED);
    String twice =
        right.replace(
            "\"type\":\"fail\",\"f\":\"acquire\",\"key\":\"l0\",\"value\":4",
            "\"type\":\"ok\",\"f\":\"acquire\",\"key\":\"l0\",\"value\":9");
    assertThat(judge(new FencedLockWorkload(), twice).getFirst().outcome())
        .isEqualTo(Outcome.VIOLATION);
  }

  @Test
  void aBankThatLosesMoneyIsConvicted() throws Exception {
    String right =
        """
        {"process":0,"type":"invoke","f":"read","value":null}
        {"process":0,"type":"ok","f":"read","value":{"0":100,"1":100,"2":200}}
        """;
    assertThat(judge(new BankWorkload(), right).getFirst().outcome()).isEqualTo(Outcome.VERIFIED);
    assertThat(judge(new BankWorkload(), right.replace("200", "199")).getFirst().outcome())
        .isEqualTo(Outcome.VIOLATION);
  }

  @Test
  void anUnknownNameIsRefusedWithThoseThatThereAre() {
    assertThatThrownBy(() -> Workloads.named("register,blank"))
        .hasMessageStartingWith("there is no workload 'blank'; there are register, ");
    assertThatThrownBy(() -> Workloads.named("bank,bank")).hasMessageContaining("named twice");
    assertThat(Workloads.named("all")).isEqualTo(Workloads.all());
  }

  private List<CheckResult> judge(Workload workload, String lines) throws IOException {
    History history = HistoryFormat.JSONL.parse(lines);
    return workload.judge(history, new Judging(folder, Duration.ofSeconds(20)));
  }
}

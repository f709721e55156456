package dev.palisade.harness.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.checker.format.HistoryFormat;
import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import dev.palisade.harness.verdict.CheckResult;
import dev.palisade.harness.verdict.CheckResult.Outcome;
import dev.palisade.harness.verdict.Judging;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each violation comes with the operations that prove it, and with no others. */
class EvidenceTest {
  /** The second one makes the first one's token stale. */
  private static final String TWO_GRANTS =
      """
      {"process":0,"type":"invoke","f":"grant","key":"f0","value":null}
      {"process":0,"type":"ok","f":"grant","key":"f0","value":4,"token":4}
      {"process":1,"type":"invoke","f":"grant","key":"f0","value":null}
      {"process":1,"type":"ok","f":"grant","key":"f0","value":5,"token":5}
      """;

  @TempDir private Path folder = Path.of("");

  /** The operations in the file of a check's violation, each as its function and its argument. */
  private List<String> proof(Workload workload, String check, String lines) throws IOException {
    History history = HistoryFormat.JSONL.parse(lines);
    CheckResult found =
        workload.judge(history, new Judging(folder, Duration.ofSeconds(20))).stream()
            .filter(each -> each.name().contains(check))
            .findFirst()
            .orElseThrow();
    assertThat(found.outcome()).isEqualTo(Outcome.VIOLATION);
    History few = HistoryFormat.JSONL.read(folder.resolve(String.valueOf(found.history())));
    return few.calls().stream().map(EvidenceTest::told).toList();
  }

  private static String told(Call call) {
    return call.argument() == null ? call.f() : call.f() + " " + call.argument();
  }

  @Test
  void aBankIsConvictedByTheReadOfAnotherTotal() throws Exception {
    String lines =
        """
        {"process":0,"type":"invoke","f":"transfer","value":[0,1,5]}
        {"process":0,"type":"ok","f":"transfer","value":[0,1,5]}
        {"process":0,"type":"invoke","f":"read","value":null}
        {"process":0,"type":"ok","f":"read","value":{"0":45,"1":350}}
        """;
    assertThat(proof(new BankWorkload(), "total", lines)).containsExactly("read");
  }

  @Test
  void aSetIsConvictedByTheAddAndTheReadThatMissesIt() throws Exception {
    String lines =
        """
        {"process":0,"type":"invoke","f":"add","key":"s0","value":1}
        {"process":0,"type":"ok","f":"add","key":"s0","value":1}
        {"process":0,"type":"invoke","f":"add","key":"s0","value":2}
        {"process":0,"type":"ok","f":"add","key":"s0","value":2}
        {"process":1,"type":"invoke","f":"read","key":"s0","value":null}
        {"process":1,"type":"ok","f":"read","key":"s0","value":[1]}
        {"process":1,"type":"invoke","f":"final","value":null}
        {"process":1,"type":"ok","f":"final","value":[2]}
        """;
    assertThat(proof(new SetWorkload(), "acknowledged is there", lines))
        .containsExactly("add 1", "read");
    assertThat(proof(new SetWorkload(), "what was known", lines)).containsExactly("add 2", "read");
  }

  @Test
  void aCounterIsConvictedByWhatToldTheCount() throws Exception {
    String lines =
        """
        {"process":0,"type":"invoke","f":"add","key":"c0","value":7}
        {"process":0,"type":"ok","f":"add","key":"c0","value":[1,null]}
        {"process":0,"type":"invoke","f":"add","key":"c0","value":8}
        {"process":0,"type":"ok","f":"add","key":"c0","value":[2,7]}
        {"process":1,"type":"invoke","f":"read","key":"c0","value":null}
        {"process":1,"type":"ok","f":"read","key":"c0","value":[3,8]}
        """;
    assertThat(proof(new CounterWorkload(), "surely", lines)).containsExactly("read");
    assertThat(proof(new CounterWorkload(), "once", lines)).containsExactly("add 8", "read");
  }

  @Test
  void revisionsAreConvictedByTheTwoOutOfOrder() throws Exception {
    String lines =
        """
        {"process":0,"type":"invoke","f":"put","key":"v0","value":1}
        {"process":0,"type":"ok","f":"put","key":"v0","value":[5,500]}
        {"process":0,"type":"invoke","f":"put","key":"v0","value":2}
        {"process":0,"type":"ok","f":"put","key":"v0","value":[9,900]}
        {"process":0,"type":"invoke","f":"put","key":"v1","value":3}
        {"process":0,"type":"ok","f":"put","key":"v1","value":[7,1000]}
        """;
    assertThat(proof(new RevisionsWorkload(), "clients saw", lines))
        .containsExactly("put 2", "put 3");
    assertThat(proof(new RevisionsWorkload(), "one for each", lines))
        .containsExactly("put 2", "put 3");
  }

  @Test
  void aListIsConvictedByTheAppendThatItLost() throws Exception {
    String lines =
        """
        {"process":0,"type":"invoke","f":"append","key":"a0","value":1}
        {"process":0,"type":"ok","f":"append","key":"a0","value":1}
        {"process":0,"type":"invoke","f":"append","key":"a0","value":2}
        {"process":0,"type":"ok","f":"append","key":"a0","value":2}
        {"process":1,"type":"invoke","f":"final","value":null}
        {"process":1,"type":"ok","f":"final","value":{"a0":[1]}}
        """;
    assertThat(proof(new AppendWorkload(), "nothing lost", lines))
        .containsExactly("append 2", "final");
  }

  @Test
  void aStaleReadIsConvictedByTheWriteThatItDoesNotTell() throws Exception {
    String lines =
        """
        {"process":0,"type":"invoke","f":"write","key":"t0","value":1}
        {"process":0,"type":"ok","f":"write","key":"t0","value":1,"revision":3}
        {"process":0,"type":"invoke","f":"write","key":"t1","value":2}
        {"process":0,"type":"ok","f":"write","key":"t1","value":2,"revision":4}
        {"process":1,"type":"invoke","f":"stale-read","key":"t0","value":5}
        {"process":1,"type":"ok","f":"stale-read","key":"t0","value":null,"revision":4,"modRevision":0,"stale":true}
        """;
    assertThat(proof(new StaleReadsWorkload(), "labelled", lines))
        .containsExactly("write 1", "stale-read 5");
  }

  @Test
  void aMembershipIsConvictedByTheTwoThatContradictEachOther() throws Exception {
    String lines =
        """
        {"process":0,"type":"invoke","f":"members","value":1}
        {"process":0,"type":"ok","f":"members","value":[[1,2,3],[1,2,3],[]],"node":1,"certain":true}
        {"process":0,"type":"invoke","f":"members","value":2}
        {"process":0,"type":"ok","f":"members","value":[[1,2,3,4],[1,2,3],[]],"node":2,"certain":true}
        {"process":0,"type":"invoke","f":"members","value":3}
        {"process":0,"type":"ok","f":"members","value":[[1,2,3,5],[1,2,3],[]],"node":3,"certain":true}
        """;
    assertThat(proof(new MembershipWorkload(), "one line", lines))
        .containsExactly("members 2", "members 3");
  }

  @Test
  void aStaleWriteIsConvictedWithTheGrantThatMadeItStale() throws Exception {
    String lines =
        TWO_GRANTS
            + """
        {"process":0,"type":"invoke","f":"write","key":"f0","value":11}
        {"process":0,"type":"ok","f":"write","key":"f0","value":11,"token":4}
        """;
    assertThat(proof(new FencedRegisterWorkload(), "no stale write", lines))
        .containsExactly("grant", "write 11");
  }

  @Test
  void whatTheFenceRefusedAndWhatFailedOtherwiseAreToldApart() throws Exception {
    String lines =
        TWO_GRANTS
            + """
        {"process":0,"type":"invoke","f":"write","key":"f0","value":11}
        {"process":0,"type":"fail","f":"write","key":"f0","value":11,"token":4,"fenced":"stale"}
        {"process":0,"type":"invoke","f":"write","key":"f0","value":12}
        {"process":0,"type":"fail","f":"write","key":"f0","value":12,"token":4,"error":"no leader"}
        """;
    History history = HistoryFormat.JSONL.parse(lines);
    Judging judging = new Judging(folder, Duration.ofSeconds(20));
    assertThat(new FencedRegisterWorkload().judge(history, judging).get(1).summary())
        .isEqualTo(
            "2 writes with a token beyond its grant: the fence refused 1, 1 failed otherwise, none"
                + " landed");
  }

  @Test
  void eachSearchAsksAnewHowLongItMayTake() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Judging judging = new Judging(folder, () -> Duration.ofSeconds(asked.incrementAndGet()));
    History history = HistoryFormat.JSONL.parse(TWO_GRANTS);
    assertThat(new FencedRegisterWorkload().judge(history, judging)).isNotEmpty();
    assertThat(new FencedRegisterWorkload().judge(history, judging)).isNotEmpty();
    assertThat(asked).hasValue(2);
  }
}

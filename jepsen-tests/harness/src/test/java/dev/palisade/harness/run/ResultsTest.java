package dev.palisade.harness.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.harness.json.JsonFields;
import dev.palisade.harness.verdict.CheckResult;
import dev.palisade.harness.workload.Workload;
import dev.palisade.harness.workload.Workloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a run whose files are as a test wants them. */
class ResultsTest {
  private static final Ending ENDING = new Ending(false, true, List.of());

  private static final String BANK =
      """
      {"process":0,"type":"invoke","f":"transfer","value":[0,1,5],"time":1}
      {"process":0,"type":"ok","f":"transfer","value":[0,1,5],"time":2}
      {"process":0,"type":"invoke","f":"read","value":null,"time":3}
      {"process":0,"type":"ok","f":"read","value":{"0":45,"1":355},"time":4}
      """;

  private static final String REGISTER =
      """
      {"process":0,"type":"invoke","f":"write","key":"r0","value":1,"time":1}
      {"process":0,"type":"ok","f":"write","key":"r0","value":1,"time":2}
      {"process":0,"type":"invoke","f":"cas","key":"r0","value":[3,4],"time":3}
      {"process":0,"type":"fail","f":"cas","key":"r0","value":[3,4],"time":4}
      {"process":0,"type":"invoke","f":"read","key":"r0","value":null,"time":5}
      {"process":0,"type":"ok","f":"read","key":"r0","value":1,"time":6}
      """;

  private static final String KILLED =
      """
      {"id":"f1","name":"kill","family":"process","begin":1,"nodes":[1],"links":[]}
      {"id":"f1","end":2,"healed":3}
      """;

  @TempDir private Path folder = Path.of("");

  private JsonFields judge(String workload, String history) throws IOException {
    return judge(workload, history, "none", "");
  }

  private JsonFields judge(String workload, String history, String nemesis, String faults)
      throws IOException {
    List<String> words = Arrays.asList(nemesis.split(",", -1));
    RunDirectory directory = new RunDirectory(folder);
    new RunFile(
            "another", List.of(workload), words, "proxy", 3, 1, 7, 1, "command", "", "", List.of())
        .write(directory.run());
    Files.writeString(directory.history(), history);
    Files.writeString(directory.faults(), faults);
    List<Workload> workloads = Workloads.named(workload);
    return Results.write(directory, workloads, () -> Duration.ofSeconds(20), ENDING);
  }

  private static List<String> undecided(JsonFields results) {
    return results.objects("checks").stream()
        .filter(check -> check.text("verdict", "").equals("undecided"))
        .map(check -> check.text("summary", ""))
        .toList();
  }

  @Test
  void aRunInWhichEachFunctionSucceededIsVerified() throws Exception {
    JsonFields results = judge("bank", BANK);
    assertThat(results.text("verdict", "")).isEqualTo("verified");
    assertThat(results.objects("checks")).hasSize(2);
  }

  @Test
  void aBankOfWhichNoReadSucceededIsUndecided() throws Exception {
    JsonFields results =
        judge(
            "bank",
            BANK.replace("\"type\":\"ok\",\"f\":\"read\"", "\"type\":\"fail\",\"f\":\"read\""));
    assertThat(results.text("verdict", "")).isEqualTo("undecided");
    assertThat(undecided(results))
        .containsExactly(
            "of 1 invocations of read none succeeded: what it would have shown was not tested");
  }

  @Test
  void aServerThatRefusesEachFencedWriteIsNotVerified() throws Exception {
    String history =
        """
        {"process":0,"type":"invoke","f":"grant","key":"f0","value":null,"time":1}
        {"process":0,"type":"ok","f":"grant","key":"f0","value":4,"token":4,"time":2}
        {"process":0,"type":"invoke","f":"write","key":"f0","value":11,"time":3}
        {"process":0,"type":"fail","f":"write","key":"f0","value":11,"token":4,"fenced":"stale","time":4}
        {"process":0,"type":"invoke","f":"write","key":"f0","value":12,"time":5}
        {"process":0,"type":"info","f":"write","key":"f0","value":12,"token":4,"time":6}
        {"process":1,"type":"invoke","f":"read","key":"f0","value":null,"time":7}
        {"process":1,"type":"ok","f":"read","key":"f0","value":[null,null,null],"time":8}
        """;
    assertThat(undecided(judge("fenced-register", history)))
        .containsExactly(
            "of 2 invocations of write none succeeded: what it would have shown was not tested");
  }

  @Test
  void aCompareAndSetThatAlwaysFindsAnotherValueIsNoReasonForDoubt() throws Exception {
    assertThat(judge("register", REGISTER).text("verdict", "")).isEqualTo("verified");
  }

  @Test
  void aKeyWhoseLastReadDidNotSucceedIsTold() throws Exception {
    String unread =
        REGISTER
            + """
            {"process":0,"type":"invoke","f":"read","key":"r0","value":null,"time":7}
            {"process":0,"type":"fail","f":"read","key":"r0","value":null,"time":8}
            """;
    JsonFields results = judge("register", unread);
    assertThat(results.text("verdict", "")).isEqualTo("undecided");
    assertThat(undecided(results))
        .containsExactly(
            "1 of 1 keys were not read once all was healed, so what they held is not known: r0");
    String again = unread.replace("\"time\":7", "\"time\":6").replace("\"time\":8", "\"time\":7");
    String read =
        """
        {"process":0,"type":"invoke","f":"read","key":"r0","value":null,"time":8}
        {"process":0,"type":"ok","f":"read","key":"r0","value":1,"time":9}
        """;
    assertThat(judge("register", again + read).text("verdict", "")).isEqualTo("verified");
  }

  @Test
  void aRunThatDidNoneOfTheFaultsThatWereAskedForIsUndecided() throws Exception {
    JsonFields results = judge("bank", BANK, "kill,pause", "");
    assertThat(undecided(results))
        .containsExactly("no fault was done, so nothing was tested under faults");
    assertThat(judge("bank", BANK, "kill,pause", KILLED).text("verdict", "")).isEqualTo("verified");
  }

  @Test
  void aRunWhoseNemesisEndedIsUndecided() throws Exception {
    String ended =
        "{\"note\":\"complaint\",\"time\":9,\"description\":\"the nemesis ended: no disk\"}\n";
    JsonFields results = judge("bank", BANK, "kill", KILLED + ended);
    assertThat(results.text("verdict", "")).isEqualTo("undecided");
    assertThat(undecided(results)).containsExactly("the nemesis ended: no disk");
  }

  @Test
  void readsThatWereGivenUpAtTheEndLeaveItUndecidedAlsoWhenItIsJudgedAgain() {
    Map<String, @Nullable Object> written = new LinkedHashMap<>();
    new Ending(false, false, List.of("a note")).putInto(written);
    Ending again = Ending.of(new JsonFields(written));
    assertThat(again).isEqualTo(new Ending(false, false, List.of("a note")));
    assertThat(Untested.endOfReads(again))
        .hasValueSatisfying(
            check -> assertThat(check.outcome()).isEqualTo(CheckResult.Outcome.UNDECIDED));
    assertThat(Untested.endOfReads(ENDING)).isEmpty();
  }
}

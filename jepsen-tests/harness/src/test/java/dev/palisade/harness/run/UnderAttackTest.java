package dev.palisade.harness.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.harness.json.JsonFields;
import dev.palisade.harness.workload.Workloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of runs whose nodes were attacked. */
class UnderAttackTest {
  private static final long SECOND = 1_000_000_000;

  private static final String ATTACKED =
      """
      {"id":"f1","name":"scans","family":"hostile","begin":10000000000,"nodes":[1],"links":[]}
      {"id":"f1","end":20000000000,"healed":20000000001}
      """;

  private static final String KILLED =
      """
      {"id":"f2","name":"kill","family":"process","begin":12000000000,"nodes":[1],"links":[]}
      {"id":"f2","end":13000000000,"healed":13000000001}
      """;

  private static final String ENDED =
      """
      {"note":"ended","description":"n1 ended with 70: out of memory","time":12000000000}
      """;

  @TempDir private Path folder = Path.of("");

  private JsonFields judge(String faults, String nodes) throws IOException {
    return judge("all", faults, nodes);
  }

  private JsonFields judge(String nemesis, String faults, String nodes) throws IOException {
    RunDirectory directory = new RunDirectory(folder);
    new RunFile(
            "another",
            List.of("bank"),
            List.of(nemesis),
            "proxy",
            3,
            1,
            7,
            1,
            "",
            "",
            "",
            List.of())
        .write(directory.run());
    StringBuilder history = new StringBuilder();
    // The first half of the calm is slow, as nodes are when they are cold.
    for (int second = 1; second < 20; second++) {
      long millis = second < 5 ? 900 : second < 10 ? 10 : 40;
      history.append(read(second * SECOND, millis));
    }
    Files.writeString(directory.history(), history);
    Files.writeString(directory.faults(), faults);
    Files.writeString(directory.nodes(), nodes);
    return Results.write(
        directory,
        Workloads.named("bank"),
        () -> Duration.ofSeconds(20),
        new Ending(false, true, List.of()));
  }

  private static String read(long at, long millis) {
    return String.format(
        Locale.ROOT,
        """
        {"process":0,"type":"invoke","f":"read","value":null,"time":%d}
        {"process":0,"type":"ok","f":"read","value":{"0":50,"1":350},"time":%d}
        """,
        at,
        at + millis * 1_000_000);
  }

  private static String node(int node, long atSecond, long residentMib) {
    return String.format(
        Locale.ROOT,
        "{\"time\":%d,\"node\":%d,\"role\":\"FOLLOWER\",\"term\":1,\"rssKib\":%d}%n",
        atSecond * SECOND,
        node,
        residentMib * 1_024);
  }

  private static Map<String, String> attackChecks(JsonFields results) {
    return results.objects("checks").stream()
        .filter(check -> check.text("name", "").startsWith("attacks: "))
        .collect(
            Collectors.toMap(check -> check.text("name", ""), check -> check.text("verdict", "")));
  }

  @Test
  void honestLatencyUnderAttackIsComparedWithTheSecondHalfOfTheCalm() throws Exception {
    JsonFields results = judge(ATTACKED, node(1, 5, 200) + node(1, 15, 300));
    assertThat(attackChecks(results))
        .containsOnly(
            Map.entry("attacks: no node ends", "verified"),
            Map.entry("attacks: memory is bounded", "verified"));
    assertThat(results.fields().get("attacks"))
        .isEqualTo(
            Map.of(
                "residentMib",
                Map.of("n1", 300L),
                "residentBeforeMib",
                Map.of("n1", 200L),
                "p99BeforeMillis",
                10.0,
                "p99Millis",
                40.0,
                "p99Ratio",
                4.0));
  }

  @Test
  void aNodeThatEndsUnderAttackIsAViolation() throws Exception {
    JsonFields results = judge(ATTACKED + ENDED, "");
    assertThat(attackChecks(results))
        .containsOnly(
            Map.entry("attacks: no node ends", "violation"),
            Map.entry("attacks: memory is bounded", "nothing to judge"));
    assertThat(results.text("verdict", "")).isEqualTo("violation");
  }

  @Test
  void aNodeThatTakesMoreMemoryThanItMayIsAViolation() throws Exception {
    JsonFields results =
        judge(ATTACKED, node(1, 5, 200) + node(2, 15, UnderAttack.MOST_RESIDENT_MIB + 1));
    assertThat(attackChecks(results)).containsEntry("attacks: memory is bounded", "violation");
  }

  @Test
  void aRunThatAskedForAttacksAndHadNoneHasNothingToJudge() throws Exception {
    JsonFields results = judge("hostile", "", node(1, 15, 200));
    assertThat(attackChecks(results))
        .containsOnly(
            Map.entry("attacks: no node ends", "nothing to judge"),
            Map.entry("attacks: memory is bounded", "nothing to judge"));
  }

  @Test
  void besideOtherFaultsNothingIsSaidOfAttacks() throws Exception {
    JsonFields results = judge(ATTACKED + KILLED + ENDED, node(1, 15, 5_000));
    assertThat(attackChecks(results)).isEmpty();
    assertThat(results.has("attacks")).isFalse();
  }
}

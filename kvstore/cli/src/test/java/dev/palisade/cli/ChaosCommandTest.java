package dev.palisade.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

import dev.palisade.checker.format.JsonText;
import dev.palisade.harness.fault.Fault;
import dev.palisade.harness.fault.Faults;
import dev.palisade.harness.json.JsonFields;
import dev.palisade.harness.net.NetKind;
import dev.palisade.harness.run.RunFile;
import dev.palisade.harness.workload.Workload;
import dev.palisade.harness.workload.Workloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code chaos list}, and {@code chaos check} of small runs that are made here. */
class ChaosCommandTest {
  private static final String CHECKED = "  check      register: linearizable per key: ";
  private static final Map<String, Object> BY_NODE_1 = Map.of("node", 1L, "term", 2L);

  @TempDir private Path folder = Path.of("");

  private final List<String> history = new ArrayList<>();

  @Test
  void theListExplainsEachWorkloadAndEachFault() {
    Run list = Run.in(folder).palisade("chaos", "list");
    assertThat(list.exitCode()).as(list.err()).isEqualTo(ExitCode.OK);
    List<String> lines = list.out().lines().toList();
    for (Workload each : Workloads.all()) {
      assertThat(lines).contains("  %-22s %s".formatted(each.name(), each.explanation()));
    }
    for (Fault each : Faults.all()) {
      assertThat(lines).contains(each.family().word());
      assertThat(lines).contains("  %-22s %s".formatted(each.name(), each.explanation()));
    }
    assertThat(lines).anyMatch(line -> line.matches("  netns +(can be had|not here: .+)"));
    assertThat(lines).anyMatch(line -> line.matches("  etcd +(can be had|not here: .+)"));
  }

  @Test
  void theListAsJsonSaysOfEachFaultWhyItCannotBeHad() throws Exception {
    Run list = Run.in(folder).palisade("chaos", "list", "--json");
    assertThat(list.exitCode()).as(list.err()).isEqualTo(ExitCode.OK);
    assertThat(Run.in(folder).palisade("chaos", "list", "-o", "json").out()).isEqualTo(list.out());
    JsonFields fields = JsonFields.parse(list.out(), 1);
    assertThat(fields.objects("workloads").stream().map(each -> each.text("name", "")))
        .containsExactlyElementsOf(Workloads.all().stream().map(Workload::name).toList());
    List<JsonFields> faults = fields.objects("faults");
    assertThat(faults.stream().map(each -> each.text("name", "")))
        .containsExactlyElementsOf(Faults.all().stream().map(Fault::name).toList());
    assertThat(faults)
        .allSatisfy(
            each -> {
              assertThat(each.text("family", "")).isNotEmpty();
              assertThat(each.text("explanation", "")).endsWith(".");
              assertThat(each.get("why_not")).asInstanceOf(MAP).containsOnlyKeys("proxy", "netns");
            });
    assertThat(fields.get("networks_why_not")).asInstanceOf(MAP).containsEntry("proxy", null);
    assertThat(fields.fields().containsKey("etcd_why_not")).isTrue();
  }

  @Test
  void aRunInWhichAllHeldEndsWith0() throws Exception {
    acknowledged("write", 1L);
    acknowledged("read", 1L);
    store(true);
    Run check = check();
    assertThat(check.exitCode()).as(check.err()).isEqualTo(ExitCode.OK);
    assertThat(check.out())
        .startsWith("verified: register on palisade, 3 nodes, proxy network, 8 s, seed 7\n")
        .contains(CHECKED + "verified: 2 operations on 1 keys are linearizable\n")
        .contains("  faults     1 (kill 1)\n")
        .contains("  again      palisade chaos run --seed 7\n");
  }

  @Test
  void aRunThatBrokeWhatMustHoldEndsWith7AndLeavesTheEvidence() throws Exception {
    acknowledged("write", 1L);
    acknowledged("write", 2L);
    acknowledged("read", 1L);
    store(true);
    Run check = check();
    assertThat(check.exitCode()).as(check.err()).isEqualTo(7).isEqualTo(ExitCode.VIOLATION);
    assertThat(check.out())
        .startsWith("violation: register on palisade")
        .contains(CHECKED + "violation: no order of key r0 lets process 0 read null give 1,");
    assertThat(folder.resolve("failure-1.jsonl")).isNotEmptyFile();
    assertThat(folder.resolve("report.html")).isNotEmptyFile();

    Run json = check("--json");
    assertThat(json.exitCode()).isEqualTo(ExitCode.VIOLATION);
    JsonFields results = JsonFields.parse(json.out(), 1);
    assertThat(results.text("verdict", "")).isEqualTo("violation");
    assertThat(results.text("directory", "")).isEqualTo(folder.toAbsolutePath().toString());
  }

  @Test
  void aClusterThatDidNotServeAgainEndsWith7() throws Exception {
    acknowledged("write", 1L);
    store(true);
    Files.writeString(
        folder.resolve("faults.jsonl"),
        "{\"note\":\"complaint\",\"time\":9,\"description\":\"the cluster has not recovered\"}\n");
    Run check = check();
    assertThat(check.exitCode()).as(check.err()).isEqualTo(ExitCode.VIOLATION);
    assertThat(check.out()).contains("  check      recovery: violation: ", "has not recovered");
  }

  @Test
  void aRunOfWhichNothingSucceededEndsWith8() throws Exception {
    history.add(event("invoke", "read", null, Map.of()));
    history.add(event("fail", "read", null, Map.of("error", "no leader")));
    store(true);
    Run check = check();
    assertThat(check.exitCode()).as(check.err()).isEqualTo(8).isEqualTo(ExitCode.UNDECIDED);
    assertThat(check.out())
        .startsWith("undecided: register on palisade")
        .contains("  check      register: undecided: no operation succeeded");
  }

  @Test
  void aRunThatWasCutShortEndsWith8ThoughAllHeld() throws Exception {
    acknowledged("write", 1L);
    acknowledged("read", 1L);
    store(false);
    Run check = check();
    assertThat(check.exitCode()).as(check.err()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(check.out())
        .startsWith("undecided: register on palisade")
        .contains(CHECKED + "verified: ")
        .contains("  note       the run was interrupted");
  }

  /** A read or a write of one worker that was answered before the next one began. */
  private void acknowledged(String f, Object value) {
    history.add(event("invoke", f, f.equals("read") ? null : value, Map.of()));
    history.add(event("ok", f, value, BY_NODE_1));
  }

  private String event(String type, String f, @Nullable Object value, Map<String, ?> extra) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("index", (long) history.size());
    fields.put("process", 0L);
    fields.put("type", type);
    fields.put("f", f);
    fields.put("key", "r0");
    fields.put("value", value);
    fields.put("time", 1_000_000_000L + history.size() * 1_000_000L);
    fields.putAll(extra);
    return JsonText.of(fields);
  }

  /** The files that a run leaves, without results if it was killed before it was judged. */
  private void store(boolean finished) throws IOException {
    new RunFile(
            "palisade",
            List.of("register"),
            List.of("kill"),
            NetKind.PROXY.word(),
            3,
            1,
            7,
            8,
            "palisade chaos run --seed 7",
            "2026-03-01T12:00:00Z",
            "0.1.0",
            List.of())
        .write(folder.resolve("run.json"));
    Files.write(folder.resolve("history.jsonl"), history);
    Files.writeString(
        folder.resolve("faults.jsonl"),
        """
        {"id":"f1","name":"kill","family":"process","begin":1000,"nodes":[2],"links":[]}
        {"id":"f1","end":2000,"healed":3000}
        {"note":"recovered","time":4000,"description":"1 ms after healing"}
        """);
    if (finished) {
      Files.writeString(folder.resolve("results.json"), "{\"interrupted\":false}\n");
    }
  }

  private Run check(String... more) {
    List<String> words = new ArrayList<>(List.of("chaos", "check", "."));
    words.addAll(List.of(more));
    return Run.in(folder).palisade(words.toArray(String[]::new));
  }
}

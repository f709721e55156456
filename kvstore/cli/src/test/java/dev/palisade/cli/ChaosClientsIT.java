package dev.palisade.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.palisade.checker.format.HistoryFormat;
import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Outcome;
import dev.palisade.harness.etcd.EtcdSystem;
import dev.palisade.harness.run.RunFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The clients of all workloads that {@link ChaosIT} does not run, and those of etcd, do what they
 * are asked on real servers, and the run is verified.
 */
@Timeout(180)
class ChaosClientsIT {
  private static final Set<String> REGISTER = Set.of("read", "write", "cas");
  private static final Set<String> LOCK = Set.of("acquire", "release");

  @TempDir private Path folder = Path.of("");

  @Test
  void eachFunctionOfEachWorkloadSucceedsOnPalisade() throws Exception {
    Map<String, Set<String>> functions = new TreeMap<>();
    functions.put("register", REGISTER);
    functions.put("fenced-lock", LOCK);
    functions.put("set", Set.of("add", "read", "final"));
    functions.put("counter", Set.of("add", "read"));
    functions.put("append", Set.of("append", "read", "final"));
    functions.put("revisions", Set.of("put", "txn", "get", "get-at", "stale-get-at"));
    functions.put("stale-reads", Set.of("read", "write", "stale-read"));
    functions.put("membership", Set.of("read", "write", "members"));
    assertThat(succeeded("palisade", functions.keySet())).isEqualTo(functions);
  }

  @Test
  void eachFunctionOfEachWorkloadSucceedsOnEtcd() throws Exception {
    try (EtcdSystem etcd = new EtcdSystem()) {
      assumeTrue(etcd.whyNotHere().isEmpty(), () -> etcd.whyNotHere().orElseThrow());
    }
    Map<String, Set<String>> functions = Map.of("register", REGISTER, "fenced-lock", LOCK);
    assertThat(succeeded("etcd", functions.keySet())).isEqualTo(functions);
  }

  /** What succeeded at least once in a verified run, by workload. */
  private Map<String, Set<String>> succeeded(String system, Set<String> workloads)
      throws IOException {
    Run run =
        Run.in(folder)
            .palisade(
                "chaos",
                "run",
                "--system",
                system,
                "--workload",
                String.join(",", workloads),
                "--nemesis",
                "pause",
                "--seconds",
                "8",
                "--seed",
                "3");
    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(ExitCode.OK);
    assertThat(run.out()).startsWith("verified: ").contains("(pause ");
    Path directory = directory();
    RunFile asked = RunFile.read(directory.resolve("run.json"));
    History history = HistoryFormat.JSONL.read(directory.resolve("history.jsonl"));
    int workersEach = asked.workers() / asked.workloads().size();
    Map<String, Set<String>> succeeded = new TreeMap<>();
    for (Call call : history.calls()) {
      if (call.outcome() == Outcome.OK) {
        int worker = call.process() % asked.workers();
        String workload = asked.workloads().get(worker / workersEach);
        succeeded.computeIfAbsent(workload, unseen -> new TreeSet<>()).add(call.f());
      }
    }
    return succeeded;
  }

  private Path directory() throws IOException {
    try (Stream<Path> runs = Files.walk(folder.resolve("store"), 2)) {
      List<Path> all = runs.filter(path -> Files.exists(path.resolve("run.json"))).toList();
      assertThat(all).hasSize(1);
      return all.getFirst();
    }
  }
}

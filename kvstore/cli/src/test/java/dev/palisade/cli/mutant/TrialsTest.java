package dev.palisade.cli.mutant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.palisade.checker.history.History;
import dev.palisade.harness.fault.FaultPlan;
import dev.palisade.harness.fault.Surroundings;
import dev.palisade.harness.net.NetKind;
import dev.palisade.harness.split.SplitBrain;
import dev.palisade.harness.verdict.CheckResult;
import dev.palisade.harness.verdict.Judging;
import dev.palisade.harness.workload.Workload;
import dev.palisade.sim.mutant.MutantCompiler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That the trials of {@code scripts/chaos-mutants} fit the sources and the suite as they are. */
class TrialsTest {
  @TempDir private Path folder = Path.of("");

  static List<Trial> trials() {
    return Trial.all();
  }

  static Stream<List<String>> servers() {
    return Trial.all().stream()
        .flatMap(trial -> Stream.of(trial.mutants(), trial.control()))
        .filter(mutants -> !mutants.isEmpty())
        .distinct();
  }

  @ParameterizedTest
  @MethodSource("servers")
  void eachEditFitsOnceAndCompiles(List<String> mutants) {
    assertThat(MutantCompiler.compile(Mutants.named(mutants))).isNotEmpty();
  }

  /** A check of another name would convict nobody. */
  @ParameterizedTest
  @MethodSource("trials")
  void eachTrialNamesFaultsAndChecksThatThereAre(Trial trial) throws Exception {
    Surroundings here = new Surroundings(NetKind.PROXY, 3);
    assertThatCode(() -> FaultPlan.of(trial.nemesis(), here)).doesNotThrowAnyException();
    History nothing = History.of(List.of());
    Judging judging = new Judging(folder, Duration.ofSeconds(1));
    List<CheckResult> checks = new ArrayList<>();
    for (Workload workload : TrialRun.workloads(trial)) {
      checks.addAll(workload.judge(nothing, judging));
    }
    Path faults = folder.resolve("faults.jsonl");
    Path nodes = folder.resolve("nodes.jsonl");
    checks.addAll(new SplitBrain(faults, nodes, 3).judge(nothing, judging));
    assertThat(checks.stream().map(CheckResult::name)).containsAll(trial.checks());
  }
}

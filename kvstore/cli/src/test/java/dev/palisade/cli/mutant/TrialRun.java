package dev.palisade.cli.mutant;

import dev.palisade.cli.local.ServerProgram;
import dev.palisade.harness.client.Target;
import dev.palisade.harness.json.JsonFields;
import dev.palisade.harness.net.NetKind;
import dev.palisade.harness.palisade.PalisadeSystem;
import dev.palisade.harness.palisade.PalisadeTarget;
import dev.palisade.harness.run.ChaosOptions;
import dev.palisade.harness.run.ChaosRun;
import dev.palisade.harness.workload.Workloads;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/**
 * One run of a trial, as {@code palisade chaos run} does it.
 *
 * @param verdict as in {@code results.json}
 * @param convictedBy the checks that found a violation, separated by semicolons; without that of
 *     recovery, which a machine that is too busy fails as well
 * @param directory of its files
 */
record TrialRun(String verdict, String convictedBy, Path directory) {
  private static final int NODES = 3;
  private static final int WORKERS = 10;
  private static final double PER_SECOND = 300;
  private static final Duration CHECK_BUDGET = Duration.ofSeconds(60);

  /** Runs the servers of a home. */
  static TrialRun of(Trial trial, Path home, long seed, Path store)
      throws IOException, InterruptedException {
    ChaosOptions options =
        new ChaosOptions(
            NODES,
            NetKind.PROXY,
            trial.nemesis(),
            Duration.ofSeconds(trial.seconds()),
            seed,
            WORKERS,
            PER_SECOND,
            store,
            false,
            CHECK_BUDGET,
            "./scripts/chaos-mutants " + trial.name(),
            "");
    try (ChaosRun run =
        ChaosRun.prepare(target(home), Workloads.named(trial.workload()), options)) {
      if (!run.notRun().isEmpty()) {
        throw new IllegalStateException(trial + " needs " + run.notRun());
      }
      JsonFields results = run.run();
      return new TrialRun(results.text("verdict", ""), violations(results), run.directory().path());
    }
  }

  boolean isConviction() {
    return !convictedBy.isEmpty();
  }

  private static Target target(Path home) throws IOException {
    System.setProperty(MutantHome.PROPERTY, home.toString());
    List<String> server = new ArrayList<>(ServerProgram.command());
    System.setProperty(MutantHome.PROPERTY, MutantHome.original().toString());
    server.add("--until-stdin-closes");
    long clusterId = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
    return new PalisadeTarget(new PalisadeSystem(server, clusterId, Map.of()));
  }

  private static String violations(JsonFields results) {
    return results.objects("checks").stream()
        .filter(check -> check.text("verdict", "").equals("violation"))
        .map(check -> check.text("name", ""))
        .filter(name -> !name.equals("recovery"))
        .collect(Collectors.joining("; "));
  }
}

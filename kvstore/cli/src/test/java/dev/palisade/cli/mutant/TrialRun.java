package dev.palisade.cli.mutant;

import dev.palisade.cli.local.ServerProgram;
import dev.palisade.harness.client.Target;
import dev.palisade.harness.json.JsonFields;
import dev.palisade.harness.net.NetKind;
import dev.palisade.harness.palisade.PalisadeSystem;
import dev.palisade.harness.palisade.PalisadeTarget;
import dev.palisade.harness.run.ChaosOptions;
import dev.palisade.harness.run.ChaosRun;
import dev.palisade.harness.workload.Workload;
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
 * @param verdict of the whole run, as in {@code results.json}
 * @param checks the verdict of each, by its name
 * @param directory of its files
 */
record TrialRun(String verdict, Map<String, String> checks, Path directory) {
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
            Duration.ZERO,
            seed,
            WORKERS,
            PER_SECOND,
            store,
            false,
            CHECK_BUDGET,
            "./scripts/chaos-mutants " + trial.name(),
            "");
    try (ChaosRun run = ChaosRun.prepare(target(trial, home), workloads(trial), options)) {
      if (!run.notRun().isEmpty()) {
        throw new IllegalStateException(trial + " needs " + run.notRun());
      }
      JsonFields results = run.run();
      return new TrialRun(results.text("verdict", ""), verdicts(results), run.directory().path());
    }
  }

  /** Those of the trial's checks that found a violation, separated by semicolons. */
  String convictedBy(Trial trial) {
    return trial.checks().stream()
        .filter(check -> verdictOf(check).equals("violation"))
        .sorted()
        .collect(Collectors.joining("; "));
  }

  boolean isConvicted(Trial trial) {
    return !convictedBy(trial).isEmpty();
  }

  /** Empty if the run had no such check. */
  String verdictOf(String check) {
    return checks.getOrDefault(check, "");
  }

  static List<Workload> workloads(Trial trial) {
    return staysWithLeaders(trial)
        ? List.of(new StayingReaders())
        : Workloads.named(trial.workload());
  }

  private static boolean staysWithLeaders(Trial trial) {
    return trial.workload().equals(StayingReaders.LABEL);
  }

  private static Target target(Trial trial, Path home) throws IOException {
    System.setProperty(MutantHome.PROPERTY, home.toString());
    List<String> server = new ArrayList<>(ServerProgram.command());
    System.setProperty(MutantHome.PROPERTY, MutantHome.original().toString());
    server.add("--until-stdin-closes");
    long clusterId = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
    Target palisade = new PalisadeTarget(new PalisadeSystem(server, clusterId, Map.of()));
    return staysWithLeaders(trial) ? new StayingClients(palisade) : palisade;
  }

  private static Map<String, String> verdicts(JsonFields results) {
    return results.objects("checks").stream()
        .collect(
            Collectors.toMap(check -> check.text("name", ""), check -> check.text("verdict", "")));
  }
}

package dev.palisade.cli.mutant;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The chaos suite convicts real processes that lack a safety mechanism, by a check that sees what
 * the mechanism prevents, and the same run verifies the unchanged ones. Run by {@code
 * scripts/chaos-mutants}; leaves the table and each run's files below {@code target/chaos-mutants}.
 */
@EnabledIfSystemProperty(
    named = MutantServersIT.PROPERTY,
    matches = ".+",
    disabledReason = "takes ten minutes; run scripts/chaos-mutants")
@Timeout(900)
class MutantServersIT {
  /** {@code true}, or names of trials, separated by commas. */
  static final String PROPERTY = "palisade.mutants";

  private static final Path FOLDER = MutantHome.original().resolve("chaos-mutants");
  private static final List<String> TABLE =
      new ArrayList<>(
          List.of(
              "| mutant | workload | nemesis | seconds until conviction | check that convicted"
                  + " | the control, by the same check | the unchanged servers, same run |",
              "|---|---|---|---|---|---|---|"));

  static List<Trial> trials() {
    List<String> asked = Arrays.asList(System.getProperty(PROPERTY, "").split(",", -1));
    return Trial.all().stream()
        .filter(trial -> asked.contains("true") || asked.contains(trial.name()))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("trials")
  void theNamedChecksConvictTheMutantAndNoOtherServers(Trial trial) throws Exception {
    Path folder = FOLDER.resolve(trial.name());
    deleteBelow(folder);
    Path home = MutantHome.of(Mutants.named(trial.mutants()), folder.resolve("home"));
    long began = System.nanoTime();
    long seed = 1;
    TrialRun mutated = TrialRun.of(trial, home, seed, folder);
    while (!mutated.isConvicted(trial) && seed < trial.mostRuns()) {
      seed++;
      mutated = TrialRun.of(trial, home, seed, folder);
    }
    Duration until = Duration.ofNanos(System.nanoTime() - began);
    Optional<TrialRun> control = control(trial, seed, folder);
    TrialRun unchanged =
        TrialRun.of(trial, MutantHome.original(), seed, folder.resolve("unchanged"));
    note(trial, mutated, until, control, unchanged);
    assertThat(mutated.convictedBy(trial))
        .as(
            "of %s, those that convict %s in %d runs, the last in %s",
            trial.checks(), trial, seed, mutated.directory())
        .isNotEmpty();
    control.ifPresent(
        run ->
            assertThat(trial.checks())
                .as("servers that lack %s alone, in %s", trial.control(), run.directory())
                .allSatisfy(check -> assertThat(run.verdictOf(check)).isEqualTo("verified")));
    assertThat(unchanged.verdict())
        .as("seed %d with unchanged servers, in %s", seed, unchanged.directory())
        .isEqualTo("verified");
  }

  /** The same run of servers that lack all but the mechanism in question, if there are such. */
  private static Optional<TrialRun> control(Trial trial, long seed, Path folder) throws Exception {
    if (trial.control().isEmpty()) {
      return Optional.empty();
    }
    Path controls = folder.resolve("control");
    Path home = MutantHome.of(Mutants.named(trial.control()), controls.resolve("home"));
    return Optional.of(TrialRun.of(trial, home, seed, controls));
  }

  private static void note(
      Trial trial,
      TrialRun mutated,
      Duration until,
      Optional<TrialRun> control,
      TrialRun unchanged) {
    String row =
        String.format(
            Locale.ROOT,
            "| `%s` | %s | %s | %s | %s | %s | %s |",
            String.join("`, `", trial.mutants()),
            trial.workload(),
            trial.nemesis().replace(",", ", "),
            mutated.isConvicted(trial) ? until.toSeconds() : "not within " + until.toSeconds(),
            mutated.convictedBy(trial),
            control.map(run -> said(trial, run)).orElse(""),
            unchanged.verdict());
    TABLE.add(row);
    System.out.println(row);
  }

  private static String said(Trial trial, TrialRun run) {
    return trial.checks().stream().map(run::verdictOf).distinct().collect(Collectors.joining(", "));
  }

  @AfterAll
  static void writeTable() throws IOException {
    Files.createDirectories(FOLDER);
    Files.write(FOLDER.resolve("table.md"), TABLE);
  }

  private static void deleteBelow(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (var paths = Files.walk(folder)) {
        for (Path each : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }
}

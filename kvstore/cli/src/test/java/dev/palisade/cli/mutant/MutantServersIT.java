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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The chaos suite convicts real processes that lack a safety mechanism, and the same run verifies
 * the unchanged ones. Run by {@code scripts/chaos-mutants}; leaves the table and each run's files
 * below {@code target/chaos-mutants}.
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
                  + " | the unchanged servers, same run |",
              "|---|---|---|---|---|---|"));

  static List<Trial> trials() {
    List<String> asked = Arrays.asList(System.getProperty(PROPERTY, "").split(",", -1));
    return Trial.all().stream()
        .filter(trial -> asked.contains("true") || asked.contains(trial.name()))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("trials")
  void theSuiteConvictsTheMutantAndVerifiesTheUnchangedServers(Trial trial) throws Exception {
    Path folder = FOLDER.resolve(trial.name());
    deleteBelow(folder);
    Path home = MutantHome.of(Mutants.named(trial.mutants()), folder.resolve("home"));
    long began = System.nanoTime();
    long seed = 1;
    TrialRun mutated = TrialRun.of(trial, home, seed, folder);
    while (!mutated.isConviction() && seed < trial.mostRuns()) {
      seed++;
      mutated = TrialRun.of(trial, home, seed, folder);
    }
    Duration until = Duration.ofNanos(System.nanoTime() - began);
    TrialRun unchanged =
        TrialRun.of(trial, MutantHome.original(), seed, folder.resolve("unchanged"));
    note(trial, mutated, until, unchanged);
    assertThat(mutated.convictedBy())
        .as("checks that convict %s in %d runs, the last in %s", trial, seed, mutated.directory())
        .isNotEmpty();
    assertThat(unchanged.verdict())
        .as("seed %d with unchanged servers, in %s", seed, unchanged.directory())
        .isEqualTo("verified");
  }

  private static void note(Trial trial, TrialRun mutated, Duration until, TrialRun unchanged) {
    String row =
        String.format(
            Locale.ROOT,
            "| `%s` | %s | %s | %s | %s | %s |",
            String.join("`, `", trial.mutants()),
            trial.workload(),
            trial.nemesis().replace(",", ", "),
            mutated.isConviction() ? until.toSeconds() : "not within " + until.toSeconds(),
            mutated.convictedBy(),
            unchanged.verdict());
    TABLE.add(row);
    System.out.println(row);
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

package dev.palisade.cli.sim;

import dev.palisade.cli.ExitCode;
import dev.palisade.cli.GlobalOptions;
import dev.palisade.cli.output.Json;
import dev.palisade.cli.output.Table;
import dev.palisade.sim.Campaign;
import dev.palisade.sim.RunReport;
import dev.palisade.sim.fault.Profile;
import dev.palisade.sim.mutant.Mutant;
import dev.palisade.sim.mutant.MutantHunt;
import dev.palisade.sim.mutant.MutantHunt.Caught;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which oracle saw which mutant, as text and as JSON. */
final class MutantsText {
  private final List<Caught> hunted;
  private final Campaign control;
  private final long controlSeeds;

  private MutantsText(List<Caught> hunted, Campaign control, long controlSeeds) {
    this.hunted = hunted;
    this.control = control;
    this.controlSeeds = controlSeeds;
  }

  /** Hunts, and then runs the original with all seeds that were needed. */
  static MutantsText hunt(
      GlobalOptions options, long from, long most, int jobs, @Nullable String only)
      throws InterruptedException {
    List<Mutant> mutants = only == null ? Mutant.all() : List.of(SimChoices.mutant(only));
    AtomicInteger done = new AtomicInteger();
    List<Caught> hunted;
    try (Progress progress =
        Progress.of(options, () -> done.get() + " of " + mutants.size() + " mutants")) {
      hunted = new MutantHunt(from, most).run(mutants, jobs, _ -> done.incrementAndGet());
    }
    long seeds = hunted.stream().mapToLong(Caught::seeds).max().orElse(1);
    Campaign control = new Campaign(Profile.EVERYTHING);
    try (Progress progress =
        Progress.of(
            options,
            () -> "the original: " + control.totals().seeds() + " of " + seeds + " seeds")) {
      control.run(from, from + seeds, jobs, () -> false);
    }
    return new MutantsText(hunted, control, seeds);
  }

  int exitCode() {
    if (!control.failures().isEmpty()) {
      return ExitCode.VIOLATION;
    }
    return hunted.stream().allMatch(each -> each.oracle() != null) ? ExitCode.OK : ExitCode.ERROR;
  }

  String table() {
    Table table = new Table("MUTANT", "CAUGHT BY", "SEEDS");
    for (Caught each : hunted) {
      String oracle = each.oracle();
      table.row(each.mutant().name(), oracle == null ? "NOBODY" : name(oracle), each.seeds());
    }
    return table + summary() + "\n";
  }

  String markdown() {
    StringBuilder text = new StringBuilder("| mutant | without it | caught by | seeds |\n");
    text.append("|---|---|---|---:|\n");
    for (Caught each : hunted) {
      String oracle = each.oracle();
      text.append("| ")
          .append(each.mutant().name())
          .append(" | ")
          .append(each.mutant().mechanism())
          .append(" | ")
          .append(oracle == null ? "nobody" : name(oracle))
          .append(" | ")
          .append(each.seeds())
          .append(" |\n");
    }
    return text.append('\n').append(summary()).append('\n').toString();
  }

  /** An array with one object for each mutant. */
  String json() {
    return hunted.stream()
        .map(
            each ->
                Json.object()
                    .put("name", each.mutant().name())
                    .put("mechanism", each.mutant().mechanism())
                    .put("caught", each.oracle() != null)
                    .put("oracle", each.oracle())
                    .put("seeds", each.seeds())
                    .toString())
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** How a mutant fared with one seed. */
  static Json json(long seed, String mutant, String oracle) {
    return Json.object()
        .put("seed", seed)
        .put("mutant", mutant)
        .put("caught", !oracle.isEmpty())
        .put("oracle", oracle.isEmpty() ? null : oracle);
  }

  private String summary() {
    long caught = hunted.stream().filter(each -> each.oracle() != null).count();
    long[] seeds = hunted.stream().mapToLong(Caught::seeds).sorted().toArray();
    String alarms =
        control.failures().isEmpty()
            ? "no alarm"
            : "ALARM: "
                + control.failures().stream()
                    .map(RunReport::toString)
                    .collect(Collectors.joining("; "));
    return String.format(
        Locale.ROOT,
        "%d of %d caught, median %d seeds; the original with %d seeds: %s",
        caught,
        hunted.size(),
        seeds[seeds.length / 2],
        controlSeeds,
        alarms);
  }

  private static String name(String oracle) {
    return oracle.toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}

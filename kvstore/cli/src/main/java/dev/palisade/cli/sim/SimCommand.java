package dev.palisade.cli.sim;

import dev.palisade.cli.ExitCode;
import dev.palisade.cli.GlobalOptions;
import dev.palisade.cli.output.Json;
import dev.palisade.sim.Campaign;
import dev.palisade.sim.RunReport;
import dev.palisade.sim.Shrinker;
import dev.palisade.sim.Simulation;
import dev.palisade.sim.mutant.MutantHunt;
import dev.palisade.sim.mutant.Probe;
import java.io.PrintStream;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Simulates whole clusters in one thread each. */
@Command(
    name = "sim",
    mixinStandardHelpOptions = true,
    description = {
      "Simulate whole clusters, each in one thread and from one seed, with everything going wrong.",
      "",
      "The replicas, their log and their state are the code that runs in production; time, network,"
          + " disks, clocks and clients are simulated. The same seed gives the same run on any"
          + " machine. Exit code 7 when something is broken that must hold."
    })
public final class SimCommand implements Runnable {
  private static final String SEED_TEXT = "Seed of the run.";

  private final GlobalOptions options;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** With the options of all commands. */
  public SimCommand(GlobalOptions options) {
    this.options = options;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "name what to do: run, replay, shrink or mutants");
  }

  @Command(
      name = "run",
      mixinStandardHelpOptions = true,
      description = "Run seed after seed, until there are no more or the time is up.")
  int runSeeds(
      @Mixin SimChoices choices,
      @Option(
              names = "--seeds",
              paramLabel = "N",
              description = "How many (default: 1000, or no end with --minutes).")
          @Nullable Long seeds,
      @Option(names = "--minutes", paramLabel = "M", description = "Begin no run after so long.")
          @Nullable Double minutes,
      @Option(
              names = "--jobs",
              paramLabel = "J",
              description = "Runs at a time (default: as many as there are processors).")
          @Nullable Integer jobs)
      throws InterruptedException {
    SimChoices.atLeast("--seeds", seeds == null ? 1 : seeds, 1);
    SimChoices.atLeast("--jobs", jobs == null ? 1 : jobs, 1);
    long count = seeds != null ? seeds : minutes == null ? 1_000 : Long.MAX_VALUE / 2;
    long until =
        minutes == null ? Long.MAX_VALUE : System.nanoTime() + (long) (minutes * 60_000_000_000L);
    int threads = jobs == null ? Runtime.getRuntime().availableProcessors() : jobs;
    Campaign campaign = new Campaign(choices.profile());
    long began = System.nanoTime();
    try (Progress progress = Progress.of(options, () -> CampaignText.line(campaign, began))) {
      campaign.run(
          choices.from(),
          choices.from() + count,
          threads,
          () -> minutes != null && System.nanoTime() - until >= 0);
    }
    CampaignText text = new CampaignText(campaign, choices.profile(), threads, began);
    show(choices, text::json, text::table);
    return campaign.failures().isEmpty() ? ExitCode.OK : ExitCode.VIOLATION;
  }

  @Command(
      name = "replay",
      mixinStandardHelpOptions = true,
      description = "Run one seed again, and say how it went, or all that happened.")
  int replay(
      @Mixin SimChoices choices,
      @Option(names = "--seed", required = true, paramLabel = "S", description = SEED_TEXT)
          long seed,
      @Option(names = "--trace", description = "Print everything that happens, line by line.")
          boolean trace,
      @Option(
              names = "--mutant",
              paramLabel = "NAME",
              description = "Run it with this deliberate defect; see 'palisade sim mutants'.")
          @Nullable String mutant) {
    PrintStream out = options.surroundings().out();
    if (mutant != null) {
      Function<String, String> probe = MutantHunt.probe(SimChoices.mutant(mutant));
      String oracle = probe.apply(Probe.ORACLE + seed);
      if (trace) {
        out.print(probe.apply(Probe.TRACE + seed));
      } else {
        show(
            choices,
            () -> MutantsText.json(seed, mutant, oracle),
            () -> "seed " + seed + ": " + (oracle.isEmpty() ? "clean" : oracle) + "\n");
      }
      out.flush();
      return oracle.isEmpty() ? ExitCode.OK : ExitCode.VIOLATION;
    }
    RunReport report = Simulation.run(seed, choices.profile(), trace ? out::println : null);
    if (!trace) {
      Json json = CampaignText.json(report);
      show(choices, () -> json, () -> CampaignText.describe(report));
    }
    out.flush();
    return report.isClean() ? ExitCode.OK : ExitCode.VIOLATION;
  }

  @Command(
      name = "shrink",
      mixinStandardHelpOptions = true,
      description = "Look for the fewest faults with which a seed still breaks the same thing.")
  int shrink(
      @Mixin SimChoices choices,
      @Option(names = "--seed", required = true, paramLabel = "S", description = SEED_TEXT)
          long seed,
      @Option(
              names = "--mutant",
              paramLabel = "NAME",
              description = "Shrink with this deliberate defect; see 'palisade sim mutants'.")
          @Nullable String mutant) {
    if (mutant != null) {
      Function<String, String> probe = MutantHunt.probe(SimChoices.mutant(mutant));
      if (probe.apply(Probe.ORACLE + seed).isEmpty()) {
        throw new IllegalArgumentException(
            "seed " + seed + " does not show " + mutant + "; 'palisade sim mutants' finds one");
      }
      String shrunk = probe.apply(Probe.SHRINK + seed);
      show(
          choices,
          () ->
              Json.object()
                  .put("seed", seed)
                  .put("mutant", mutant)
                  .put("left", shrunk.lines().toList()),
          () -> shrunk);
      return ExitCode.VIOLATION;
    }
    Shrinker.Shrunk shrunk =
        Shrinker.shrink(
            seed,
            choices.profile(),
            plan -> options.progress("still fails with " + plan.faults().size() + " faults"));
    show(choices, () -> CampaignText.json(seed, shrunk), shrunk::describe);
    return ExitCode.VIOLATION;
  }

  @Command(
      name = "mutants",
      mixinStandardHelpOptions = true,
      description = {
        "Simulate copies of the product from each of which one safety mechanism was taken out, until"
            + " an oracle sees it; then the original with the same seeds, which must be clean."
      })
  int mutants(
      @Mixin SimChoices choices,
      @Option(
              names = "--seeds",
              paramLabel = "N",
              defaultValue = "3000",
              description = "Give a mutant up after so many (default: ${DEFAULT-VALUE}).")
          long seeds,
      @Option(
              names = "--jobs",
              paramLabel = "J",
              description = "Mutants at a time (default: as many as there are processors).")
          @Nullable Integer jobs,
      @Option(names = "--only", paramLabel = "NAME", description = "Just this one.")
          @Nullable String only,
      @Option(names = "--markdown", description = "Print the table as Markdown.") boolean markdown)
      throws InterruptedException {
    SimChoices.atLeast("--seeds", seeds, 1);
    int threads = jobs == null ? Runtime.getRuntime().availableProcessors() : jobs;
    SimChoices.atLeast("--jobs", threads, 1);
    MutantsText text = MutantsText.hunt(options, choices.from(), seeds, threads, only);
    if (options.wantsJson() || choices.json()) {
      options.surroundings().out().println(text.json());
    } else {
      options.surroundings().out().print(markdown ? text.markdown() : text.table());
    }
    options.surroundings().out().flush();
    return text.exitCode();
  }

  private void show(
      SimChoices choices,
      java.util.function.Supplier<Json> json,
      java.util.function.Supplier<String> text) {
    if (choices.json()) {
      options.surroundings().out().println(json.get());
    } else {
      options.show(json, text);
    }
  }
}

package dev.palisade.cli.chaos;

import dev.palisade.cli.CommandFailed;
import dev.palisade.cli.ExitCode;
import dev.palisade.cli.GlobalOptions;
import dev.palisade.cli.Surroundings;
import dev.palisade.cli.local.ServerProgram;
import dev.palisade.harness.client.Target;
import dev.palisade.harness.cluster.ClusterException;
import dev.palisade.harness.etcd.EtcdTarget;
import dev.palisade.harness.json.JsonFields;
import dev.palisade.harness.net.NetException;
import dev.palisade.harness.palisade.PalisadeSystem;
import dev.palisade.harness.palisade.PalisadeTarget;
import dev.palisade.harness.report.ChaosReport;
import dev.palisade.harness.run.ChaosOptions;
import dev.palisade.harness.run.ChaosRun;
import dev.palisade.harness.run.RunDirectory;
import dev.palisade.harness.run.RunFile;
import dev.palisade.harness.workload.Workload;
import dev.palisade.harness.workload.Workloads;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs clusters of real processes, breaks them, and judges what clients saw. */
@Command(
    name = "chaos",
    mixinStandardHelpOptions = true,
    description = {
      "Run a cluster of real processes, partition, kill, pause and disturb it while clients work,"
          + " and judge what they saw.",
      "",
      "Needs nothing and leaves nothing behind but a directory with the history, the verdict and a"
          + " report to look at. As root it can do more: chaos list says what.",
    },
    footer = {
      "",
      "Examples:",
      "  palisade chaos run --seconds 30",
      "  palisade chaos run --workload fenced-register,bank --nemesis partition,kill,pause",
      "  palisade chaos run --nodes 5 --workload all --nemesis all --minutes 30",
      "  palisade chaos list",
      "",
      "Exit codes of run and check: 0 verified, 7 violation, 8 undecided."
    })
public final class ChaosCommand implements Runnable {
  private static final String DIRECTORY_TEXT = "Directory of one run, as store/register/2026….";
  private static final Duration STANDARD_BUDGET = Duration.ofSeconds(60);

  private final GlobalOptions options;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** With the options of all commands. */
  public ChaosCommand(GlobalOptions options) {
    this.options = options;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name what to do: run, list, check or report");
  }

  @Command(
      name = "run",
      mixinStandardHelpOptions = true,
      description = {
        "Run once, and say what came of it.",
        "",
        "Ctrl-C heals, stops the nodes and writes what is known. --timeout bounds the time of each"
            + " search for an order of operations (here 60s unless given)."
      })
  int runOnce(@Mixin ChaosChoices choices) throws IOException, InterruptedException {
    List<Workload> workloads = Workloads.named(choices.workload());
    ChaosOptions chosen = choices.options(options, budget());
    ResultsText text;
    try (ChaosRun run = ChaosRun.prepare(target(choices.system()), workloads, chosen)) {
      JsonFields results;
      if (choices.json() || options.wantsJson()) {
        results = run.run();
      } else {
        try (RunProgress progress = RunProgress.of(options, run)) {
          results = run.run();
        }
      }
      text = text(run.directory(), results);
      show(text, choices.json());
    } catch (ClusterException | NetException e) {
      throw new CommandFailed(ExitCode.ERROR, String.valueOf(e.getMessage()));
    }
    return text.exitCode();
  }

  private static Target target(ChaosChoices.System system) throws IOException {
    return switch (system) {
      case etcd -> new EtcdTarget();
      case palisade -> {
        List<String> server = new ArrayList<>(ServerProgram.command());
        server.add("--until-stdin-closes");
        long clusterId = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
        yield new PalisadeTarget(new PalisadeSystem(server, clusterId, Map.of()));
      }
    };
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "List workloads and faults, and say which cannot be had here and why.")
  void list(@Option(names = "--json", description = "The same as -o json.") boolean json) {
    Surroundings surroundings = options.surroundings();
    ChaosList list = ChaosList.here();
    surroundings.out().print(json || options.wantsJson() ? list.json() + "\n" : list.text());
    surroundings.out().flush();
  }

  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = {
        "Judge a run again from its files, and draw it again.",
        "",
        "--timeout bounds the time of each search (here 60s unless given): a longer one may decide"
            + " what was undecided."
      })
  int check(
      @Parameters(paramLabel = "DIR", description = DIRECTORY_TEXT) String directory,
      @Option(names = "--json", description = "The same as -o json.") boolean json)
      throws IOException {
    RunDirectory run = RunDirectory.of(options.surroundings().path(directory));
    List<Workload> workloads = Workloads.named(workloads(run));
    ResultsText text = text(run, ChaosRun.judgeAgain(run.path(), workloads, budget()));
    show(text, json);
    return text.exitCode();
  }

  private static String workloads(RunDirectory run) throws IOException {
    return String.join(",", RunFile.read(run.run()).workloads());
  }

  @Command(
      name = "report",
      mixinStandardHelpOptions = true,
      description = "Draw a run again from its files, as one page of HTML, and say where it is.")
  void report(@Parameters(paramLabel = "DIR", description = DIRECTORY_TEXT) String directory)
      throws IOException {
    RunDirectory run = RunDirectory.of(options.surroundings().path(directory));
    Path page = ChaosReport.write(run.path());
    options.surroundings().out().println(page);
    options.surroundings().out().flush();
  }

  private static ResultsText text(RunDirectory directory, JsonFields results) throws IOException {
    return new ResultsText(directory, RunFile.read(directory.run()), results);
  }

  private void show(ResultsText text, boolean json) {
    if (json) {
      options.surroundings().out().println(text.json());
      options.surroundings().out().flush();
    } else {
      options.show(text::json, () -> text.text(options.surroundings().workingFolder()));
    }
  }

  /** The option's standard is meant for calls of a store. */
  private Duration budget() {
    boolean given = spec.root().commandLine().getParseResult().hasMatchedOption("--timeout");
    return given ? options.timeout() : STANDARD_BUDGET;
  }
}

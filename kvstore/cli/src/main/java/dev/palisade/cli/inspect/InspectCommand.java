package dev.palisade.cli.inspect;

import dev.palisade.cli.CommandFailed;
import dev.palisade.cli.ExitCode;
import dev.palisade.cli.GlobalOptions;
import dev.palisade.cli.output.Json;
import dev.palisade.kv.rocks.StateInspection;
import dev.palisade.kv.rocks.StateInspection.DatabaseReport;
import dev.palisade.kv.rocks.StateInspection.SnapshotReport;
import dev.palisade.raft.log.LogInspection;
import dev.palisade.raft.log.LogInspection.Item;
import dev.palisade.raft.runtime.ReadOnlyDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks at files of a node. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description = {
      "Look at a node's log, state or snapshots without the node.",
      "",
      "Reads only, also what is damaged: says where the damage is, and goes on behind it. Exits with"
          + " 1 if something is damaged."
    })
public final class InspectCommand implements Runnable {
  private final GlobalOptions options;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--json",
      scope = picocli.CommandLine.ScopeType.INHERIT,
      description = "Short for -o json.")
  private boolean json;

  public InspectCommand(GlobalOptions options) {
    this.options = options;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what: log, state or snapshot");
  }

  @Command(
      name = "log",
      mixinStandardHelpOptions = true,
      description = "Show the segments of a log, what is damaged, and with --records every record.")
  int log(
      @Parameters(paramLabel = "PATH", description = "A node's folder, or that of its log.")
          String name,
      @Option(names = "--records", description = "A line for each record too.") boolean records)
      throws IOException {
    Path given = options.surroundings().path(name);
    Path folder = Files.isDirectory(given.resolve("log")) ? given.resolve("log") : given;
    requireFolder(folder);
    Consumer<Item> line =
        item ->
            options
                .surroundings()
                .out()
                .println(wantsJson() ? LogText.json(item) : LogText.line(item));
    LogInspection.Report report =
        LogInspection.run(new ReadOnlyDisk(folder), records ? line : item -> {});
    if (report.segments().isEmpty()) {
      throw new CommandFailed(ExitCode.USAGE, "there is no log in " + folder);
    }
    show(LogText.json(report), LogText.text(report));
    failIf(report.isDamaged(), folder);
    return ExitCode.OK;
  }

  @Command(
      name = "state",
      mixinStandardHelpOptions = true,
      description =
          "Show what the state of a node holds, and check every block and every row of it.")
  int state(
      @Parameters(
              paramLabel = "PATH",
              description = "A node's folder, or that of its state, or of a database or snapshot.")
          String name,
      @Option(names = "--quick", description = "Do not compute the state's hash again.")
          boolean quick)
      throws IOException {
    Path given = options.surroundings().path(name);
    requireFolder(given);
    DatabaseReport report = StateInspection.database(StateInspection.database(given), !quick);
    show(StateText.json(report), StateText.text(report));
    failIf(!report.problems().isEmpty(), report.folder());
    return ExitCode.OK;
  }

  @Command(
      name = "snapshot",
      mixinStandardHelpOptions = true,
      description = "Show snapshots or a backup, and check every byte of them.")
  int snapshot(
      @Parameters(
              paramLabel = "PATH",
              description = "A backup, a snapshot's folder, or a node's folder.")
          String name)
      throws IOException {
    Path given = options.surroundings().path(name);
    if (!Files.exists(given)) {
      throw new CommandFailed(ExitCode.USAGE, "there is no " + given);
    }
    List<SnapshotReport> reports = StateInspection.snapshots(given);
    show(
        Json.object().put("snapshots", reports.stream().map(StateText::json).toList()),
        String.join("", reports.stream().map(StateText::text).toList()));
    failIf(reports.stream().anyMatch(report -> !report.problems().isEmpty()), given);
    return ExitCode.OK;
  }

  private void show(Json result, String text) {
    if (wantsJson()) {
      options.surroundings().out().println(result);
    } else {
      options.surroundings().out().print(text);
    }
    options.surroundings().out().flush();
  }

  private boolean wantsJson() {
    return json || options.wantsJson();
  }

  private static void requireFolder(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new CommandFailed(ExitCode.USAGE, "there is no folder " + folder);
    }
  }

  private static void failIf(boolean isDamaged, Path where) {
    if (isDamaged) {
      throw new CommandFailed(ExitCode.ERROR, where + " is damaged, as said above");
    }
  }
}

package dev.palisade.cli;

import dev.palisade.cli.backup.RecoverCommand;
import dev.palisade.cli.backup.SnapshotCommand;
import dev.palisade.cli.chaos.ChaosCommand;
import dev.palisade.cli.check.CheckCommand;
import dev.palisade.cli.demo.DemoCommand;
import dev.palisade.cli.inspect.InspectCommand;
import dev.palisade.cli.kv.CompactCommand;
import dev.palisade.cli.kv.DeleteCommand;
import dev.palisade.cli.kv.FenceCommand;
import dev.palisade.cli.kv.GetCommand;
import dev.palisade.cli.kv.PutCommand;
import dev.palisade.cli.kv.RangeCommand;
import dev.palisade.cli.kv.TxnCommand;
import dev.palisade.cli.load.BenchCommand;
import dev.palisade.cli.members.MemberCommand;
import dev.palisade.cli.output.Json;
import dev.palisade.cli.sim.SimCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The {@code palisade} command: puts the subcommands together, runs one, and turns whatever happens
 * into an exit code and at most one line on standard error.
 */
@Command(
    name = "palisade",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "A replicated key-value store that enforces fencing tokens.",
      "",
      "Start with 'palisade demo', or 'palisade cluster up' and 'palisade put KEY VALUE'.",
      ""
    },
    footer = {
      "",
      "Exit codes: 0 ok, 1 error, 2 usage, 3 not found or compare failed, 4 no quorum,",
      "5 unhealthy, 6 fenced, 7 violation, 8 undecided, 9 removed, 130 interrupted."
    })
public final class Palisade implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private final GlobalOptions options;

  private Palisade(GlobalOptions options) {
    this.options = options;
  }

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    Logging.silence();
    System.exit(run(Surroundings.ofThisProcess(), args));
  }

  /** Runs one command and returns its exit code. */
  public static int run(Surroundings surroundings, String... args) {
    GlobalOptions options = new GlobalOptions(surroundings);
    CommandLine commandLine = commandLine(options);
    commandLine.setOut(new PrintWriter(surroundings.out(), true, StandardCharsets.UTF_8));
    commandLine.setErr(new PrintWriter(surroundings.err(), true, StandardCharsets.UTF_8));
    commandLine.setColorScheme(
        CommandLine.Help.defaultColorScheme(surroundings.isTerminal() ? Ansi.ON : Ansi.OFF));
    commandLine.setParameterExceptionHandler((e, wrong) -> usage(options, e));
    commandLine.setExecutionExceptionHandler((e, line, result) -> failed(options, e));
    return commandLine.execute(args);
  }

  /** All commands, wired. */
  static CommandLine commandLine(GlobalOptions options) {
    CommandLine root = new CommandLine(new Palisade(options));
    root.addSubcommand(new PutCommand(options));
    root.addSubcommand(new GetCommand(options));
    root.addSubcommand(new DeleteCommand(options));
    root.addSubcommand(new RangeCommand(options));
    root.addSubcommand(new TxnCommand(options));
    root.addSubcommand(new CompactCommand(options));
    root.addSubcommand(new FenceCommand(options));
    root.addSubcommand("server", ServerCommand.commandLine(options));
    root.addSubcommand(new ClusterCommand(options));
    root.addSubcommand(new MemberCommand(options));
    root.addSubcommand(new StatusCommand(options));
    root.addSubcommand(new SnapshotCommand(options));
    root.addSubcommand(new RecoverCommand(options));
    root.addSubcommand(new InspectCommand(options));
    root.addSubcommand(new DemoCommand(options));
    root.addSubcommand(new BenchCommand(options));
    root.addSubcommand(new SimCommand(options));
    root.addSubcommand(new ChaosCommand(options));
    root.addSubcommand(new CheckCommand(options));
    root.addSubcommand(new CompletionCommand(options));
    root.addSubcommand(new CommandLine.HelpCommand());
    root.setCaseInsensitiveEnumValuesAllowed(true);
    root.setUsageHelpAutoWidth(false);
    root.setUsageHelpWidth(100);
    return root;
  }

  /** Without a subcommand there is nothing to do but to say what there is. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a command");
  }

  private static int usage(GlobalOptions options, ParameterException e) {
    if (e.getCause() instanceof CommandFailed failure) {
      return report(options, failure);
    }
    String name = e.getCommandLine().getCommandSpec().qualifiedName();
    report(
        options, new CommandFailed(ExitCode.USAGE, e.getMessage() + "; see '" + name + " --help'"));
    return ExitCode.USAGE;
  }

  private static int failed(GlobalOptions options, Exception e) {
    if (options.debug()) {
      e.printStackTrace(options.surroundings().err());
    }
    return report(options, Failures.of(e));
  }

  private static int report(GlobalOptions options, CommandFailed failure) {
    String message = String.valueOf(failure.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
    if (options.wantsJson()) {
      Json json = Json.object().put("error", message).put("exit_code", failure.exitCode());
      failure.evidence().ifPresent(evidence -> json.put("evidence", evidence));
      options.surroundings().err().println(json);
    } else {
      options.surroundings().err().println("palisade: " + message);
    }
    return failure.exitCode();
  }
}

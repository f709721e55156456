package dev.palisade.cli;

import dev.palisade.cli.backup.RecoverCommand;
import dev.palisade.cli.backup.SnapshotCommand;
import dev.palisade.cli.chaos.ChaosCommand;
import dev.palisade.cli.check.CheckCommand;
import dev.palisade.cli.demo.DemoCommand;
import dev.palisade.cli.failover.FailoverCommand;
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
import dev.palisade.cli.output.RawText;
import dev.palisade.cli.output.ResultStream;
import dev.palisade.cli.sim.SimCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
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
  private static final int USUAL_HELP_COLUMNS = 80;

  /** Longer lines are hard to read, however wide the terminal is. */
  private static final int MOST_HELP_COLUMNS = 120;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private final GlobalOptions options;

  private Palisade(GlobalOptions options) {
    this.options = options;
  }

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    Logging.silence();
    PrivateFiles.fromNowOn();
    Surroundings surroundings = Surroundings.ofThisProcess();
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, thrown) ->
            surroundings
                .err()
                .println("palisade: " + thread.getName() + ": " + Reasons.of(thrown)));
    System.exit(run(surroundings, Arguments::exact, args));
  }

  /** Runs one command and returns its exit code. */
  public static int run(Surroundings surroundings, String... args) {
    return run(surroundings, given -> given, args);
  }

  private static int run(Surroundings surroundings, UnaryOperator<String[]> exact, String[] args) {
    GlobalOptions options = new GlobalOptions(surroundings);
    try {
      int exitCode = commandLine(options).execute(exact.apply(args));
      return written(options, exitCode);
    } catch (CommandFailed failure) {
      return report(options, failure, JsonWish.in(args));
    } catch (Error fatal) {
      return failed(options, fatal);
    }
  }

  /** A result that was not written is no success, whatever the command did. */
  private static int written(GlobalOptions options, int exitCode) {
    if (!(options.surroundings().out() instanceof ResultStream out) || out.failure().isEmpty()) {
      return exitCode;
    }
    IOException why = out.failure().get();
    if (String.valueOf(why.getMessage()).contains("Broken pipe")) {
      return exitCode == ExitCode.OK ? ExitCode.ERROR : exitCode; // As head does; it has enough.
    }
    return report(
        options,
        new CommandFailed(
            exitCode == ExitCode.OK ? ExitCode.ERROR : exitCode,
            "cannot write the result to standard output: " + Reasons.of(why)),
        options.wantsJson());
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
    CommandLine bench = new CommandLine(new BenchCommand(options));
    bench.addSubcommand(new FailoverCommand(options));
    root.addSubcommand(bench);
    root.addSubcommand(new SimCommand(options));
    root.addSubcommand(new ChaosCommand(options));
    root.addSubcommand(new CheckCommand(options));
    root.addSubcommand(new CompletionCommand(options));
    root.addSubcommand(new CommandLine.HelpCommand());
    Surroundings surroundings = options.surroundings();
    root.setOut(new PrintWriter(surroundings.out(), true, StandardCharsets.UTF_8));
    root.setErr(new PrintWriter(surroundings.err(), true, StandardCharsets.UTF_8));
    root.setColorScheme(
        CommandLine.Help.defaultColorScheme(surroundings.isTerminal() ? Ansi.ON : Ansi.OFF));
    root.setParameterExceptionHandler((e, args) -> usage(options, e, JsonWish.in(args)));
    root.setExecutionExceptionHandler((e, line, result) -> failed(options, e));
    root.setCaseInsensitiveEnumValuesAllowed(true);
    root.setExpandAtFiles(false); // A key may begin with @; arguments are taken as they are.
    root.setUsageHelpAutoWidth(false);
    root.setUsageHelpWidth(helpColumns(options.surroundings()));
    return root;
  }

  /** The terminal's width, or what COLUMNS asks for; within what can be read. */
  private static int helpColumns(Surroundings surroundings) {
    int asked = Surroundings.columnsAskedFor(surroundings.environment());
    int columns = asked > 0 ? asked : surroundings.terminalColumns();
    return columns == 0 ? USUAL_HELP_COLUMNS : Math.clamp(columns, 60, MOST_HELP_COLUMNS);
  }

  /** Without a subcommand there is nothing to do but to say what there is. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a command");
  }

  /**
   * @param wantsJson by the arguments themselves: where they make no sense, the parser may not have
   *     come to the option
   */
  private static int usage(GlobalOptions options, ParameterException e, boolean wantsJson) {
    if (e.getCause() instanceof CommandFailed failure) {
      return report(options, failure, wantsJson);
    }
    String name = e.getCommandLine().getCommandSpec().qualifiedName();
    String message = e.getMessage() + "; see '" + name + " --help'";
    return report(options, new CommandFailed(ExitCode.USAGE, message), wantsJson);
  }

  private static int failed(GlobalOptions options, Throwable e) {
    if (options.debug()) {
      e.printStackTrace(options.surroundings().err());
    }
    return report(options, Failures.of(e), options.wantsJson());
  }

  private static int report(GlobalOptions options, CommandFailed failure, boolean wantsJson) {
    String message = String.valueOf(failure.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
    message = RawText.printable(message);
    options.surroundings().out().flush();
    if (wantsJson) {
      Json json = Json.object().put("error", message).put("exit_code", failure.exitCode());
      failure.evidence().ifPresent(evidence -> json.put("evidence", evidence));
      options.surroundings().err().println(json);
    } else {
      options.surroundings().err().println("palisade: " + message);
    }
    return failure.exitCode();
  }
}

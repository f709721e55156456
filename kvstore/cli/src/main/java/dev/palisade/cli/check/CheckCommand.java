package dev.palisade.cli.check;

import dev.palisade.checker.Algorithm;
import dev.palisade.checker.Linearizability;
import dev.palisade.checker.Verdict;
import dev.palisade.checker.check.Checks;
import dev.palisade.checker.check.HistoryCheck;
import dev.palisade.checker.format.HistoryFormat;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.MalformedHistoryException;
import dev.palisade.checker.model.CasRegister.FailedCas;
import dev.palisade.checker.model.Model;
import dev.palisade.checker.model.Models;
import dev.palisade.checker.report.HtmlReport;
import dev.palisade.cli.CommandFailed;
import dev.palisade.cli.ExitCode;
import dev.palisade.cli.GlobalOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Judges histories: are they linearizable? */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Decide whether recorded histories are linearizable.",
      "",
      "Prints a line for each file: its name, linearizable, violation, undecided or malformed, the"
          + " algorithm, how many operations, and milliseconds, separated by tabs. Reasons go to"
          + " standard error. Exit code 7 if one is a violation, otherwise 1 if one is malformed,"
          + " otherwise 8 if one is undecided. --timeout bounds the time for each file (here 60s unless given)."
    })
public final class CheckCommand implements Callable<Integer> {
  /** How the files are written. */
  private enum Format {
    edn,
    jsonl,
    etcd,
    kv
  }

  /** What a failed compare-and-set tells. */
  private enum Failed {
    dropped,
    evidence
  }

  private static final Duration STANDARD_TIMEOUT = Duration.ofSeconds(60);

  private final GlobalOptions options;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "What the history is of; default: cas-register for etcd, key-value for kv.")
  private @Nullable String model;

  @Option(
      names = "--format",
      required = true,
      paramLabel = "FORMAT",
      description = "One of: ${COMPLETION-CANDIDATES}.")
  private Format format = Format.edn;

  @Option(
      names = "--algorithm",
      paramLabel = "NAME",
      defaultValue = "auto",
      description =
          "auto, revisions, zones, frontier, wgl, competition or exhaustive (default:"
              + " ${DEFAULT-VALUE}).")
  private String algorithm = "auto";

  @Option(
      names = "--initial",
      paramLabel = "NUMBER",
      description = "What a register holds before any write (default: nothing).")
  private @Nullable Long initial;

  @Option(
      names = "--failed-cas",
      paramLabel = "WHAT",
      description =
          "What a failed compare-and-set tells: dropped (nothing) or evidence (that the value was"
              + " another one). Default: evidence for etcd, otherwise dropped.")
  private @Nullable Failed failedCas;

  @Option(
      names = "--permits",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of a semaphore, or the most holds of a reentrant mutex (default: 1).")
  private int permits = 1;

  @Option(
      names = "--memory",
      paramLabel = "MIB",
      description = "What a search may hold, in MiB (default: half of the heap).")
  private @Nullable Long memoryMib;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Draw the history and its verdict as a page of HTML; for one history.")
  private @Nullable String report;

  @Option(
      names = "--check",
      paramLabel = "NAME",
      description = {
        "Instead of linearizability: bank, bank-with-overdraft, counter, long-fork, monotonic-reads,"
            + " sequential-consistency, set, set-full, set-full-stale-reads, stats, total-queue or"
            + " unique-ids. Then the line says valid instead of linearizable."
      })
  private @Nullable String check;

  @Option(
      names = "--per-key",
      description = "With --check: judge the calls of each key for themselves.")
  private boolean perKey;

  @Option(
      names = "--total",
      paramLabel = "SUM",
      description = "With --check bank: what all accounts add up to.")
  private @Nullable Long total;

  @Option(names = "--json", description = "The same as -o json: one object a line.")
  private boolean json;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Histories, in UTF-8.")
  private List<String> files = new ArrayList<>();

  /** With the options of all commands. */
  public CheckCommand(GlobalOptions options) {
    this.options = options;
  }

  @Override
  public Integer call() {
    if (report != null && files.size() > 1) {
      throw new IllegalArgumentException(
          "--report draws one history, and " + files.size() + " are given; check them one by one");
    }
    Judge judge = check == null ? linearizability() : ruleOf(check);
    List<FileVerdict> verdicts = new ArrayList<>();
    for (String file : files) {
      FileVerdict verdict = judge(judge, file);
      options.surroundings().out().println(json || options.wantsJson() ? verdict.json() : verdict);
      if (!verdict.reason().isEmpty()) {
        options.surroundings().err().println(file + ": " + verdict.reason());
      }
      verdicts.add(verdict);
    }
    return exitCode(verdicts.stream().map(FileVerdict::verdict).toList());
  }

  private static int exitCode(List<String> verdicts) {
    if (verdicts.contains(FileVerdict.VIOLATION)) {
      return ExitCode.VIOLATION;
    }
    if (verdicts.contains(FileVerdict.MALFORMED)) {
      return ExitCode.ERROR;
    }
    return verdicts.contains(FileVerdict.UNDECIDED) ? ExitCode.UNDECIDED : ExitCode.OK;
  }

  /** Judges one history. */
  private interface Judge {
    FileVerdict of(String file, History history, long beganNanos) throws IOException;
  }

  private Judge linearizability() {
    Linearizability<?> checker = checker(chosenModel());
    return (file, history, began) -> {
      Verdict verdict = checker.check(history);
      FileVerdict judged = FileVerdict.of(file, history, verdict, System.nanoTime() - began);
      if (report != null) {
        Path page = options.surroundings().path(report);
        Files.writeString(page, HtmlReport.of(file, history, verdict));
      }
      return judged;
    };
  }

  private Judge ruleOf(String name) {
    if (report != null) {
      throw new IllegalArgumentException("--report draws what linearizability says, not --check");
    }
    HistoryCheck named = Checks.named(name, new Checks.Parameters(total, initial));
    HistoryCheck rule = perKey ? HistoryCheck.independent(named) : named;
    return (file, history, began) ->
        FileVerdict.of(file, history, rule.check(history), System.nanoTime() - began);
  }

  private FileVerdict judge(Judge judge, String file) {
    HistoryFormat reader = HistoryFormat.valueOf(format.name().toUpperCase(Locale.ROOT));
    Path path = options.surroundings().path(file);
    long began = System.nanoTime();
    try {
      History history = reader.read(path);
      return judge.of(file, history, began);
    } catch (MalformedHistoryException e) {
      return FileVerdict.malformed(file, String.valueOf(e.getMessage()), System.nanoTime() - began);
    } catch (IOException e) {
      throw new CommandFailed(ExitCode.ERROR, "cannot read or write a file: " + e);
    }
  }

  private Linearizability<?> checker(Model<?> chosen) {
    Linearizability<?> checker =
        Linearizability.of(chosen).algorithm(chosenAlgorithm()).timeout(timeout());
    if (memoryMib == null) {
      return checker;
    }
    if (memoryMib < 1) {
      throw new IllegalArgumentException("--memory is " + memoryMib + "; at least 1");
    }
    return checker.memoryBytes(memoryMib << 20);
  }

  /** The option's standard is meant for calls of a store. */
  private Duration timeout() {
    boolean given = spec.commandLine().getParseResult().hasMatchedOption("--timeout");
    return given ? options.timeout() : STANDARD_TIMEOUT;
  }

  private Algorithm chosenAlgorithm() {
    return Arrays.stream(Algorithm.values())
        .filter(each -> each.label().equals(algorithm))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no algorithm '"
                        + algorithm
                        + "'; there are "
                        + Arrays.stream(Algorithm.values())
                            .map(Algorithm::label)
                            .collect(Collectors.joining(", "))));
  }

  private Model<?> chosenModel() {
    String name = model;
    if (name == null) {
      name =
          switch (format) {
            case etcd -> "cas-register";
            case kv -> "key-value";
            case edn, jsonl ->
                throw new IllegalArgumentException(
                    "--model is missing; there are " + String.join(", ", Models.names()));
          };
    }
    if (permits < 1) {
      throw new IllegalArgumentException("--permits is " + permits + "; at least 1");
    }
    boolean evidence = failedCas == null ? format == Format.etcd : failedCas == Failed.evidence;
    FailedCas failed = evidence ? FailedCas.EVIDENCE : FailedCas.DROPPED;
    return Models.named(name, new Models.Parameters(initial, failed, permits));
  }
}

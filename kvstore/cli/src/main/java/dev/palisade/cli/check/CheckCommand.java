package dev.palisade.cli.check;

import dev.palisade.checker.Algorithm;
import dev.palisade.checker.Linearizability;
import dev.palisade.checker.Verdict;
import dev.palisade.checker.check.Checks;
import dev.palisade.checker.check.HistoryCheck;
import dev.palisade.checker.format.HistoryFormat;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.KeyedValues;
import dev.palisade.checker.history.MalformedHistoryException;
import dev.palisade.checker.history.NotUnderstoodException;
import dev.palisade.checker.model.Model;
import dev.palisade.checker.report.HtmlReport;
import dev.palisade.cli.ExitCode;
import dev.palisade.cli.GlobalOptions;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
      "Prints a line for each file: its name, linearizable, violation, undecided, malformed or"
          + " unreadable, the algorithm, how many operations, and milliseconds, separated by tabs."
          + " Reasons go to standard error. Exit code 7 if one is a violation, otherwise 1 if one is"
          + " malformed or unreadable, otherwise 8 if one is undecided. An option that the model or"
          + " check does not know is refused. --timeout bounds the time for each file (here 60s unless"
          + " given)."
    })
public final class CheckCommand implements Callable<Integer> {
  /** Whether values are pairs of a key and a value. */
  private enum Keyed {
    auto,
    always,
    never
  }

  private static final Duration STANDARD_TIMEOUT = Duration.ofSeconds(60);
  private static final String STANDARD_INPUT = "-";
  private static final String NOTHING = "nothing to judge: the file holds no operation of a client";

  private final GlobalOptions options;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ModelChoice choice = new ModelChoice();

  @Option(
      names = "--algorithm",
      paramLabel = "NAME",
      defaultValue = "auto",
      description =
          "auto, revisions, zones, frontier, wgl, competition or exhaustive (default:"
              + " ${DEFAULT-VALUE}).")
  private String algorithm = "auto";

  @Option(
      names = "--keyed",
      paramLabel = "WHEN",
      description =
          "Whether values are pairs [key value] of many objects, as in Jepsen's independent"
              + " workloads: always, never, or auto, where the history can only be meant so"
              + " (default: auto).")
  private Keyed keyed = Keyed.auto;

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

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "Histories, in UTF-8, also compressed with gzip; - is standard input.")
  private List<String> files = new ArrayList<>();

  private boolean reportFailed;

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
    if (Collections.frequency(files, STANDARD_INPUT) > 1) {
      throw new IllegalArgumentException("standard input (-) is given twice; it can be read once");
    }
    new Refusals(spec.commandLine().getParseResult(), choice, check).refuseIgnored();
    Judge judge = check == null ? linearizability() : ruleOf(check);
    List<String> verdicts = new ArrayList<>();
    for (String file : files) {
      FileVerdict verdict = judge(judge, file);
      options.surroundings().out().println(json || options.wantsJson() ? verdict.json() : verdict);
      if (!verdict.reason().isEmpty()) {
        options.surroundings().err().println(file + ": " + verdict.reason());
      }
      verdicts.add(verdict.verdict());
    }
    return exitCode(verdicts);
  }

  private int exitCode(List<String> verdicts) {
    if (verdicts.contains(FileVerdict.VIOLATION)) {
      return ExitCode.VIOLATION;
    }
    if (verdicts.contains(FileVerdict.MALFORMED)
        || verdicts.contains(FileVerdict.UNREADABLE)
        || reportFailed) {
      return ExitCode.ERROR;
    }
    return verdicts.contains(FileVerdict.UNDECIDED) ? ExitCode.UNDECIDED : ExitCode.OK;
  }

  /** Judges one history. */
  private interface Judge {
    FileVerdict of(String file, History history, long beganNanos);
  }

  private Judge linearizability() {
    Linearizability<?> checker = checker(choice.model());
    return (file, history, began) -> {
      History judged = withKeys(history).orElse(history);
      Verdict verdict = checker.check(judged);
      draw(file, judged, verdict);
      return FileVerdict.of(file, judged, verdict, System.nanoTime() - began);
    };
  }

  private Judge ruleOf(String name) {
    boolean ofOneObject = name.equals(Checks.SEQUENTIAL_CONSISTENCY);
    Checks.Parameters parameters = new Checks.Parameters(total, choice.modelOr("register"));
    HistoryCheck whole = Checks.named(name, parameters, perKey);
    HistoryCheck byKey = Checks.named(name, parameters, !ofOneObject);
    return (file, history, began) -> {
      Optional<History> apart = withKeys(history);
      HistoryCheck rule = apart.isPresent() ? byKey : whole;
      return FileVerdict.of(
          file, history, rule.check(apart.orElse(history)), System.nanoTime() - began);
    };
  }

  private Optional<History> withKeys(History history) {
    return switch (keyed) {
      case never -> Optional.empty();
      case always -> Optional.of(KeyedValues.split(history));
      case auto -> KeyedValues.detect(history);
    };
  }

  private FileVerdict judge(Judge judge, String file) {
    long began = System.nanoTime();
    try {
      History history = read(file);
      return history.callCount() == 0
          ? FileVerdict.undecided(file, 0, NOTHING, System.nanoTime() - began)
          : judged(judge, file, history, began);
    } catch (MalformedHistoryException e) {
      return FileVerdict.malformed(file, String.valueOf(e.getMessage()), System.nanoTime() - began);
    } catch (IOException e) {
      return FileVerdict.unreadable(file, whyUnreadable(file, e), System.nanoTime() - began);
    }
  }

  private static FileVerdict judged(Judge judge, String file, History history, long began) {
    try {
      return judge.of(file, history, began);
    } catch (NotUnderstoodException e) {
      return FileVerdict.undecided(
          file,
          history.callCount(),
          "not understood: " + e.getMessage(),
          System.nanoTime() - began);
    }
  }

  private History read(String file) throws IOException {
    HistoryFormat format = choice.format();
    return file.equals(STANDARD_INPUT)
        ? format.read(options.surroundings().in())
        : format.read(options.surroundings().path(file));
  }

  private String whyUnreadable(String file, IOException thrown) {
    if (!file.equals(STANDARD_INPUT) && Files.isDirectory(options.surroundings().path(file))) {
      return "cannot be read: it is a folder; name a file";
    }
    return switch (thrown) {
      case NoSuchFileException _ -> "cannot be read: there is no such file";
      case AccessDeniedException _ -> "cannot be read: permission denied";
      default -> "cannot be read: " + thrown.getMessage();
    };
  }

  private void draw(String file, History history, Verdict verdict) {
    if (report == null) {
      return;
    }
    Path page = options.surroundings().path(report);
    try {
      Files.writeString(page, HtmlReport.of(file, history, verdict));
    } catch (IOException e) {
      reportFailed = true;
      options
          .surroundings()
          .err()
          .println("cannot write the report " + page + ": " + e + "; name another file");
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
}

package dev.palisade.harness.verdict;

import dev.palisade.checker.Linearizability;
import dev.palisade.checker.Verdict;
import dev.palisade.checker.check.HistoryCheck;
import dev.palisade.checker.check.Report;
import dev.palisade.checker.format.HistoryFormat;
import dev.palisade.checker.history.History;
import dev.palisade.checker.model.Model;
import dev.palisade.checker.report.HtmlReport;
import dev.palisade.harness.verdict.CheckResult.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Judges parts of one run's history, and leaves evidence in its directory. Not thread-safe. */
public final class Judging {
  private final Path directory;
  private final Supplier<Duration> budget;
  private int failures;

  /**
   * Of one run.
   *
   * @param budget how long each search may take; positive
   */
  public Judging(Path directory, Duration budget) {
    this(directory, () -> budget);
  }

  /**
   * Of one run.
   *
   * @param budget how long each search may take, asked before each; positive
   */
  public Judging(Path directory, Supplier<Duration> budget) {
    this.directory = directory;
    this.budget = budget;
  }

  /** The run's directory. */
  public Path directory() {
    return directory;
  }

  /** Whether there is an order of the operations that the model allows. */
  public CheckResult linearizable(String name, Model<?> model, History history) throws IOException {
    Verdict verdict = Linearizability.of(model).timeout(budget.get()).check(history);
    long keys = history.calls().stream().map(call -> String.valueOf(call.key())).distinct().count();
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("operations", (long) history.callCount());
    details.put("keys", keys);
    details.put("algorithm", verdict.algorithm().label());
    if (history.callCount() == 0) {
      return CheckResult.nothingToJudge(name, "no operation succeeded or may have", details);
    }
    return switch (verdict) {
      case Verdict.Linearizable _ ->
          CheckResult.of(
              name,
              Outcome.VERIFIED,
              "%,d operations on %,d keys are linearizable".formatted(history.callCount(), keys),
              details);
      case Verdict.Undecided(_, var cause, var detail) ->
          CheckResult.of(name, Outcome.UNDECIDED, cause + ": " + detail, details);
      case Verdict.Violation violation -> violation(name, history, violation, details);
    };
  }

  private CheckResult violation(
      String name, History history, Verdict.Violation violation, Map<String, Object> details)
      throws IOException {
    failures++;
    String lines = "failure-" + failures + ".jsonl";
    String picture = "failure-" + failures + ".html";
    Files.writeString(directory.resolve(lines), HistoryFormat.JSONL.write(violation.minimal()));
    Files.writeString(directory.resolve(picture), HtmlReport.of(name, history, violation));
    String where = violation.key() == null ? "" : " of key " + violation.key();
    String summary =
        "no order%s lets process %d %s %s give %s, invoked on line %d; %d operations are enough to show it"
            .formatted(
                where,
                violation.failing().process(),
                violation.failing().f(),
                violation.failing().argument(),
                violation.failing().result(),
                history.line(violation.failing().invokedAt()),
                violation.minimal().callCount());
    return new CheckResult(name, Outcome.VIOLATION, summary, details, lines, picture, null);
  }

  /**
   * A violation that these few operations show, left in a file.
   *
   * @param summary one sentence
   * @param details figures, by name
   */
  public CheckResult violation(
      String name, String summary, Map<String, Object> details, History few) throws IOException {
    failures++;
    String lines = "failure-" + failures + ".jsonl";
    Files.writeString(directory.resolve(lines), HistoryFormat.JSONL.write(few));
    return new CheckResult(name, Outcome.VIOLATION, summary, details, lines, null, null);
  }

  /**
   * A violation that a few operations of a history show.
   *
   * @param lines of their events, one of each operation is enough; without any there is no file
   */
  public CheckResult violation(
      String name,
      String summary,
      Map<String, Object> details,
      History history,
      Collection<Integer> lines)
      throws IOException {
    History few = only(history, new HashSet<>(lines));
    return few.size() == 0
        ? CheckResult.of(name, Outcome.VIOLATION, summary, details)
        : violation(name, summary, details, few);
  }

  /** The operations that have an event on one of these lines. */
  private static History only(History history, Set<Integer> lines) {
    History.Builder only = History.builder();
    for (int position = 0; position < history.size(); position++) {
      int partner = history.partner(position);
      if (lines.contains(history.line(position))
          || (partner != History.NONE && lines.contains(history.line(partner)))) {
        only.add(history.line(position), history.op(position));
      }
    }
    return only.build();
  }

  /** What one of the checker's other rules says. */
  public CheckResult rule(String name, HistoryCheck rule, History history) throws IOException {
    Report report = rule.check(history);
    Outcome outcome =
        switch (report.result()) {
          case VALID -> history.callCount() == 0 ? Outcome.NOTHING_TO_JUDGE : Outcome.VERIFIED;
          case UNKNOWN -> Outcome.UNDECIDED;
          case INVALID -> Outcome.VIOLATION;
        };
    Map<String, Object> figures = new LinkedHashMap<>(report.figures());
    String summary =
        report.findings().isEmpty()
            ? String.format(Locale.ROOT, "nothing found in %,d operations", history.callCount())
            : String.join(
                "; ", report.findings().subList(0, Math.min(3, report.findings().size())));
    return outcome == Outcome.VIOLATION
        ? violation(name, summary, figures, history, report.proof())
        : CheckResult.of(name, outcome, summary, figures);
  }
}

package dev.palisade.cli.check;

import dev.palisade.checker.Verdict;
import dev.palisade.checker.check.Report;
import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import dev.palisade.cli.output.Json;
import java.util.stream.Collectors;

/**
 * What is said of one file.
 *
 * @param reason why it is no linearizable history; empty if it is one
 */
record FileVerdict(
    String file, String verdict, String algorithm, int operations, long millis, String reason) {
  static final String LINEARIZABLE = "linearizable";
  static final String VALID = "valid";
  static final String VIOLATION = "violation";
  static final String UNDECIDED = "undecided";
  static final String MALFORMED = "malformed";
  static final String UNREADABLE = "unreadable";

  private static final String NONE = "-";

  static FileVerdict of(String file, History history, Verdict verdict, long nanos) {
    String algorithm = verdict.algorithm().label();
    int operations = history.callCount();
    long millis = nanos / 1_000_000;
    return switch (verdict) {
      case Verdict.Linearizable _ ->
          new FileVerdict(file, LINEARIZABLE, algorithm, operations, millis, "");
      case Verdict.Violation violation ->
          new FileVerdict(
              file, VIOLATION, algorithm, operations, millis, describe(history, violation));
      case Verdict.Undecided(_, var cause, var detail) ->
          new FileVerdict(file, UNDECIDED, algorithm, operations, millis, cause + ": " + detail);
    };
  }

  /** What one of the checks beside linearizability says; its name stands for the algorithm. */
  static FileVerdict of(String file, History history, Report report, long nanos) {
    String verdict =
        switch (report.result()) {
          case VALID -> VALID;
          case INVALID -> VIOLATION;
          case UNKNOWN -> UNDECIDED;
        };
    String reason = String.join("; ", report.findings());
    return new FileVerdict(
        file, verdict, report.check(), history.callCount(), nanos / 1_000_000, reason);
  }

  static FileVerdict malformed(String file, String reason, long nanos) {
    return new FileVerdict(file, MALFORMED, NONE, 0, nanos / 1_000_000, reason);
  }

  static FileVerdict unreadable(String file, String reason, long nanos) {
    return new FileVerdict(file, UNREADABLE, NONE, 0, nanos / 1_000_000, reason);
  }

  static FileVerdict undecided(String file, int operations, String reason, long nanos) {
    return new FileVerdict(file, UNDECIDED, NONE, operations, nanos / 1_000_000, reason);
  }

  private static String describe(History history, Verdict.Violation violation) {
    Call failing = violation.failing();
    String where = violation.key() == null ? "" : " of key " + violation.key();
    String states =
        violation.states().stream()
            .limit(5)
            .map(state -> state.state() + " (" + state.reason() + ")")
            .collect(Collectors.joining(", "));
    return "no order%s lets process %s %s %s give %s, invoked on line %d; possible states: %s; %d operations are enough to show it"
        .formatted(
            where,
            history.processName(failing.process()),
            failing.f(),
            failing.argument(),
            failing.result(),
            history.line(failing.invokedAt()),
            states.isEmpty() ? "none" : states,
            violation.minimal().callCount());
  }

  Json json() {
    return Json.object()
        .put("file", file)
        .put("verdict", verdict)
        .put("algorithm", algorithm)
        .put("operations", operations)
        .put("milliseconds", millis)
        .put("reason", reason.isEmpty() ? null : reason);
  }

  /** The line for the file, fields separated by tabs. */
  @Override
  public String toString() {
    return String.join(
        "\t", file, verdict, algorithm, Integer.toString(operations), Long.toString(millis));
  }
}

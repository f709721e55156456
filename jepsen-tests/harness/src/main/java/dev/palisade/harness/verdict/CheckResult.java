package dev.palisade.harness.verdict;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one check says of a run.
 *
 * @param name what was checked
 * @param summary one sentence
 * @param details figures, by name; plain data
 * @param history a file of the run's directory with the few operations that show a violation; null
 *     without
 * @param picture a file that draws it; null without
 * @param moment when in the run a violation showed that no operation proves, in nanoseconds; null
 *     without
 */
public record CheckResult(
    String name,
    Outcome outcome,
    String summary,
    Map<String, Object> details,
    @Nullable String history,
    @Nullable String picture,
    @Nullable Long moment) {

  /** From good to bad. */
  public enum Outcome {
    /** The run held no case of what the check looks at: it says neither good nor bad. */
    NOTHING_TO_JUDGE,
    VERIFIED,
    UNDECIDED,
    VIOLATION;

    /** As in {@code results.json}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /** The run held no case of what the check looks at. */
  public static CheckResult nothingToJudge(String name, String why, Map<String, Object> details) {
    return of(name, Outcome.NOTHING_TO_JUDGE, why, details);
  }

  /** Without evidence in files. */
  public static CheckResult of(
      String name, Outcome outcome, String summary, Map<String, Object> details) {
    return new CheckResult(name, outcome, summary, details, null, null, null);
  }

  /** The same, seen at a moment of the run. */
  public CheckResult at(long nanos) {
    return new CheckResult(name, outcome, summary, details, history, picture, nanos);
  }

  /** The worst of these; undecided if none of them had anything to judge. */
  public static Outcome worst(List<CheckResult> checks) {
    Outcome worst =
        checks.stream()
            .map(CheckResult::outcome)
            .max(Enum::compareTo)
            .orElse(Outcome.NOTHING_TO_JUDGE);
    return worst == Outcome.NOTHING_TO_JUDGE ? Outcome.UNDECIDED : worst;
  }

  /** As {@code results.json} has it. */
  public Map<String, @Nullable Object> fields() {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("name", name);
    fields.put("verdict", outcome.word());
    fields.put("summary", summary);
    fields.put("details", details);
    if (history != null) {
      fields.put("history", history);
    }
    if (picture != null) {
      fields.put("picture", picture);
    }
    if (moment != null) {
      fields.put("moment", moment);
    }
    return fields;
  }
}

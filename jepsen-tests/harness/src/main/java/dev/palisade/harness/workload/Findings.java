package dev.palisade.harness.workload;

import dev.palisade.harness.verdict.CheckResult;
import dev.palisade.harness.verdict.CheckResult.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gathers what one check finds, and what it has looked at. Not thread-safe. */
final class Findings {
  private static final int TOLD = 3;

  private final String check;
  private final List<String> told = new ArrayList<>();
  private final Map<String, Object> figures = new LinkedHashMap<>();
  private long wrong;

  Findings(String check) {
    this.check = check;
  }

  /** Something is wrong; of many, the first few are told. */
  void wrong(String sentence, @Nullable Object... parts) {
    wrong++;
    if (told.size() < TOLD) {
      told.add(sentence.formatted(parts));
    }
  }

  /** Something that was counted or measured, for the results. */
  void figure(String name, long value) {
    figures.put(name, value);
  }

  /**
   * The verdict.
   *
   * @param otherwise what is said when nothing is wrong
   */
  CheckResult result(String otherwise, Object... parts) {
    figures.put("wrong", wrong);
    return told.isEmpty()
        ? CheckResult.of(check, Outcome.VERIFIED, otherwise.formatted(parts), figures)
        : CheckResult.of(check, Outcome.VIOLATION, String.join("; ", told), figures);
  }

  /** The verdict where there was too little to look at; a violation stays one. */
  CheckResult undecided(String why) {
    return told.isEmpty() ? CheckResult.of(check, Outcome.UNDECIDED, why, figures) : result("");
  }
}

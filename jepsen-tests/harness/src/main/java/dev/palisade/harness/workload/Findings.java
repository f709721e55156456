package dev.palisade.harness.workload;

import dev.palisade.checker.history.History;
import dev.palisade.harness.verdict.CheckResult;
import dev.palisade.harness.verdict.CheckResult.Outcome;
import dev.palisade.harness.verdict.Judging;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gathers what one check of a history finds, and what it has looked at. Not thread-safe. */
final class Findings {
  private static final int TOLD = 3;

  private final String check;
  private final History history;
  private final List<String> told = new ArrayList<>();
  private final Map<String, Object> figures = new LinkedHashMap<>();

  /** Lines of the operations that prove the first thing that is wrong. */
  private List<Integer> proof = List.of();

  private long wrong;

  Findings(String check, History history) {
    this.check = check;
    this.history = history;
  }

  /**
   * Something is wrong; of many, the first few are told, and the first is proved.
   *
   * @param lines one of each operation that proves it
   */
  void wrong(List<Integer> lines, String sentence, @Nullable Object... parts) {
    proof = wrong == 0 ? lines : proof;
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
   * The verdict; what proves a violation is left in a file.
   *
   * @param otherwise what is said when nothing is wrong
   */
  CheckResult result(Judging judging, String otherwise, Object... parts) throws IOException {
    figures.put("wrong", wrong);
    return told.isEmpty()
        ? CheckResult.of(check, Outcome.VERIFIED, otherwise.formatted(parts), figures)
        : judging.violation(check, String.join("; ", told), figures, history, proof);
  }

  /** The verdict where there was no case to look at; a violation stays one. */
  CheckResult nothingToJudge(Judging judging, String why) throws IOException {
    return told.isEmpty() ? CheckResult.nothingToJudge(check, why, figures) : result(judging, "");
  }

  /** The verdict where there was too little to look at; a violation stays one. */
  CheckResult undecided(Judging judging, String why) throws IOException {
    return told.isEmpty()
        ? CheckResult.of(check, Outcome.UNDECIDED, why, figures)
        : result(judging, "");
  }
}

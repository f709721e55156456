package dev.palisade.harness.split;

import dev.palisade.harness.verdict.CheckResult;
import dev.palisade.harness.verdict.CheckResult.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A node that hears nobody stays in its term (pre-vote), after a second in which it may end what it
 * was about.
 */
final class Campaign {
  static final String NAME = "a node that is cut off does not campaign";

  private static final long GRACE_NANOS = 1_000_000_000L;

  private Campaign() {}

  /**
   * Judges a run.
   *
   * @param cuts when nodes heard nobody
   */
  static CheckResult check(List<CutOff> cuts, LongCuts judging) {
    List<CutOff> judged = judging.of(cuts, GRACE_NANOS);
    List<String> findings = new ArrayList<>();
    long first = Long.MAX_VALUE;
    long looks = 0;
    for (CutOff cut : judged) {
      List<Look> answers = judging.answers(cut, GRACE_NANOS);
      looks += answers.size();
      if (answers.getLast().term() != answers.getFirst().term()) {
        findings.add(finding(cut, answers.getFirst().term(), answers.getLast().term()));
        first = Math.min(first, answers.getLast().nanos());
      }
    }
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("cuts judged", (long) judged.size());
    figures.put("looks", looks);
    if (!findings.isEmpty()) {
      return CheckResult.of(NAME, Outcome.VIOLATION, Findings.text(findings), figures).at(first);
    }
    if (judged.isEmpty()) {
      String why = "no node was cut off alone for three seconds";
      return CheckResult.nothingToJudge(NAME, why, figures);
    }
    String summary = "each of %d nodes cut off alone stayed in its term".formatted(judged.size());
    return CheckResult.of(NAME, Outcome.VERIFIED, summary, figures);
  }

  private static String finding(CutOff cut, long from, long to) {
    return "n%d heard nobody from %s on, for %s, and went from term %d to %d"
        .formatted(
            cut.node(),
            Span.seconds(cut.span().begin()),
            Span.seconds(cut.span().nanos()),
            from,
            to);
  }
}

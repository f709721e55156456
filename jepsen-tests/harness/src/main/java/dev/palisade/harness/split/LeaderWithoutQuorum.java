package dev.palisade.harness.split;

import dev.palisade.harness.verdict.CheckResult;
import dev.palisade.harness.verdict.CheckResult.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A leader that is cut off from a majority stops to say that it leads (check-quorum). It is given
 * two seconds, more than six election timeouts, and must have said so twice after them.
 */
final class LeaderWithoutQuorum {
  static final String NAME = "a leader without a quorum steps down";

  private static final long GRACE_NANOS = 2_000_000_000L;

  private LeaderWithoutQuorum() {}

  /**
   * Judges a run.
   *
   * @param cuts when nodes were without a majority
   */
  static CheckResult check(List<CutOff> cuts, LongCuts judging) {
    List<CutOff> judged = judging.of(cuts, GRACE_NANOS);
    List<String> findings = new ArrayList<>();
    long first = Long.MAX_VALUE;
    for (CutOff cut : judged) {
      Look previous = null;
      for (Look look : judging.answers(cut, GRACE_NANOS)) {
        if (look.leads() && previous != null && previous.leads()) {
          findings.add(finding(cut, look));
          first = Math.min(first, look.nanos());
          break;
        }
        previous = look;
      }
    }
    long leaders = judged.stream().filter(judging::led).count();
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("cuts judged", (long) judged.size());
    figures.put("of leaders", leaders);
    if (!findings.isEmpty()) {
      return CheckResult.of(NAME, Outcome.VIOLATION, Findings.text(findings), figures).at(first);
    }
    if (judged.isEmpty()) {
      String why = "no node was cut off from a majority for three seconds";
      return CheckResult.nothingToJudge(NAME, why, figures);
    }
    String summary =
        "none of %d nodes cut off from a majority went on to say that it leads; %d had led"
                .formatted(judged.size(), leaders)
            + CutOff.byRule(judged);
    return CheckResult.of(NAME, Outcome.VERIFIED, summary, figures);
  }

  private static String finding(CutOff cut, Look look) {
    return "n%d was cut off from a majority at %s and still said %s later that it led, in term %d"
        .formatted(
            cut.node(),
            Span.seconds(cut.span().begin()),
            Span.seconds(look.nanos() - cut.span().begin()),
            look.term());
  }
}

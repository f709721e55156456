package dev.palisade.harness.split;

import dev.palisade.checker.history.History;
import dev.palisade.harness.verdict.CheckResult;
import dev.palisade.harness.verdict.CheckResult.Outcome;
import dev.palisade.harness.verdict.Judging;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A node that is cut off from a majority acknowledges nothing that was invoked after the cut was
 * complete. What a majority had confirmed by then may still be answered later: such an operation
 * was invoked before, and is not held against it.
 */
final class NothingWhileCutOff {
  static final String NAME = "split brain: nothing acknowledged while cut off";

  private NothingWhileCutOff() {}

  /**
   * Judges a run by what its clients were told.
   *
   * @param cuts when nodes were without a majority
   */
  static CheckResult check(History history, List<CutOff> cuts, Judging judging) throws IOException {
    List<Acknowledged> all = Acknowledged.in(history);
    List<String> findings = new ArrayList<>();
    List<Acknowledged> evidence = new ArrayList<>();
    Set<Integer> meanwhile = new HashSet<>();
    for (CutOff cut : cuts) {
      Span span = cut.span();
      for (Acknowledged each : all.subList(firstAfter(span.begin(), all), all.size())) {
        if (each.invoked() >= span.end()) {
          break;
        }
        if (each.completed() >= span.end()) {
          continue;
        }
        if (each.node() == cut.node()) {
          findings.add(finding(cut, each));
          evidence.add(each);
        } else {
          meanwhile.add(each.call().invokedAt());
        }
      }
    }
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("acknowledged", (long) all.size());
    figures.put("cuts judged", (long) cuts.size());
    figures.put("acknowledged by others meanwhile", (long) meanwhile.size());
    if (!findings.isEmpty()) {
      return judging.violation(
          NAME,
          Findings.text(findings),
          figures,
          Acknowledged.only(evidence.subList(0, 1), history));
    }
    if (all.isEmpty()) {
      String why = "of no operation is it noted who acknowledged it, so nothing was tested";
      return CheckResult.of(NAME, Outcome.UNDECIDED, why, figures);
    }
    if (cuts.isEmpty()) {
      String why = "no node was cut off from a majority";
      return CheckResult.nothingToJudge(NAME, why, figures);
    }
    String summary =
        "in %d times that a node was cut off from a majority it acknowledged nothing; others acknowledged %,d operations meanwhile"
                .formatted(cuts.size(), meanwhile.size())
            + CutOff.byRule(cuts);
    return CheckResult.of(NAME, Outcome.VERIFIED, summary, figures);
  }

  /** The position of the first that was invoked later than that. */
  private static int firstAfter(long nanos, List<Acknowledged> byInvocation) {
    int low = 0;
    int high = byInvocation.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (byInvocation.get(middle).invoked() > nanos) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private static String finding(CutOff cut, Acknowledged each) {
    return "n%d was cut off from a majority from %s to %s; meanwhile, at %s, there was %s"
        .formatted(
            cut.node(),
            Span.seconds(cut.span().begin()),
            Span.seconds(cut.span().end()),
            Span.seconds(each.invoked()),
            each.text());
  }
}

package dev.palisade.harness.split;

import dev.palisade.checker.history.History;
import dev.palisade.harness.verdict.CheckResult;
import dev.palisade.harness.verdict.CheckResult.Outcome;
import dev.palisade.harness.verdict.Judging;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * In each term one node acknowledges, and terms only rise: what was invoked after an
 * acknowledgement is never acknowledged in a lower term than that one.
 */
final class OneNodePerTerm {
  static final String NAME = "split brain: one acknowledging node a term";

  private OneNodePerTerm() {}

  /** Judges a run by what its clients were told. */
  static CheckResult check(History history, Judging judging) throws IOException {
    List<Acknowledged> all = Acknowledged.in(history);
    Map<Long, Acknowledged> firstOfTerm = new TreeMap<>();
    List<String> findings = new ArrayList<>();
    List<Acknowledged> evidence = new ArrayList<>();
    for (Acknowledged each : all) {
      Acknowledged first = firstOfTerm.putIfAbsent(each.term(), each);
      if (first != null && first.node() != each.node()) {
        findings.add("%s, and %s".formatted(first.text(), each.text()));
        evidence.addAll(List.of(first, each));
      }
    }
    for (Acknowledged[] pair : fallen(all)) {
      findings.add("%s, and after it %s".formatted(pair[0].text(), pair[1].text()));
      evidence.addAll(Arrays.asList(pair));
    }
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("acknowledged", (long) all.size());
    figures.put("terms", (long) firstOfTerm.size());
    figures.put("nodes", all.stream().map(Acknowledged::node).distinct().count());
    if (!findings.isEmpty()) {
      List<Acknowledged> few = evidence.subList(0, Math.min(2, evidence.size()));
      return judging.violation(
          NAME, Findings.text(findings), figures, Acknowledged.only(few, history));
    }
    if (all.isEmpty()) {
      String why = "of no operation is it noted who acknowledged it, so nothing was tested";
      return CheckResult.of(NAME, Outcome.UNDECIDED, why, figures);
    }
    return CheckResult.of(
        NAME,
        Outcome.VERIFIED,
        "%,d operations were acknowledged in %d terms, in each by one node, and in terms that only rise"
            .formatted(all.size(), firstOfTerm.size()),
        figures);
  }

  /** Pairs of which the second was invoked after the first ended, and is of a lower term. */
  private static List<Acknowledged[]> fallen(List<Acknowledged> all) {
    List<Acknowledged> byEnd = new ArrayList<>(all);
    byEnd.sort(Comparator.comparingInt(each -> each.call().completedAt()));
    List<Acknowledged[]> fallen = new ArrayList<>();
    Acknowledged highest = null;
    int ended = 0;
    for (Acknowledged each : all) {
      while (ended < byEnd.size() && byEnd.get(ended).call().precedes(each.call())) {
        highest = higher(highest, byEnd.get(ended++));
      }
      if (highest != null && highest.term() > each.term()) {
        fallen.add(new Acknowledged[] {highest, each});
      }
    }
    return fallen;
  }

  private static Acknowledged higher(@Nullable Acknowledged one, Acknowledged other) {
    return one == null || other.term() > one.term() ? other : one;
  }
}

package dev.palisade.harness.workload;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.OpType;
import dev.palisade.checker.history.Outcome;
import dev.palisade.harness.verdict.CheckResult;
import dev.palisade.harness.verdict.Judging;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * That each add counted once. Each answer says under which count a number stands: a number that is
 * seen under two counts was added twice, a count that is seen with two numbers was given out twice.
 * And no count goes back.
 *
 * <p>Bounds alone would miss an add that counts twice where another, of unknown outcome, does not
 * count at all.
 */
final class CountedOnce {
  private record Place(Object counter, Object at) {}

  /** Something that was told, and on which line. */
  private record Told(Object what, int line) {}

  /** The highest count that was told so far. */
  private record Highest(long count, int line) {
    static final Highest NONE = new Highest(0, 0);
  }

  private final Findings findings;
  private final Map<Place, Told> numberAt = new HashMap<>();
  private final Map<Place, Told> countOf = new HashMap<>();
  private final Set<Place> asked = new HashSet<>();
  private final Set<Place> refused = new HashSet<>();
  private long adds;
  private long lost;

  CountedOnce(History history) {
    findings = new Findings("counter: each add counts once", history);
    for (int position = 0; position < history.size(); position++) {
      Object each = history.op(position).extra().get("lost");
      lost += each instanceof Long number ? number : 0;
    }
    List<Call> calls = history.calls();
    for (Call call : calls) {
      if (call.f().equals("add") && call.argument() != null) {
        (call.outcome() == Outcome.FAILED ? refused : asked)
            .add(new Place(counter(call), call.argument()));
      }
    }
    for (Call call : calls) {
      if (call.outcome() == Outcome.OK && call.result() instanceof List<?> answer) {
        look(history.line(call.completedAt()), call, answer);
      }
    }
    neverBack(history);
  }

  /** What a count was told to be is passed by each later add, and reached by each later read. */
  private void neverBack(History history) {
    Map<Object, Highest> told = new HashMap<>();
    Map<Integer, Highest> before = new HashMap<>();
    for (int position = 0; position < history.size(); position++) {
      Object counter = String.valueOf(history.key(position));
      if (history.type(position) == OpType.INVOKE) {
        before.put(position, told.getOrDefault(counter, Highest.NONE));
      } else if (history.type(position) == OpType.OK
          && history.value(position) instanceof List<?> answer
          && answer.getFirst() instanceof Long count) {
        int line = history.line(position);
        Highest earlier = before.getOrDefault(history.partner(position), Highest.NONE);
        if (count < earlier.count + (history.f(position).equals("add") ? 1 : 0)) {
          findings.wrong(
              List.of(earlier.line, line),
              "line %d: %s stands at %d, and %d had been told before",
              line,
              counter,
              count,
              earlier.count);
        }
        told.merge(
            counter, new Highest(count, line), (old, now) -> now.count > old.count ? now : old);
      }
    }
  }

  private void look(int line, Call call, List<?> answer) {
    if (!(answer.getFirst() instanceof Long count)) {
      return;
    }
    Object number = answer.get(1);
    if (call.f().equals("add")) {
      adds++;
      seen(line, call, count, call.argument());
      seen(line, call, count - 1, number);
    } else {
      seen(line, call, count, number);
    }
  }

  private void seen(int line, Call call, long count, @Nullable Object number) {
    if (number == null || count == 0) {
      if (number != null || count != 0) {
        findings.wrong(
            List.of(line),
            "line %d: %s stands at %d with number %s",
            line,
            call.key(),
            count,
            number);
      }
      return;
    }
    Place ofNumber = new Place(counter(call), number);
    if (refused.contains(ofNumber) || !asked.contains(ofNumber)) {
      findings.wrong(
          List.of(line),
          "line %d: %s holds %s, which %s",
          line,
          call.key(),
          number,
          refused.contains(ofNumber) ? "was refused" : "nobody added");
    }
    Told before = countOf.putIfAbsent(ofNumber, new Told(count, line));
    if (before != null && !before.what.equals(count)) {
      findings.wrong(
          List.of(before.line, line),
          "line %d: %s counted twice on %s, as %s and as %s",
          line,
          number,
          call.key(),
          before.what,
          count);
    }
    Told other = numberAt.putIfAbsent(new Place(counter(call), count), new Told(number, line));
    if (other != null && !other.what.equals(number)) {
      findings.wrong(
          List.of(other.line, line),
          "line %d: %s reached %s both by %s and by %s",
          line,
          call.key(),
          count,
          other.what,
          number);
    }
  }

  private static Object counter(Call call) {
    return String.valueOf(call.key());
  }

  CheckResult result(Judging judging) throws IOException {
    findings.figure("adds", adds);
    findings.figure("repliesLost", lost);
    if (adds == 0) {
      return findings.nothingToJudge(judging, "no add succeeded");
    }
    return findings.result(
        judging, "%,d adds counted once each; %,d replies were lost", adds, lost);
  }
}

package dev.palisade.harness.workload;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Op;
import dev.palisade.checker.history.Outcome;
import dev.palisade.harness.verdict.CheckResult;
import dev.palisade.harness.verdict.Judging;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * That the memberships which nodes tell as committed form one line. An id joins once, may get a
 * vote, and leaves for good, so of any two memberships one has all that the other has of each of
 * these. Two that differ otherwise come from two histories; one in which a removed id is a member
 * again is a case of it.
 *
 * <p>What a node tells may still be taken back until it is committed (Ongaro 2014, §4.1); of what
 * is not, it is only asked that nobody is both retired and a member, unless it is joint.
 */
final class ToldMembers {
  /**
   * How far a membership is, as sets that only grow.
   *
   * @param joined members, and those that were
   * @param voted those with a vote, and those that left
   * @param retired those that left or leave
   * @param gone those that left
   */
  private record Stage(
      TreeSet<Long> joined, TreeSet<Long> voted, TreeSet<Long> retired, TreeSet<Long> gone) {
    static Stage of(List<?> answer) {
      TreeSet<Long> members = ids(answer.get(0));
      TreeSet<Long> retired = ids(answer.get(2));
      TreeSet<Long> gone = new TreeSet<>(retired);
      gone.removeAll(members);
      TreeSet<Long> joined = new TreeSet<>(members);
      joined.addAll(retired);
      TreeSet<Long> voted = ids(answer.get(1));
      voted.addAll(retired);
      return new Stage(joined, voted, retired, gone);
    }

    private static TreeSet<Long> ids(@Nullable Object list) {
      TreeSet<Long> ids = new TreeSet<>();
      if (list instanceof List<?> numbers) {
        numbers.forEach(each -> ids.add(((Number) each).longValue()));
      }
      return ids;
    }

    int steps() {
      return joined.size() + voted.size() + retired.size() + gone.size();
    }

    boolean follows(Stage other) {
      return joined.containsAll(other.joined)
          && voted.containsAll(other.voted)
          && retired.containsAll(other.retired)
          && gone.containsAll(other.gone);
    }
  }

  private record Told(Call call, int line, Object node, @Nullable Object life, Stage stage) {
    Object answer() {
      return String.valueOf(call.result());
    }
  }

  private final Findings findings;
  private final List<Told> certain = new ArrayList<>();
  private long told;

  ToldMembers(History history) {
    findings = new Findings("membership: one line, and no way back", history);
    for (Call call : history.calls()) {
      if (call.f().equals("members")
          && call.outcome() == Outcome.OK
          && call.result() instanceof List<?> answer) {
        told++;
        look(call, history.op(call.completedAt()), history.line(call.completedAt()), answer);
      }
    }
    oneLine();
    noWayBack();
  }

  private void look(Call call, Op op, int line, List<?> answer) {
    Stage stage = Stage.of(answer);
    boolean isJoint = Boolean.TRUE.equals(op.extra().get("joint"));
    if (!isJoint && !stage.gone.equals(stage.retired)) {
      findings.wrong(
          List.of(line),
          "line %d: node %s tells members %s, of which one is among the retired %s",
          line,
          op.extra().get("node"),
          answer.get(0),
          answer.get(2));
    }
    if (Boolean.TRUE.equals(op.extra().get("certain"))) {
      Object node = op.extra().getOrDefault("node", 0L);
      certain.add(new Told(call, line, node, op.extra().get("life"), stage));
    }
  }

  /** Ascending by how much has happened, each follows the one before. */
  private void oneLine() {
    List<Told> inLine = new ArrayList<>(certain);
    inLine.sort(Comparator.comparingInt(each -> each.stage.steps()));
    for (int i = 1; i < inLine.size(); i++) {
      Told before = inLine.get(i - 1);
      Told after = inLine.get(i);
      if (!after.stage.follows(before.stage)) {
        findings.wrong(
            List.of(before.line, after.line),
            "lines %d and %d: nodes %s and %s tell %s and %s, neither of which leads to the other",
            before.line,
            after.line,
            before.node,
            after.node,
            before.answer(),
            after.answer());
      }
    }
    findings.figure("memberships", inLine.stream().map(Told::stage).distinct().count());
  }

  /** What is committed stays so: a process that has told it tells nothing earlier later on. */
  private void noWayBack() {
    Map<Object, List<Told>> bySource = new HashMap<>();
    for (Told each : certain) {
      if (each.life != null) {
        Object source = List.of(each.node, each.life);
        bySource.computeIfAbsent(source, _ -> new ArrayList<>()).add(each);
      }
    }
    bySource.values().forEach(this::noWayBack);
  }

  private void noWayBack(List<Told> ofOne) {
    TreeMap<Integer, Told> furthest = new TreeMap<>();
    ofOne.forEach(each -> furthest.put(each.call.completedAt(), each));
    Told soFar = furthest.firstEntry().getValue();
    for (Map.Entry<Integer, Told> each : furthest.entrySet()) {
      soFar = each.getValue().stage.steps() > soFar.stage.steps() ? each.getValue() : soFar;
      each.setValue(soFar);
    }
    for (Told later : ofOne) {
      Map.Entry<Integer, Told> before = furthest.lowerEntry(later.call.invokedAt());
      if (before != null && !later.stage.follows(before.getValue().stage)) {
        Told earlier = before.getValue();
        findings.wrong(
            List.of(earlier.line, later.line),
            "line %d: node %s goes back from %s of line %d to %s",
            later.line,
            later.node,
            earlier.answer(),
            earlier.line,
            later.answer());
      }
    }
  }

  CheckResult result(Judging judging) throws IOException {
    findings.figure("told", told);
    findings.figure("certain", certain.size());
    return certain.isEmpty()
        ? findings.undecided(judging, "no node told a membership that is certainly committed")
        : findings.result(
            judging, "%,d answers, %,d of them certainly committed", told, (long) certain.size());
  }
}

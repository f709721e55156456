package dev.palisade.harness.workload;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Pauses of holders, and what they had under way.
 *
 * @param beyondGrant in how many another grant was acknowledged, which ended that of the holder
 * @param underWay writes of those holders that had begun when their process was stopped, and were
 *     answered when it went on
 * @param failedLate how many of them failed: refused by the fence, or out of time
 * @param landedBefore how many were accepted, as they could be until the other grant took effect
 */
record Pauses(long beyondGrant, long underWay, long failedLate, long landedBefore) {

  /** Between the end of a pause's signal and the beginning of that which wakes. */
  private record Pause(int from, int to, long grantedMeanwhile) {}

  static Pauses of(History history) {
    Map<String, List<Call>> byKey = new HashMap<>();
    for (Call call : history.calls()) {
      byKey.computeIfAbsent(String.valueOf(call.key()), unseen -> new ArrayList<>()).add(call);
    }
    long beyond = 0;
    long[] underWay = new long[Outcome.values().length];
    for (List<Call> calls : byKey.values()) {
      for (Pause pause : beyondGrant(calls)) {
        beyond++;
        for (Call call : calls) {
          if (isUnderWay(history, call, pause)) {
            underWay[call.outcome().ordinal()]++;
          }
        }
      }
    }
    long failed = underWay[Outcome.FAILED.ordinal()];
    long landed = underWay[Outcome.OK.ordinal()];
    return new Pauses(
        beyond, failed + landed + underWay[Outcome.UNKNOWN.ordinal()], failed, landed);
  }

  private static List<Pause> beyondGrant(List<Call> calls) {
    List<Pause> pauses = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      Call pause = calls.get(i);
      if (!pause.f().equals("pause") || pause.outcome() != Outcome.OK) {
        continue;
      }
      int end = resumedAt(calls.subList(i, calls.size()));
      OptionalLong granted =
          calls.stream()
              .filter(call -> call.f().equals("grant") && call.outcome() == Outcome.OK)
              .filter(call -> pause.completedAt() < call.invokedAt() && call.completedAt() < end)
              .mapToLong(call -> StaleWrites.token(call.result()))
              .max();
      if (granted.isPresent()) {
        pauses.add(new Pause(pause.completedAt(), end, granted.getAsLong()));
      }
    }
    return pauses;
  }

  /** Where whoever comes first in these calls is woken; one that nobody woke counts for nothing. */
  private static int resumedAt(List<Call> calls) {
    return calls.stream()
        .filter(call -> call.f().equals("resume") && call.outcome() == Outcome.OK)
        .mapToInt(Call::invokedAt)
        .findFirst()
        .orElse(0);
  }

  private static boolean isUnderWay(History history, Call call, Pause pause) {
    int end = history.partner(call.invokedAt());
    if (!call.f().equals("write") || end == History.NONE) {
      return false;
    }
    long token = StaleWrites.token(history.op(end).extra().get("token"));
    boolean spans = call.invokedAt() < pause.from() && pause.to() < end;
    return spans && token > 0 && token < pause.grantedMeanwhile();
  }
}

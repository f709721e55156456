package dev.palisade.harness.workload;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Outcome;
import dev.palisade.checker.model.FencedRegister;
import dev.palisade.harness.client.Operation;
import dev.palisade.harness.generator.Generator;
import dev.palisade.harness.generator.Generators;
import dev.palisade.harness.verdict.CheckResult;
import dev.palisade.harness.verdict.Judging;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Registers that fences guard. {@code grant} takes a new token; {@code write v} writes with the
 * token that the client last took, however many others were granted meanwhile: a holder that was
 * away for longer than its grant and comes back. {@code read} answers {@code [value revision
 * token]}.
 *
 * <p>In the history a write is {@code write [token v]} with the token that was presented.
 */
public record FencedRegisterWorkload() implements Workload {
  private static final long KEYS_AT_A_TIME = 3;
  private static final long OPERATIONS_A_KEY = 300;

  @Override
  public String name() {
    return "fenced-register";
  }

  @Override
  public String explanation() {
    return "Holders that were away and come back with an old token; none of their writes may land.";
  }

  @Override
  public Generator load(long seed) {
    return Generators.each(seed, FencedRegisterWorkload::operation);
  }

  private static Operation operation(RandomGenerator dice, long number) {
    long batch = number / (OPERATIONS_A_KEY * KEYS_AT_A_TIME);
    String key = "f" + (batch * KEYS_AT_A_TIME + dice.nextLong(KEYS_AT_A_TIME));
    int kind = dice.nextInt(10);
    if (kind < 2) {
      return new Operation("grant", key, null);
    }
    return kind < 7 ? new Operation("write", key, number) : new Operation("read", key, null);
  }

  @Override
  public Generator last() {
    return Generators.list(
        LongStream.range(0, KEYS_AT_A_TIME)
            .mapToObj(key -> new Operation("read", "f" + key, null))
            .toList());
  }

  @Override
  public List<CheckResult> judge(History history, Judging judging) throws IOException {
    return List.of(
        judging.linearizable(
            "fenced register: linearizable per key", new FencedRegister(), asModelled(history)),
        staleWrites(history));
  }

  /** Without grants, of which the register knows nothing; tokens stand beside written values. */
  private static History asModelled(History history) {
    return Presented.of(history);
  }

  /** No write lands whose token is lower than one that had been granted before it began. */
  private static CheckResult staleWrites(History history) {
    Map<Object, TreeMap<Integer, Long>> granted = new TreeMap<>();
    long trials = 0;
    List<String> landed = new ArrayList<>();
    for (Call call : history.calls()) {
      if (call.f().equals("grant") && call.outcome() == Outcome.OK) {
        TreeMap<Integer, Long> own =
            granted.computeIfAbsent(String.valueOf(call.key()), unseen -> new TreeMap<>());
        own.merge(call.completedAt(), token(call.result()), Math::max);
      }
    }
    granted.values().forEach(FencedRegisterWorkload::accumulate);
    for (Call call : history.calls()) {
      if (!call.f().equals("write") || call.completedAt() == Call.NEVER) {
        continue;
      }
      long presented = token(history.op(call.completedAt()).extra().get("token"));
      TreeMap<Integer, Long> own = granted.get(String.valueOf(call.key()));
      Map.Entry<Integer, Long> before = own == null ? null : own.lowerEntry(call.invokedAt());
      if (presented > 0 && before != null && presented < before.getValue()) {
        trials++;
        if (call.outcome() == Outcome.OK) {
          landed.add(
              "line %d: a write with token %d landed though token %d of %s had been granted"
                  .formatted(
                      history.line(call.completedAt()), presented, before.getValue(), call.key()));
        }
      }
    }
    String name = "fenced register: no stale write lands";
    return CheckResult.of(
        name,
        landed.isEmpty() ? CheckResult.Outcome.VERIFIED : CheckResult.Outcome.VIOLATION,
        landed.isEmpty()
            ? "%,d writes with a token beyond its grant, none landed".formatted(trials)
            : String.join("; ", landed.subList(0, Math.min(3, landed.size()))),
        Map.of("trials", trials, "landed", (long) landed.size()));
  }

  private static void accumulate(TreeMap<Integer, Long> tokens) {
    long highest = 0;
    for (Map.Entry<Integer, Long> each : tokens.entrySet()) {
      highest = Math.max(highest, each.getValue());
      each.setValue(highest);
    }
  }

  private static long token(@Nullable Object value) {
    return value instanceof Long number ? number : 0;
  }
}

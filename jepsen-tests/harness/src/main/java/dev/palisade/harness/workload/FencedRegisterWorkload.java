package dev.palisade.harness.workload;

import dev.palisade.checker.history.History;
import dev.palisade.checker.model.FencedRegister;
import dev.palisade.harness.client.Operation;
import dev.palisade.harness.generator.Generator;
import dev.palisade.harness.generator.Generators;
import dev.palisade.harness.verdict.CheckResult;
import dev.palisade.harness.verdict.Judging;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Registers that fences guard. {@code grant} takes a new token; {@code write v} writes with the
 * token that the client last took, however many others were granted meanwhile: a holder that was
 * away for longer than its grant and comes back. {@code read} answers {@code [value revision
 * token]}.
 *
 * <p>In the history a write is {@code write [token v]} with the token that was presented.
 */
public record FencedRegisterWorkload() implements Workload {
  private static final RotatingKeys KEYS = new RotatingKeys("f", 3, 300);

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
    String key = KEYS.key(number, dice);
    int kind = dice.nextInt(10);
    if (kind < 2) {
      return new Operation("grant", key, null);
    }
    return kind < 7 ? new Operation("write", key, number) : new Operation("read", key, null);
  }

  @Override
  public Generator last(List<Object> keys) {
    return OnceEach.of("read", keys);
  }

  @Override
  public Optional<String> lastRead() {
    return Optional.of("read");
  }

  @Override
  public Set<String> mustSucceed() {
    return Set.of("grant", "write", "read");
  }

  @Override
  public List<CheckResult> judge(History history, Judging judging) throws IOException {
    StaleWrites stale = StaleWrites.of(history);
    String summary = "%,d writes with a token beyond its grant: %s, none landed";
    return List.of(
        judging.linearizable(
            "fenced register: linearizable per key", new FencedRegister(), Presented.of(history)),
        stale.result(
            "fenced register: no stale write lands",
            summary.formatted(stale.trials(), stale.refusals()),
            Map.of(),
            history,
            judging));
  }
}

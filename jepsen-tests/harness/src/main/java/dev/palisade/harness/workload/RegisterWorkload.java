package dev.palisade.harness.workload;

import dev.palisade.checker.history.History;
import dev.palisade.checker.model.CasRegister;
import dev.palisade.harness.client.Operation;
import dev.palisade.harness.generator.Generator;
import dev.palisade.harness.generator.Generators;
import dev.palisade.harness.verdict.CheckResult;
import dev.palisade.harness.verdict.Judging;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Registers: {@code read} answers a number or null, {@code write v} sets it, {@code cas [from to]}
 * sets it if it holds {@code from} and fails otherwise.
 */
public record RegisterWorkload() implements Workload {
  /** Few operations a key keep each search small, few values make compare-and-set succeed. */
  private static final RotatingKeys KEYS = new RotatingKeys("r", 5, 300);

  private static final long VALUES = 5;

  @Override
  public String name() {
    return "register";
  }

  @Override
  public String explanation() {
    return "Reads, writes and compare-and-sets of single keys; each key is linearizable.";
  }

  @Override
  public Generator load(long seed) {
    return Generators.each(seed, RegisterWorkload::operation);
  }

  private static Operation operation(RandomGenerator dice, long number) {
    String key = KEYS.key(number, dice);
    return switch (dice.nextInt(3)) {
      case 0 -> new Operation("read", key, null);
      case 1 -> new Operation("write", key, dice.nextLong(VALUES));
      default -> new Operation("cas", key, List.of(dice.nextLong(VALUES), dice.nextLong(VALUES)));
    };
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
    return Set.of("read", "write");
  }

  @Override
  public List<CheckResult> judge(History history, Judging judging) throws IOException {
    CasRegister model = new CasRegister(null);
    return List.of(judging.linearizable("register: linearizable per key", model, history));
  }
}

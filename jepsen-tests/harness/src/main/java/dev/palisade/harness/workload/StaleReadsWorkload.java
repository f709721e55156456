package dev.palisade.harness.workload;

import dev.palisade.checker.history.History;
import dev.palisade.checker.model.Register;
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
 * Registers that are read in both ways: {@code write n} with a number that no other write has,
 * {@code read}, which is linearizable, and {@code stale-read k}, which asks the node at place k,
 * counted round and round.
 *
 * <p>Beside the answer of a write stands its {@code revision}; beside that of a read the {@code
 * revision} that was read, the {@code modRevision} of what was found, 0 for nothing, and whether it
 * was labelled {@code stale}; beside that of a stale read also the {@code node} and the {@code
 * life} of its process.
 */
public record StaleReadsWorkload() implements Workload {
  private static final RotatingKeys KEYS = new RotatingKeys("t", 3, 300);
  private static final long PLACES = 2520; // Divides by every number of nodes.

  @Override
  public String name() {
    return "stale-reads";
  }

  @Override
  public String explanation() {
    return "Stale reads say so, and tell what was true at the revision that they name.";
  }

  @Override
  public Generator load(long seed) {
    return Generators.each(seed, StaleReadsWorkload::operation);
  }

  private static Operation operation(RandomGenerator dice, long number) {
    String key = KEYS.key(number, dice);
    return switch (dice.nextInt(5)) {
      case 0 -> new Operation("read", key, null);
      case 1, 2 -> new Operation("write", key, number);
      default -> new Operation("stale-read", key, dice.nextLong(PLACES));
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
    return Set.of("write", "read", "stale-read");
  }

  @Override
  public List<CheckResult> judge(History history, Judging judging) throws IOException {
    History linearizable = Rewritten.only(history, f -> !f.equals("stale-read"));
    return List.of(
        judging.linearizable(
            "stale reads: the others are linearizable", new Register(null), linearizable),
        new StaleAnswers(history).result(judging));
  }
}

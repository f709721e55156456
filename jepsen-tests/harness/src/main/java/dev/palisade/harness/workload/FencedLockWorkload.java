package dev.palisade.harness.workload;

import dev.palisade.checker.history.History;
import dev.palisade.checker.model.FencedLock;
import dev.palisade.harness.client.Operation;
import dev.palisade.harness.generator.Generator;
import dev.palisade.harness.generator.Generators;
import dev.palisade.harness.verdict.CheckResult;
import dev.palisade.harness.verdict.Judging;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Locks: {@code acquire} answers a token, or fails when the lock is held; {@code release} frees
 * what this client's token holds, which stands as its answer.
 *
 * <p>A release goes into the judged history with the token as its argument.
 */
public record FencedLockWorkload() implements Workload {
  /** A lock whose acquisition nobody knows of stays held: soon there are others. */
  private static final RotatingKeys KEYS = new RotatingKeys("l", 4, 60);

  @Override
  public String name() {
    return "fenced-lock";
  }

  @Override
  public String explanation() {
    return "Locks whose grants carry rising tokens; no two holders live at the same time.";
  }

  @Override
  public Generator load(long seed) {
    return Generators.each(seed, FencedLockWorkload::operation);
  }

  private static Operation operation(RandomGenerator dice, long number) {
    String key = KEYS.key(number, dice);
    return new Operation(dice.nextBoolean() ? "acquire" : "release", key, null);
  }

  @Override
  public Generator last(List<Object> keys) {
    return OnceEach.tried("acquire", keys); // One that is still held is refused for good.
  }

  @Override
  public Set<String> mustSucceed() {
    return Set.of("acquire");
  }

  @Override
  public List<CheckResult> judge(History history, Judging judging) throws IOException {
    History modelled = Presented.releases(history);
    return List.of(
        judging.linearizable("fenced lock: linearizable per lock", new FencedLock(), modelled));
  }
}

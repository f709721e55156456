package dev.palisade.harness.workload;

import dev.palisade.checker.history.History;
import dev.palisade.checker.model.FencedRegister;
import dev.palisade.harness.generator.Generator;
import dev.palisade.harness.verdict.CheckResult;
import dev.palisade.harness.verdict.Judging;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Registers that fences guard, whose holders are processes that are really paused. A holder takes a
 * grant and writes on and on; at a random moment its process is stopped by SIGSTOP, another holder
 * takes a grant and writes, and then the first one goes on where it was, with what it had under way
 * and with its old token.
 *
 * <p>Operations are those of {@link FencedRegisterWorkload}, and {@code pause w} and {@code resume
 * w} of the process of worker {@code w}, on the key that it holds.
 */
public record PausedHolderWorkload() implements Workload {
  @Override
  public String name() {
    return "paused-holder";
  }

  @Override
  public String explanation() {
    return "Holders whose process stands still beyond its grant; none of their later writes lands.";
  }

  @Override
  public int leastWorkers() {
    return 2;
  }

  @Override
  public Generator load(long seed) {
    return TakeOver.among(seed);
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
    return Set.of("grant", "write", "read", "pause");
  }

  @Override
  public List<CheckResult> judge(History history, Judging judging) throws IOException {
    History seen = AsClientsSaw.of(history);
    StaleWrites stale = StaleWrites.of(seen);
    Pauses pauses = Pauses.of(seen);
    String summary =
        "%,d pauses beyond the grant; of %,d writes with the old token %s, none landed; of %,d under way at a pause %,d failed, %,d had landed before the other grant"
            .formatted(
                pauses.beyondGrant(),
                stale.trials(),
                stale.refusals(),
                pauses.underWay(),
                pauses.failedLate(),
                pauses.landedBefore());
    Map<String, Object> figures =
        Map.of(
            "pausesBeyondGrant",
            pauses.beyondGrant(),
            "underWay",
            pauses.underWay(),
            "underWayFailed",
            pauses.failedLate(),
            "underWayLandedBefore",
            pauses.landedBefore());
    return List.of(
        judging.linearizable(
            "paused holder: linearizable per key", new FencedRegister(), Presented.of(seen)),
        stale.result("paused holder: no stale write lands", summary, figures, seen, judging));
  }
}

package dev.palisade.raft.core;

import org.junit.jupiter.api.Test;

/**
 * Many short random lives of small clusters. On failure the message names the seed; repeat it, or
 * search longer, with
 *
 * <pre>
 *   ./mvnw -pl raft/core -am test -Dtest=RandomRunsTest -Draft.seed=4711 -Draft.runs=1
 * </pre>
 */
class RandomRunsTest {
  @Test
  void safetyHoldsThroughoutAndTheClusterGetsOnOnceTheWorldHeals() {
    long firstSeed = Long.getLong("raft.seed", 1);
    int runs = Integer.getInteger("raft.runs", 4_000);
    int actions = Integer.getInteger("raft.actions", 500);
    for (long seed = firstSeed; seed < firstSeed + runs; seed++) {
      try {
        new RandomRun(seed).run(actions);
      } catch (AssertionError | RuntimeException failure) {
        throw new AssertionError(
            "seed %d: %s; repeat with ./mvnw -pl raft/core -am test -Dtest=RandomRunsTest -Draft.seed=%d -Draft.runs=1 -Draft.actions=%d"
                .formatted(seed, failure.getMessage(), seed, actions),
            failure);
      }
    }
  }
}

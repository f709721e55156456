package dev.palisade.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeMap;
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
  private static final String[] RARE = {
    "CreateMembership",
    "CreateMembership joint",
    "InstallSnapshot",
    "MembershipEnded DONE",
    "MembershipEnded UNKNOWN",
    "PromiseKept",
    "Removed",
    "RoleChanged LEADER",
    "TransferEnded"
  };

  @Test
  void safetyHoldsThroughoutAndTheClusterGetsOnOnceTheWorldHeals() {
    long firstSeed = Long.getLong("raft.seed", 1);
    int runs = Integer.getInteger("raft.runs", 4_000);
    int actions = Integer.getInteger("raft.actions", 500);
    TreeMap<String, Integer> seen = new TreeMap<>();
    for (long seed = firstSeed; seed < firstSeed + runs; seed++) {
      RandomRun run = new RandomRun(seed);
      try {
        run.run(actions);
        run.seen().forEach((effect, count) -> seen.merge(effect, count, Integer::sum));
      } catch (AssertionError | RuntimeException failure) {
        throw new AssertionError(
            "seed %d: %s; repeat with ./mvnw -pl raft/core -am test -Dtest=RandomRunsTest -Draft.seed=%d -Draft.runs=1 -Draft.actions=%d"
                .formatted(seed, failure.getMessage(), seed, actions),
            failure);
      }
    }
    if (runs >= 1_000) {
      assertThat(seen).containsKeys(RARE); // Otherwise the runs prove less than they seem to.
    }
  }
}

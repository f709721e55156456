package dev.palisade.raft.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.raft.replica.ReplicaWorld.Ending;
import dev.palisade.raft.replica.ReplicaWorld.Promise;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Random runs of whole replicas, log and actors included. Repeat one with {@code ./mvnw -pl
 * raft/core -am test -Dtest=ReplicaRunsTest -Dseed=N -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class ReplicaRunsTest {
  private static final int RUNS = Integer.getInteger("runs", 150);
  private static final int ACTIONS = 2_500;

  @Test
  void whatWasAcknowledgedIsAppliedOnceAndInOneOrderEverywhere() throws Exception {
    Long only = Long.getLong("seed");
    long[] seeds = only == null ? LongStream.rangeClosed(1, RUNS).toArray() : new long[] {only};
    long done = 0;
    int changes = 0;
    for (long seed : seeds) {
      try {
        ReplicaWorld world = new ReplicaWorld(seed);
        done += run(world);
        changes += world.changesDone();
      } catch (Throwable e) {
        throw new AssertionError("seed " + seed + " broke a promise; repeat: -Dseed=" + seed, e);
      }
    }
    assertThat(done).as("commands acknowledged").isGreaterThan(seeds.length * 20L);
    assertThat(changes).as("changes of the membership").isGreaterThan(seeds.length / 2);
  }

  private static long run(ReplicaWorld world) throws Exception {
    for (int i = 0; i < ACTIONS; i++) {
      world.act();
      assertPrefixes(world.applied());
    }
    assertThat(world.settles()).as("all nodes agree once faults end").isTrue();
    List<Long> applied = world.applied().getFirst();
    Set<Long> set = new HashSet<>(applied);
    assertThat(set).as("nothing is applied twice").hasSameSizeAs(applied);
    long done = 0;
    for (Promise promise : world.promises()) {
      assertThat(promise.endings).as("endings of %d", promise.value).hasSizeLessThanOrEqualTo(1);
      if (promise.endings.contains(Ending.DONE)) {
        assertThat(set).as("acknowledged").contains(promise.value);
        done++;
      }
      if (promise.endings.contains(Ending.REFUSED)) {
        assertThat(set).as("refused").doesNotContain(promise.value);
      }
    }
    return done;
  }

  /** Of two replicas, one has applied what the other has, and perhaps more. */
  private static void assertPrefixes(List<List<Long>> applied) {
    for (List<Long> left : applied) {
      for (List<Long> right : applied) {
        int common = Math.min(left.size(), right.size());
        if (common > 0) {
          assertThat(left.get(common - 1)).isEqualTo(right.get(common - 1));
        }
      }
    }
  }
}

package dev.palisade.kv.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Many random lives of the machine over memory against a naive model. On failure the message names
 * the seed; repeat it, or search longer, with
 *
 * <pre>
 *   ./mvnw -pl kvstore/state -am test -Dtest=ModelTest -Dstate.seed=4711 -Dstate.runs=1
 * </pre>
 */
class ModelTest {
  private static final Set<String> ALL_KINDS =
      new TreeSet<>(
          Set.of(
              "PutDone",
              "DeleteDone",
              "TxnDone",
              "Compacted",
              "Granted",
              "Released",
              "ExternalDeclared",
              "Protected",
              "Unprotected",
              "SessionOpened",
              "SessionClosed",
              "SessionsExpired",
              "Fenced STALE",
              "Fenced NEVER_MINTED",
              "Fenced RELEASED",
              "Fenced HELD",
              "Fenced NO_SUCH_FENCE",
              "Unguarded",
              "Invalid",
              "SessionGone"));

  @Test
  void theMachineDoesWhatTheNaiveModelDoesHoweverItIsBatchedAndWhereverItCrashes() {
    long firstSeed = Long.getLong("state.seed", 1);
    int runs = Integer.getInteger("state.runs", 150);
    int batches = Integer.getInteger("state.batches", 80);
    TreeSet<String> kinds = new TreeSet<>();
    for (long seed = firstSeed; seed < firstSeed + runs; seed++) {
      try (MemoryCrashes crashes = new MemoryCrashes()) {
        ModelRun run = new ModelRun(seed, crashes);
        run.run(batches);
        kinds.addAll(run.outcomeKinds());
      } catch (AssertionError | RuntimeException failure) {
        throw new AssertionError(
            "seed %d: %s; repeat with ./mvnw -pl kvstore/state -am test -Dtest=ModelTest -Dstate.seed=%d -Dstate.runs=1 -Dstate.batches=%d"
                .formatted(seed, failure.getMessage(), seed, batches),
            failure);
      }
    }
    // What never occurs was never compared; TooOld answers reads alone.
    assertThat(runs < 100 ? ALL_KINDS : kinds).isEqualTo(ALL_KINDS);
  }

  private static final class MemoryCrashes implements ModelRun.CrashingStore {
    private final MemoryStore store = new MemoryStore();

    @Override
    public Store store() {
      return store;
    }

    @Override
    public void crash() {
      store.loseUnflushed();
    }

    @Override
    public void close() {
      store.close();
    }
  }
}

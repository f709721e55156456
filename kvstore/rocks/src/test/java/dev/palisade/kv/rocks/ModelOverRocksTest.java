package dev.palisade.kv.rocks;

import dev.palisade.kv.state.ModelRun;
import dev.palisade.kv.state.Store;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random lives of the state machine over RocksDB against the naive model, with crashes that lose
 * the memory table. On failure the message names the seed; repeat it, or search longer, with
 *
 * <pre>
 *   ./mvnw -pl kvstore/rocks -am test -Dtest=ModelOverRocksTest -Dstate.seed=4711 -Dstate.runs=1
 * </pre>
 */
class ModelOverRocksTest {
  @TempDir Path directory;

  @Test
  void theMachineDoesOverRocksDbWhatTheNaiveModelDoesAlsoAfterCrashes() {
    long firstSeed = Long.getLong("state.seed", 1);
    int runs = Integer.getInteger("state.runs", 8);
    int batches = Integer.getInteger("state.batches", 80);
    for (long seed = firstSeed; seed < firstSeed + runs; seed++) {
      try (RocksCrashes crashes = new RocksCrashes(directory.resolve("seed-" + seed))) {
        new ModelRun(seed, crashes).run(batches);
      } catch (AssertionError | RuntimeException failure) {
        throw new AssertionError(
            "seed %d: %s; repeat with ./mvnw -pl kvstore/rocks -am test -Dtest=ModelOverRocksTest -Dstate.seed=%d -Dstate.runs=1 -Dstate.batches=%d"
                .formatted(seed, failure.getMessage(), seed, batches),
            failure);
      }
    }
  }

  private static final class RocksCrashes implements ModelRun.CrashingStore {
    private final Path directory;
    private RocksStore store;

    RocksCrashes(Path directory) {
      this.directory = directory;
      this.store = new RocksStore(directory);
    }

    @Override
    public Store store() {
      return store;
    }

    @Override
    public void crash() {
      store.abandon();
      store = new RocksStore(directory);
    }

    @Override
    public void close() {
      store.close();
    }
  }
}

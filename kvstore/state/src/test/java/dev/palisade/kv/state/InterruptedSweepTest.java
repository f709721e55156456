package dev.palisade.kv.state;

import static dev.palisade.kv.state.TestMachine.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.raft.Entry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InterruptedSweepTest {
  private static final int PUTS = 12_000;

  @Test
  void aSweepThatWasInterruptedIsFinishedWhenTheStateIsOpenedAgain() {
    isFinished(PUTS);
  }

  /** Each version is in a batch of its own, so that the sweep stops between their changes. */
  @Test
  void aSweepOverManyBatchesThatWasInterruptedLeavesNoneOfTheirChanges() {
    isFinished(1);
  }

  private static void isFinished(int putsAtOnce) {
    StoppingStore whole = new StoppingStore(Integer.MAX_VALUE);
    KvStateMachine finished = applied(whole, putsAtOnce);
    // The format, the puts, the rows before the compaction, its decision.
    int decided = 1 + PUTS / putsAtOnce + 2;
    assertThat(whole.writes).as("batches of the sweep and around it").isGreaterThan(decided);

    for (int stopAfter = decided; stopAfter < whole.writes; stopAfter++) {
      StoppingStore store = new StoppingStore(stopAfter);
      assertThatThrownBy(() -> applied(store, putsAtOnce)).hasMessage("stopped");
      store.memory.loseUnflushed();

      KvStateMachine again = new KvStateMachine(store.memory);

      assertThat(again.appliedIndex()).isEqualTo(PUTS + 1);
      assertThat(again.compactedRevision()).isEqualTo(PUTS);
      assertThat(again.stateHash()).isEqualTo(again.recomputeHash());
      assertThat(again.stateHash()).isEqualTo(finished.stateHash());
      assertThat(TableCensus.of(store)).isEqualTo(TableCensus.of(whole));
    }
  }

  /** Puts, then a compaction that leaves two versions, alone in a batch. */
  private static KvStateMachine applied(Store store, int putsAtOnce) {
    KvStateMachine machine = new KvStateMachine(store);
    List<Entry> puts = new ArrayList<>();
    for (int index = 1; index <= PUTS; index++) {
      puts.add(TestMachine.entry(index, index, new Request(null, put("a", "v"))));
    }
    for (int from = 0; from < PUTS; from += putsAtOnce) {
      machine.apply(puts.subList(from, from + putsAtOnce));
    }
    Command compact = new Command.Compact(PUTS);
    machine.apply(List.of(TestMachine.entry(PUTS + 1, 0, new Request(null, compact))));
    return machine;
  }

  /** Everything is durable up to a write, at which the process ends. */
  private static final class StoppingStore implements Store {
    private final MemoryStore memory = new MemoryStore();
    private final int stopAfter;
    private int writes;

    StoppingStore(int stopAfter) {
      this.stopAfter = stopAfter;
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
      return memory.get(key);
    }

    @Override
    public Cursor scan(byte[] from, byte[] toExclusive, Direction direction) {
      return memory.scan(from, toExclusive, direction);
    }

    @Override
    public Store snapshot() {
      return memory.snapshot();
    }

    @Override
    public void write(Batch batch) {
      if (writes == stopAfter) {
        throw new IllegalStateException("stopped");
      }
      writes++;
      memory.write(batch);
      memory.flush();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}

package dev.palisade.kv.state;

import static dev.palisade.kv.state.TestMachine.bytes;
import static dev.palisade.kv.state.TestMachine.entry;
import static dev.palisade.kv.state.TestMachine.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.kv.state.Command.KeyRange;
import dev.palisade.raft.Entry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How many rows applying reads and writes: counts, which depend on no machine. */
class ApplyCostTest {
  private static final int KEYS = 100;

  private final CountingStore store = new CountingStore();
  private final KvStateMachine machine = new KvStateMachine(store);

  @Test
  void putsOfKeysInUseReadNothingAndWriteTwoRowsEachAndTwoForTheirBatch() {
    apply(putsOfAllKeys());
    store.forget();

    apply(putsOfAllKeys());

    assertThat(store.reads).isZero();
    assertThat(store.scans).isZero();
    // Latest and history of each put; the changes and the position of the batch.
    assertThat(store.rowsWritten).isEqualTo(2 * KEYS + 2);
  }

  @Test
  void putsOfKeysThatAreNotInUseAreLookedUpAtOnce() {
    apply(putsOfAllKeys());
    KvStateMachine again = new KvStateMachine(store);
    store.forget();

    again.apply(entries(again, putsOfAllKeys()));

    assertThat(store.severalAtOnce).isEqualTo(1);
    assertThat(store.reads).isZero();
  }

  @Test
  void aCompactionReadsTheChangesOnceAndLooksNoVersionUp() {
    for (int round = 0; round < 5; round++) {
      apply(putsOfAllKeys());
    }
    store.forget();

    apply(new Command.Compact(machine.revision()));

    assertThat(store.rowsDropped).isEqualTo(4 * KEYS + 5);
    assertThat(store.reads).isZero();
    // When the revision was, where to begin, and the walk over the changes.
    assertThat(store.scans).isEqualTo(3);
  }

  @Test
  void deletingAKeyInUseReadsNothingButTheRange() {
    apply(putsOfAllKeys());
    store.forget();

    apply(new Command.Delete(KeyRange.ofKey(bytes("k7")), List.of(), false));

    assertThat(store.reads).isZero();
    assertThat(store.scans).isLessThanOrEqualTo(1);
  }

  private static Command[] putsOfAllKeys() {
    Command[] puts = new Command[KEYS];
    for (int i = 0; i < KEYS; i++) {
      puts[i] = put("k" + i, "v");
    }
    return puts;
  }

  private void apply(Command... commands) {
    machine.apply(entries(machine, commands));
  }

  private static List<Entry> entries(KvStateMachine machine, Command... commands) {
    List<Entry> entries = new ArrayList<>();
    long index = machine.appliedIndex();
    for (Command command : commands) {
      index++;
      entries.add(entry(index, 1_000 * index, new Request(null, command)));
    }
    return entries;
  }

  private static final class CountingStore implements Store {
    private final MemoryStore memory = new MemoryStore();
    private int reads;
    private int severalAtOnce;
    private int scans;
    private int rowsWritten;
    private int rowsDropped;

    void forget() {
      reads = 0;
      severalAtOnce = 0;
      scans = 0;
      rowsWritten = 0;
      rowsDropped = 0;
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
      reads++;
      return memory.get(key);
    }

    @Override
    public List<byte @Nullable []> getAll(List<byte[]> keys) {
      severalAtOnce++;
      return memory.getAll(keys);
    }

    @Override
    public Cursor scan(byte[] from, byte[] toExclusive, Direction direction) {
      scans++;
      return memory.scan(from, toExclusive, direction);
    }

    @Override
    public Store snapshot() {
      return memory.snapshot();
    }

    @Override
    public void write(Batch batch) {
      for (Batch.Change change : batch.changes()) {
        if (change instanceof Batch.Change.Put) {
          rowsWritten++;
        } else {
          rowsDropped++;
        }
      }
      memory.write(batch);
    }

    @Override
    public void flush() {
      memory.flush();
    }

    @Override
    public void close() {}
  }
}

package dev.palisade.kv.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.kv.state.Bounds;
import dev.palisade.kv.state.Command;
import dev.palisade.kv.state.KvStateMachine;
import dev.palisade.kv.state.Limits;
import dev.palisade.kv.state.Outcome;
import dev.palisade.kv.state.Request;
import dev.palisade.kv.state.RequestCodec;
import dev.palisade.raft.Entry;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All that clients can make the state machine keep, at the same time and as large as each may be:
 * what docs/operations.md says that this takes of the heap is what it takes.
 */
class LimitsFitTheHeapTest {
  /** The share of the state machine in docs/operations.md. */
  private static final long SHARE_BYTES = 21L << 20;

  private static final Bounds BOUNDS = Bounds.STANDARD;

  @TempDir Path folder;
  private final List<Entry> batch = new ArrayList<>();
  private final List<Outcome> refused = new ArrayList<>();
  private long lastIndex;

  @Test
  void everythingThatIsKeptTogetherTakesNoMoreThanItsShare() {
    long before = usedBytes();
    try (RocksStore store = new RocksStore(folder.resolve("db"))) {
      KvStateMachine machine = new KvStateMachine(store);
      fillFences(machine);
      fillPrefixes(machine);
      fillSessions(machine);

      long running = usedBytes() - before;
      assertThat(running).as("bytes kept after running").isLessThan(SHARE_BYTES);
      assertThat(machine.sessions()).hasSize(BOUNDS.sessions());
      machine = null;

      KvStateMachine again = new KvStateMachine(store);
      long opened = usedBytes() - before;
      assertThat(opened).as("bytes kept after opening").isLessThan(SHARE_BYTES);
      assertThat(again.sessions()).hasSize(BOUNDS.sessions());
      System.out.printf("kept: %,d bytes after running, %,d after opening%n", running, opened);
    }
  }

  /** The longest names and holders. */
  private void fillFences(KvStateMachine machine) {
    for (int i = 0; i < BOUNDS.fences(); i++) {
      String name = "%0256d".formatted(i);
      run(machine, null, new Command.Grant(name, "h".repeat(Limits.HOLDER_BYTES), false));
    }
    apply(machine);
    assertThat(refused).isEmpty();
    run(machine, null, new Command.Grant("one more", "", false));
    requireRefusal(machine, "limit of 100,000 fences");
  }

  /** Short ones: those have the most overhead. */
  private void fillPrefixes(KvStateMachine machine) {
    String fence = "%0256d".formatted(0);
    byte[] prefix = new byte[4];
    for (int i = 0; refused.isEmpty(); i++) {
      prefix = new byte[] {(byte) (i >> 24), (byte) (i >> 16), (byte) (i >> 8), (byte) i};
      run(machine, null, new Command.Protect(prefix, fence));
    }
    batch.clear();
    lastIndex = machine.appliedIndex();
    refused.clear();
    run(machine, null, new Command.Protect(prefix, fence));
    requireRefusal(machine, "all prefixes together take");
  }

  /** As many answers as may be, as long as stay in memory, and a refusal in each session. */
  private void fillSessions(KvStateMachine machine) {
    long first = lastIndex + 1;
    for (int i = 0; i < BOUNDS.sessions(); i++) {
      run(machine, null, new Command.OpenSession(60_000));
    }
    apply(machine);
    Command command = new Command.Release(new Command.Guard("f".repeat(45), 1));
    int answers = 0;
    for (long sequence = 1; answers < BOUNDS.answers(); sequence++) {
      for (int i = 0; i < BOUNDS.sessions() && answers < BOUNDS.answers(); i++, answers++) {
        run(machine, new Request.Once(first + i, sequence, 0), command);
      }
    }
    apply(machine);
    refused.clear();
    for (int i = 0; i < BOUNDS.sessions(); i++) {
      run(machine, new Request.Once(first + i, Limits.UNACKNOWLEDGED, 0), command);
    }
    requireRefusal(machine, "no room for another answer");
  }

  private void requireRefusal(KvStateMachine machine, String words) {
    apply(machine);
    assertThat(refused).isNotEmpty().allMatch(outcome -> outcome.toString().contains(words));
    refused.clear();
  }

  private void run(KvStateMachine machine, Request.@Nullable Once once, Command command) {
    EntryId id = new EntryId(++lastIndex, 1);
    batch.add(
        new Entry(
            id,
            EntryKind.COMMAND,
            lastIndex,
            RequestCodec.encode(new Request(once, command)).asReadOnlyBuffer()));
    if (batch.size() == 1_000) {
      apply(machine);
    }
  }

  private void apply(KvStateMachine machine) {
    while (!batch.isEmpty()) {
      List<Outcome> outcomes = machine.apply(batch);
      batch.subList(0, outcomes.size()).clear();
      for (Outcome outcome : outcomes) {
        if (outcome instanceof Outcome.Invalid) {
          refused.add(outcome);
        }
      }
    }
  }

  private static long usedBytes() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      least =
          Math.min(least, Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
    }
    return least;
  }
}

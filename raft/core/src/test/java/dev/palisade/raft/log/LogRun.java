package dev.palisade.raft.log;

import dev.palisade.raft.Entry;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryKind;
import dev.palisade.raft.HardState;
import dev.palisade.raft.NodeId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Drives a log and its model together, from a seed: votes, appended and replaced entries, flushes,
 * truncated prefixes, restarts. The same seed and disk give the same operations.
 */
final class LogRun {
  static final WalOptions OPTIONS =
      new WalOptions(new LogIdentity(0xc1, new NodeId(1)), 8192, 600, 42);

  // Few sizes, so that what a cut leaves behind lines up with what is written later.
  private static final int[] PAYLOAD_BYTES = {0, 24, 24, 24, 100, 600, 2000};

  private final Random random;
  private final LogModel model;
  private Wal wal;
  private FaultDisk disk;
  private long sequence;

  private LogRun(FaultDisk disk, LogModel model, Wal wal, long seed) {
    this.disk = disk;
    this.model = model;
    this.wal = wal;
    this.random = new Random(seed);
  }

  /** Opens the log on this disk and checks that it is what the model, which is changed, allows. */
  static LogRun open(FaultDisk disk, LogModel model, long seed) throws IOException {
    Wal wal = Wal.open(disk, OPTIONS);
    model.adopt(wal);
    return new LogRun(disk, model, wal, seed);
  }

  Wal wal() {
    return wal;
  }

  FaultDisk disk() {
    return disk;
  }

  void steps(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      step();
    }
  }

  private void step() throws IOException {
    switch (random.nextInt(12)) {
      case 0 -> stage(nextHardState(), List.of());
      case 1 -> {
        // What is replaced was of an earlier term: no two entries share an id.
        stage(new HardState(model.hardState().term() + 1, null), List.of());
        stage(null, someEntries(anyReplaceable()));
      }
      case 2, 3, 4, 5 -> stage(null, someEntries(model.entries().size() + 1));
      case 6 -> truncatePrefix();
      case 7 -> {
        if (random.nextInt(3) == 0) {
          reset();
        } else {
          restart();
        }
      }
      default -> flush();
    }
  }

  /** Stages in the log and in the model. */
  void stage(@Nullable HardState hardState, List<Entry> entries) {
    // Before the log's own stage, which may not return.
    model.stage(hardState, entries);
    wal.stage(++sequence, hardState, Records.batch(entries));
  }

  void flush() {
    if (wal.stagedBytes() == 0) {
      return;
    }
    long durable = wal.flush();
    if (durable != sequence) {
      throw new AssertionError("flushed " + durable + ", staged " + sequence);
    }
    model.confirm();
  }

  void close() {
    wal.close();
    model.confirm();
  }

  private void restart() throws IOException {
    close();
    wal = Wal.open(disk, OPTIONS);
    model.adopt(wal);
    sequence = 0;
  }

  private void truncatePrefix() {
    long settled = model.settledIndex();
    long before = Math.max(model.beforeIndex(), settled - random.nextInt(8));
    model.truncatePrefix(before);
    wal.truncatePrefix(before);
  }

  private void reset() throws IOException {
    flush();
    long last = model.entries().size();
    long index = Math.max(1, last - 4) + random.nextInt(12);
    EntryId base = new EntryId(index, Math.max(1, model.hardState().term() + random.nextInt(2)));
    wal.beginInstall(base);
    model.reset(base);
    wal.reset(base);
    model.confirm();
  }

  private HardState nextHardState() {
    HardState now = model.hardState();
    if (now.vote() == null && random.nextBoolean()) {
      return new HardState(now.term(), new NodeId(1 + random.nextInt(3)));
    }
    return new HardState(
        now.term() + 1 + random.nextInt(2), random.nextBoolean() ? null : new NodeId(2));
  }

  /** An index after the prefix that may be gone, at most one behind the last. */
  private long anyReplaceable() {
    long last = model.entries().size();
    long lowest = Math.min(last + 1, Math.max(model.beforeIndex(), last - 6));
    return lowest + random.nextInt((int) (last + 2 - lowest));
  }

  private List<Entry> someEntries(long firstIndex) {
    List<Entry> before = model.entries();
    long lowestTerm = firstIndex == 1 ? 1 : before.get((int) firstIndex - 2).id().term();
    long term = Math.max(lowestTerm, model.hardState().term());
    List<Entry> entries = new ArrayList<>();
    int count = 1 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      byte[] payload = new byte[PAYLOAD_BYTES[random.nextInt(PAYLOAD_BYTES.length)]];
      random.nextBytes(payload);
      entries.add(entry(firstIndex + i, term, payload));
    }
    return entries;
  }

  private Entry entry(long index, long term, byte[] payload) {
    return new Entry(
        new EntryId(index, term),
        payload.length == 0 ? EntryKind.NO_OP : EntryKind.COMMAND,
        random.nextInt(1 << 30),
        ByteBuffer.wrap(payload).asReadOnlyBuffer());
  }
}

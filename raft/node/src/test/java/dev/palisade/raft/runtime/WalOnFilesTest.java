package dev.palisade.raft.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.raft.Entry;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryIds;
import dev.palisade.raft.EntryKind;
import dev.palisade.raft.HardState;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.log.EntryBatch;
import dev.palisade.raft.log.EntryCodec;
import dev.palisade.raft.log.LogIdentity;
import dev.palisade.raft.log.Wal;
import dev.palisade.raft.log.WalOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log on real files, with threads. */
class WalOnFilesTest {
  private static final WalOptions OPTIONS =
      new WalOptions(new LogIdentity(1, new NodeId(1)), 1 << 18, 1 << 16, 5);
  private static final int ENTRIES = 20_000;

  @TempDir private Path temp;

  // The term of index i is 1 + i / 5000; everything else follows from the index too.
  private static Entry entry(long index) {
    ByteBuffer payload = ByteBuffer.allocate(8 + (int) (index % 300)).putLong(0, index);
    return new Entry(
        new EntryId(index, 1 + index / 5000), EntryKind.COMMAND, index, payload.asReadOnlyBuffer());
  }

  private static EntryBatch batch(long firstIndex, int count) {
    long[] terms = new long[count];
    int[] sizes = new int[count];
    List<ByteBuffer> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Entry entry = entry(firstIndex + i);
      records.add(EntryCodec.encode(entry.id(), entry.kind(), entry.hlc(), entry.payload()));
      terms[i] = entry.id().term();
      sizes[i] = records.get(i).remaining();
    }
    return new EntryBatch(EntryIds.of(firstIndex, terms, sizes), records);
  }

  @Test
  void stagingFlushingReadingAndTruncatingRunBesideEachOther() throws Exception {
    try (FileDisk disk = FileDisk.open(temp);
        Wal wal = Wal.open(disk, OPTIONS);
        ExecutorService threads = Executors.newCachedThreadPool()) {
      AtomicLong staged = new AtomicLong();
      AtomicLong durable = new AtomicLong();
      List<Future<?>> parts = new ArrayList<>();
      parts.add(threads.submit(() -> stageAll(wal, staged)));
      parts.add(threads.submit(() -> flushAll(wal, durable)));
      parts.add(threads.submit(() -> readAll(wal, staged, durable, 1)));
      parts.add(threads.submit(() -> readAll(wal, staged, durable, 2)));
      for (Future<?> part : parts) {
        await(part);
      }
      assertThat(wal.base().index()).isGreaterThan(ENTRIES / 2);
    }
    try (FileDisk disk = FileDisk.open(temp);
        Wal wal = Wal.open(disk, OPTIONS)) {
      EntryIds ids = wal.entryIds();
      assertThat(ids.lastIndex()).isEqualTo(ENTRIES);
      assertThat(wal.hardState()).isEqualTo(new HardState(5, new NodeId(1)));
      List<Entry> entries = EntryCodec.decodeAll(wal.read(ids).orElseThrow());
      for (Entry entry : entries) {
        assertThat(entry).isEqualTo(entry(entry.id().index()));
      }
    }
  }

  private static void await(Future<?> part) throws Exception {
    try {
      part.get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("a thread failed", e.getCause());
    }
  }

  /** The replica's part: each sequence is an index, so that readers know what must be there. */
  private static void stageAll(Wal wal, AtomicLong staged) {
    Random random = new Random(1);
    wal.stage(1, new HardState(5, new NodeId(1)), batch(1, 1));
    long last = 1;
    while (last < ENTRIES) {
      int count = (int) Math.min(1 + random.nextInt(50), ENTRIES - last);
      wal.stage(last + count, null, batch(last + 1, count));
      last += count;
      staged.set(last);
      while (wal.stagedBytes() > 1 << 20) {
        Thread.onSpinWait();
      }
    }
  }

  private static void flushAll(Wal wal, AtomicLong durable) {
    while (durable.get() < ENTRIES) {
      long sequence = wal.flush();
      if (sequence > 0) {
        durable.set(sequence);
        wal.truncatePrefix(sequence * 3 / 4);
      } else {
        Thread.onSpinWait();
      }
    }
  }

  private static void readAll(Wal wal, AtomicLong staged, AtomicLong durable, long seed) {
    Random random = new Random(seed);
    int found = 0;
    while (durable.get() < ENTRIES || found == 0) {
      long newest = staged.get();
      if (newest < 2) {
        continue;
      }
      long from = newest - random.nextLong(newest / 2);
      Optional<EntryBatch> batch = read(wal, from, newest + 1);
      if (batch.isEmpty()) {
        assertThat(wal.base().index()).as("entry %d is gone", from).isGreaterThanOrEqualTo(from);
        continue;
      }
      found++;
      for (Entry entry : EntryCodec.decodeAll(batch.get())) {
        assertThat(entry).isEqualTo(entry(entry.id().index()));
      }
    }
  }

  private static Optional<EntryBatch> read(Wal wal, long from, long toExclusive) {
    try {
      return wal.read(from, toExclusive, 4000);
    } catch (IOException e) {
      throw new AssertionError("read of " + from, e);
    }
  }
}

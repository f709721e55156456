package dev.palisade.raft.log;

import dev.palisade.raft.EntryIds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads records by their places; neighbours in one read. Thread-safe. */
final class LogReader {
  // Records that stand this close are read together: a mark or a hard state between them.
  private static final int MAX_GAP_BYTES = 1024;
  private static final int MAX_READ_BYTES = 16 << 20;

  private final Segments segments;

  LogReader(Segments segments) {
    this.segments = segments;
  }

  /** What to read: each entry's record if it is in memory, and otherwise its place. */
  record Plan(EntryIds ids, @Nullable ByteBuffer[] records, long[] places) {
    /** The records, if all of them are in memory. */
    Optional<EntryBatch> inMemory() {
      List<ByteBuffer> found = new ArrayList<>(records.length);
      for (ByteBuffer record : records) {
        if (record == null) {
          return Optional.empty();
        }
        found.add(record);
      }
      return Optional.of(new EntryBatch(ids, found));
    }
  }

  /** The plan for [from, toExclusive); the caller guards the table. */
  static Plan plan(EntryTable table, long from, long toExclusive) {
    int count = (int) (toExclusive - from);
    @Nullable ByteBuffer[] records = new @Nullable ByteBuffer[count];
    long[] places = new long[count];
    for (int i = 0; i < count; i++) {
      records[i] = table.recordAt(from + i);
      places[i] = table.placeAt(from + i);
    }
    return new Plan(table.ids(from, toExclusive), records, places);
  }

  /** The planned records; empty when a segment was removed meanwhile. */
  Optional<EntryBatch> read(Plan plan) throws IOException {
    List<ByteBuffer> found = new ArrayList<>(plan.records.length);
    int i = 0;
    while (i < plan.records.length) {
      ByteBuffer inMemory = plan.records[i];
      if (inMemory != null) {
        found.add(inMemory);
        i++;
        continue;
      }
      int end = endOfRun(plan, i);
      if (!readRun(plan, i, end, found)) {
        return Optional.empty();
      }
      i = end;
    }
    return Optional.of(new EntryBatch(plan.ids, found));
  }

  private static int endOfRun(Plan plan, int begin) {
    int end = begin + 1;
    while (end < plan.records.length
        && plan.records[end] == null
        && plan.places[end] >= endOf(plan, end - 1)
        && plan.places[end] - endOf(plan, end - 1) <= MAX_GAP_BYTES
        && endOf(plan, end) - plan.places[begin] <= MAX_READ_BYTES) {
      end++;
    }
    return end;
  }

  private static long endOf(Plan plan, int i) {
    return plan.places[i] + plan.ids.storedBytesAt(plan.ids.firstIndex() + i);
  }

  private boolean readRun(Plan plan, int begin, int end, List<ByteBuffer> found)
      throws IOException {
    long place = plan.places[begin];
    ByteBuffer bytes = ByteBuffer.allocate((int) (endOf(plan, end - 1) - place));
    String file;
    try (Segments.Lease lease = segments.lease(EntryTable.segmentOf(place))) {
      if (lease == null) {
        return false;
      }
      file = lease.segment().name();
      lease.segment().file().read(bytes, EntryTable.offsetOf(place));
    }
    bytes.flip();
    for (int i = begin; i < end; i++) {
      long index = plan.ids.firstIndex() + i;
      ByteBuffer record = record(bytes, (int) (plan.places[i] - place), plan.ids, index);
      if (record == null) {
        throw CorruptLogException.whenRead(
            file,
            EntryTable.offsetOf(plan.places[i]),
            "the record of entry " + plan.ids.idAt(index) + " is no longer there");
      }
      found.add(record);
    }
    return true;
  }

  private static @Nullable ByteBuffer record(ByteBuffer bytes, int at, EntryIds ids, long index) {
    boolean intact =
        RecordFormat.defect(bytes, at) == null
            && RecordFormat.type(bytes, at) == RecordFormat.ENTRY
            && EntryCodec.index(bytes, at) == index
            && EntryCodec.term(bytes, at) == ids.termAt(index);
    return intact ? bytes.slice(at, ids.storedBytesAt(index)).asReadOnlyBuffer() : null;
  }
}

package dev.palisade.raft.log;

import dev.palisade.raft.EntryIds;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Contiguous entries as the bytes that the log stores and the links carry, with their ids. Each
 * record is one entry's stored form (header with CRC32C, payload, padding), read-only, position at
 * its beginning.
 */
public record EntryBatch(EntryIds ids, List<ByteBuffer> records) {
  public EntryBatch {
    if (ids.count() != records.size()) {
      throw new IllegalArgumentException(records.size() + " records for " + ids);
    }
  }

  public static EntryBatch none(long firstIndex) {
    return new EntryBatch(EntryIds.none(firstIndex), List.of());
  }

  /** The entries of [from, toExclusive), which must lie within these. */
  public EntryBatch range(long from, long toExclusive) {
    int begin = (int) (from - ids.firstIndex());
    int end = (int) (toExclusive - ids.firstIndex());
    return new EntryBatch(ids.range(from, toExclusive), records.subList(begin, end));
  }
}

package dev.palisade.raft.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind an intact record of a segment, in the newest one behind the last: zeros, or
 * what a crash left of the writes that no sync had confirmed, or, after damage, records that a
 * later mark confirms.
 */
final class Tail {
  private static final int BLOCK_BYTES = 4096;
  private static final int CHUNK_BYTES = 64 * BLOCK_BYTES;

  private final Segment segment;
  private final long from;
  // Blocks of the file, counted from its beginning, that hold something else than zeros.
  private final BitSet dirty = new BitSet();
  private @Nullable Position confirmed;
  private @Nullable FirstMark firstMark;

  /** The first mark behind a place, and what the records before it add up to. */
  record FirstMark(long offset, Summary before) {}

  private Tail(Segment segment, long from) {
    this.segment = segment;
    this.from = from;
  }

  /** Reads everything from {@code from} on. */
  static Tail scan(Segment segment, long from) throws IOException {
    Tail tail = new Tail(segment, from);
    // Chunks overlap, so that no mark is cut in two.
    int overlap = Mark.BYTES - RecordFormat.ALIGNMENT;
    long longest = Math.min(CHUNK_BYTES + overlap, segment.bytes() - from);
    ByteBuffer chunk = ByteBuffer.allocate((int) longest);
    for (long at = from; at < segment.bytes(); at += CHUNK_BYTES) {
      segment.file().read(chunk.clear(), at);
      tail.look(chunk.flip(), at);
    }
    return tail;
  }

  private void look(ByteBuffer chunk, long chunkOffset) {
    long salt = segment.header().salt();
    int whole = Math.min(CHUNK_BYTES, chunk.limit() - chunk.limit() % RecordFormat.ALIGNMENT);
    for (int i = 0; i < whole; i += RecordFormat.ALIGNMENT) {
      if (chunk.getLong(i) == 0) {
        // Of a mark's checksum and length, one at least is not zero.
        continue;
      }
      dirty.set((int) ((chunkOffset + i) / BLOCK_BYTES));
      if (Mark.isAt(chunk, i, salt, chunkOffset + i)) {
        found(chunkOffset + i, Mark.durable(chunk, i), Mark.before(chunk, i));
      }
    }
    for (int i = whole; i < Math.min(CHUNK_BYTES, chunk.limit()); i++) {
      if (chunk.get(i) != 0) {
        dirty.set((int) ((chunkOffset + i) / BLOCK_BYTES));
      }
    }
  }

  private void found(long offset, Position durable, Summary before) {
    if (firstMark == null) {
      firstMark = new FirstMark(offset, before);
    }
    if (confirmed == null || durable.isBeyond(confirmed)) {
      confirmed = durable;
    }
  }

  /** Null when there is no mark. */
  @Nullable FirstMark firstMark() {
    return firstMark;
  }

  /** The furthest place that a mark in the tail confirms; null when there is no mark. */
  @Nullable Position confirmed() {
    return confirmed;
  }

  /** Overwrites with zeros what is not zero, so that nothing there is ever taken for a record. */
  void clear() throws IOException {
    for (int block = dirty.nextSetBit(0); block >= 0; block = dirty.nextSetBit(block + 1)) {
      long begin = Math.max(from, (long) block * BLOCK_BYTES);
      long end = Math.min(segment.bytes(), (block + 1L) * BLOCK_BYTES);
      segment.file().write(ByteBuffer.allocate((int) (end - begin)), begin);
    }
  }
}

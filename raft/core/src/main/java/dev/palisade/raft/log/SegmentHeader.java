package dev.palisade.raft.log;

import dev.palisade.raft.NodeId;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a segment. It restates what the segments before it add up to, so that they can
 * be deleted, and it confirms like a {@link Mark} that they are durable to their end. It has a
 * block of its own, in which it stands twice: no later write shares a sector with it, and records
 * begin behind the block.
 *
 * @param number of the segment; 1 is a log's first
 * @param salt random, never 0; see {@link Mark}
 * @param state the summary of everything before this segment
 * @param previousEnd where the records of the segment before end; 0 in segment 1
 */
record SegmentHeader(
    LogIdentity identity, long number, long salt, Summary state, long previousEnd) {
  static final int BLOCK_BYTES = 4096;
  static final int VERSION = 2;

  private static final long MAGIC = 0x50414c49534c4f47L; // "PALISLOG"
  private static final int BYTES = 112;

  /** Where the header stands a second time. */
  private static final int COPY_AT = 2048;

  private static final int CRC_AT = 8;
  private static final int VERSION_AT = 12;
  private static final int CLUSTER_AT = 16;
  private static final int NODE_AT = 24;
  private static final int NUMBER_AT = 32;
  private static final int SALT_AT = 40;
  private static final int PREVIOUS_END_AT = 48;
  private static final int STATE_AT = 56;

  /** The whole block. */
  ByteBuffer encode() {
    ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
    block.putLong(0, MAGIC);
    block.putInt(VERSION_AT, VERSION);
    block.putLong(CLUSTER_AT, identity.clusterId());
    block.putInt(NODE_AT, identity.node().value());
    block.putLong(NUMBER_AT, number);
    block.putLong(SALT_AT, salt);
    block.putLong(PREVIOUS_END_AT, previousEnd);
    state.encode(block, STATE_AT);
    block.putInt(CRC_AT, RecordFormat.crc(block, VERSION_AT, BYTES));
    block.put(COPY_AT, block, 0, BYTES);
    return block;
  }

  /** One copy: the same bytes wherever it stands. */
  ByteBuffer encodeCopy() {
    return encode().limit(BYTES);
  }

  /** Why {@code block} is no header of segment {@code number}; null when it is one. */
  static @Nullable String defect(ByteBuffer block, long number) {
    if (block.limit() < BLOCK_BYTES) {
      return "the file ends within the segment header, after " + block.limit() + " bytes";
    }
    String defect = defectAt(block, 0, number);
    return defect == null || defectAt(block, COPY_AT, number) == null ? null : defect;
  }

  private static @Nullable String defectAt(ByteBuffer block, int at, long number) {
    if (block.getLong(at) != MAGIC) {
      return "%016x where the magic number of a segment should be".formatted(block.getLong(at));
    }
    if (block.getInt(at + VERSION_AT) != VERSION) {
      return "segment format %d, this program reads %d"
          .formatted(block.getInt(at + VERSION_AT), VERSION);
    }
    int crc = RecordFormat.crc(block, at + VERSION_AT, at + BYTES);
    if (block.getInt(at + CRC_AT) != crc) {
      return "segment header with checksum %08x, expected %08x"
          .formatted(crc, block.getInt(at + CRC_AT));
    }
    return block.getLong(at + NUMBER_AT) == number
        ? null
        : "the header of segment " + block.getLong(at + NUMBER_AT);
  }

  /** Where one of the two copies in a block without defect is damaged; -1 when neither is. */
  static int damagedCopyAt(ByteBuffer block, long number) {
    if (defectAt(block, 0, number) != null) {
      return 0;
    }
    return defectAt(block, COPY_AT, number) != null ? COPY_AT : -1;
  }

  /** The header of segment {@code number} in a block without defect. */
  static SegmentHeader decode(ByteBuffer block, long number) {
    int at = defectAt(block, 0, number) == null ? 0 : COPY_AT;
    LogIdentity identity =
        new LogIdentity(block.getLong(at + CLUSTER_AT), new NodeId(block.getInt(at + NODE_AT)));
    return new SegmentHeader(
        identity,
        number,
        block.getLong(at + SALT_AT),
        Summary.decode(block, at + STATE_AT),
        block.getLong(at + PREVIOUS_END_AT));
  }

  /**
   * The salt of a segment: the seed and the number, well mixed (SplitMix64, Steele et al. 2014).
   */
  static long saltOf(long seed, long number) {
    long mixed = seed + number * 0x9e3779b97f4a7c15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    mixed ^= mixed >>> 31;
    return mixed == 0 ? 1 : mixed;
  }
}

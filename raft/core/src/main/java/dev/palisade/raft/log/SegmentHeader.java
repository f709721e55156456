package dev.palisade.raft.log;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.HardState;
import dev.palisade.raft.NodeId;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a segment. It restates what the segments before it add up to, so that they can
 * be deleted, and it confirms like a {@link Mark} that they are durable to their end. It has a
 * block of its own: no later write shares a sector with it, and records begin behind the block.
 *
 * @param number of the segment; 1 is a log's first
 * @param salt random, never 0; see {@link Mark}
 * @param state the summary of everything before this segment
 * @param previousEnd where the records of the segment before end; 0 in segment 1
 */
record SegmentHeader(
    LogIdentity identity, long number, long salt, Summary state, long previousEnd) {

  /**
   * What records add up to.
   *
   * @param last the last entry; {@link EntryId#ZERO} when there was none
   * @param hlcFloor the highest timestamp of any entry, also of those replaced later
   */
  record Summary(HardState hardState, EntryId last, long hlcFloor) {
    static final Summary NOTHING = new Summary(HardState.INITIAL, EntryId.ZERO, 0);
  }

  static final int BLOCK_BYTES = 4096;
  static final int VERSION = 1;

  private static final long MAGIC = 0x50414c49534c4f47L; // "PALISLOG"
  private static final int BYTES = 88;

  private static final int CRC_AT = 8;
  private static final int VERSION_AT = 12;
  private static final int CLUSTER_AT = 16;
  private static final int NODE_AT = 24;
  private static final int VOTE_AT = 28;
  private static final int TERM_AT = 32;
  private static final int NUMBER_AT = 40;
  private static final int SALT_AT = 48;
  private static final int LAST_INDEX_AT = 56;
  private static final int LAST_TERM_AT = 64;
  private static final int HLC_AT = 72;
  private static final int PREVIOUS_END_AT = 80;

  /** The whole block. */
  ByteBuffer encode() {
    ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
    block.putLong(0, MAGIC);
    block.putInt(VERSION_AT, VERSION);
    block.putLong(CLUSTER_AT, identity.clusterId());
    block.putInt(NODE_AT, identity.node().value());
    block.putInt(VOTE_AT, HardStateRecord.voteCode(state.hardState().vote()));
    block.putLong(TERM_AT, state.hardState().term());
    block.putLong(NUMBER_AT, number);
    block.putLong(SALT_AT, salt);
    block.putLong(LAST_INDEX_AT, state.last().index());
    block.putLong(LAST_TERM_AT, state.last().term());
    block.putLong(HLC_AT, state.hlcFloor());
    block.putLong(PREVIOUS_END_AT, previousEnd);
    block.putInt(CRC_AT, RecordFormat.crc(block, VERSION_AT, BYTES));
    return block;
  }

  /** Why {@code block} is no header of segment {@code number}; null when it is one. */
  static @Nullable String defect(ByteBuffer block, long number) {
    if (block.limit() < BLOCK_BYTES) {
      return "the file ends within the segment header, after " + block.limit() + " bytes";
    }
    if (block.getLong(0) != MAGIC) {
      return "%016x where the magic number of a segment should be".formatted(block.getLong(0));
    }
    int crc = RecordFormat.crc(block, VERSION_AT, BYTES);
    if (block.getInt(CRC_AT) != crc) {
      return "segment header with checksum %08x, expected %08x"
          .formatted(crc, block.getInt(CRC_AT));
    }
    if (block.getInt(VERSION_AT) != VERSION) {
      return "segment format " + block.getInt(VERSION_AT) + ", this program reads " + VERSION;
    }
    return block.getLong(NUMBER_AT) == number
        ? null
        : "the header of segment " + block.getLong(NUMBER_AT);
  }

  /** The header in a block without defect. */
  static SegmentHeader decode(ByteBuffer block) {
    LogIdentity identity =
        new LogIdentity(block.getLong(CLUSTER_AT), new NodeId(block.getInt(NODE_AT)));
    HardState hardState =
        new HardState(block.getLong(TERM_AT), HardStateRecord.vote(block.getInt(VOTE_AT)));
    EntryId last = new EntryId(block.getLong(LAST_INDEX_AT), block.getLong(LAST_TERM_AT));
    return new SegmentHeader(
        identity,
        block.getLong(NUMBER_AT),
        block.getLong(SALT_AT),
        new Summary(hardState, last, block.getLong(HLC_AT)),
        block.getLong(PREVIOUS_END_AT));
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

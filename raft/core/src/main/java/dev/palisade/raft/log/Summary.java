package dev.palisade.raft.log;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.HardState;
import java.nio.ByteBuffer;

/**
 * What the records of a log add up to at some place. Headers and marks restate it, so that a replay
 * can begin behind segments that are gone, and go on behind records that are damaged:
 *
 * <pre>
 *  0  8  term
 *  8  4  vote: a node id, 0 for none
 * 12  4  zero
 * 16  8  index of the last entry
 * 24  8  its term
 * 32  8  highest timestamp of any entry
 * 40  8  index of the last entry that was promised and lost; 0 for none
 * 48  8  its term
 * </pre>
 *
 * @param last the last entry; {@link EntryId#ZERO} when there was none
 * @param hlcFloor the highest timestamp of any entry, also of those replaced later
 * @param promised the last entry of a log whose end was lost to damage, until the log has caught up
 *     with it; {@link EntryId#ZERO} for none
 */
record Summary(HardState hardState, EntryId last, long hlcFloor, EntryId promised) {
  static final Summary NOTHING = new Summary(HardState.INITIAL, EntryId.ZERO, 0, EntryId.ZERO);

  static final int BYTES = 56;

  private static final int VOTE_AT = 8;
  private static final int LAST_AT = 16;
  private static final int HLC_AT = 32;
  private static final int PROMISED_AT = 40;

  void encode(ByteBuffer bytes, int at) {
    bytes.putLong(at, hardState.term());
    bytes.putInt(at + VOTE_AT, HardStateRecord.voteCode(hardState.vote()));
    encode(bytes, at + LAST_AT, last);
    bytes.putLong(at + HLC_AT, hlcFloor);
    encode(bytes, at + PROMISED_AT, promised);
  }

  static Summary decode(ByteBuffer bytes, int at) {
    return new Summary(
        new HardState(bytes.getLong(at), HardStateRecord.vote(bytes.getInt(at + VOTE_AT))),
        id(bytes, at + LAST_AT),
        bytes.getLong(at + HLC_AT),
        id(bytes, at + PROMISED_AT));
  }

  /** What is left of a promise by a log that ends at {@code last}: nothing, if that caught up. */
  static EntryId left(EntryId promised, EntryId last) {
    return last.isAtLeastAsUpToDateAs(promised) ? EntryId.ZERO : promised;
  }

  private static void encode(ByteBuffer bytes, int at, EntryId id) {
    bytes.putLong(at, id.index());
    bytes.putLong(at + Long.BYTES, id.term());
  }

  private static EntryId id(ByteBuffer bytes, int at) {
    return new EntryId(bytes.getLong(at), bytes.getLong(at + Long.BYTES));
  }
}

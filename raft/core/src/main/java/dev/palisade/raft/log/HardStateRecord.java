package dev.palisade.raft.log;

import dev.palisade.raft.HardState;
import dev.palisade.raft.NodeId;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The hard state as a record: term and vote in one, so that they cannot part. After the head:
 *
 * <pre>
 * 16  8  term
 * 24  4  vote: the node id, 0 for none
 * 28  4  zero
 * </pre>
 */
final class HardStateRecord {
  static final int BYTES = 32;

  private static final int TERM_AT = 16;
  private static final int VOTE_AT = 24;
  private static final int ZERO_AT = 28;

  private HardStateRecord() {}

  static ByteBuffer encode(HardState state) {
    ByteBuffer record = ByteBuffer.allocate(BYTES);
    record.putLong(TERM_AT, state.term());
    record.putInt(VOTE_AT, voteCode(state.vote()));
    RecordFormat.seal(record, RecordFormat.HARD_STATE, 0, BYTES);
    return record;
  }

  static HardState decode(ByteBuffer bytes, int at) {
    return new HardState(bytes.getLong(at + TERM_AT), vote(bytes.getInt(at + VOTE_AT)));
  }

  static @Nullable String defect(ByteBuffer bytes, int at, int length) {
    if (length != BYTES) {
      return "a hard state of " + length + " bytes";
    }
    if (bytes.getLong(at + TERM_AT) < 0
        || bytes.getInt(at + VOTE_AT) < 0
        || bytes.getInt(at + ZERO_AT) != 0) {
      return "a hard state with a negative term or vote";
    }
    return null;
  }

  static int voteCode(@Nullable NodeId vote) {
    return vote == null ? 0 : vote.value();
  }

  static @Nullable NodeId vote(int code) {
    return code == 0 ? null : new NodeId(code);
  }

  /**
   * Whether {@code next} may be recorded after {@code now}: the term never falls, and a vote once
   * given in a term stays.
   */
  static boolean mayFollow(HardState next, HardState now) {
    if (next.term() != now.term()) {
      return next.term() > now.term();
    }
    return now.vote() == null || now.vote().equals(next.vote());
  }
}

package dev.palisade.raft.log;

import dev.palisade.raft.EntryId;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A record that removes the end of the log, because a leader replaces it: what follows stands after
 * the entry named here. A reset is like it, but removes everything: the entry need not have been in
 * the log, a snapshot stands for it. After the head:
 *
 * <pre>
 * 16  8  index of the last entry that stays, 0 if none does
 * 24  8  its term
 * </pre>
 *
 * It names the entry in full, so that a replay can begin in any segment, even if the entry is in
 * one that was deleted.
 */
final class Cut {
  static final int BYTES = 32;

  private static final int INDEX_AT = 16;
  private static final int TERM_AT = 24;

  private Cut() {}

  static ByteBuffer encode(EntryId last) {
    return encode(RecordFormat.CUT, last);
  }

  /** A record that empties the log: what follows stands after {@code base}. */
  static ByteBuffer encodeReset(EntryId base) {
    return encode(RecordFormat.RESET, base);
  }

  private static ByteBuffer encode(byte type, EntryId last) {
    ByteBuffer record = ByteBuffer.allocate(BYTES);
    record.putLong(INDEX_AT, last.index());
    record.putLong(TERM_AT, last.term());
    RecordFormat.seal(record, type, 0, BYTES);
    return record;
  }

  static EntryId decode(ByteBuffer bytes, int at) {
    return new EntryId(bytes.getLong(at + INDEX_AT), bytes.getLong(at + TERM_AT));
  }

  static @Nullable String defect(ByteBuffer bytes, int at, int length) {
    if (length != BYTES) {
      return "a cut or reset of " + length + " bytes";
    }
    return bytes.getLong(at + INDEX_AT) < 0 || bytes.getLong(at + TERM_AT) < 0
        ? "a cut or reset after a negative index or term"
        : null;
  }
}

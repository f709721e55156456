package dev.palisade.raft.log;

import dev.palisade.raft.EntryId;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A record that gives up entries which this replica had promised to keep: the log goes on behind
 * {@code after}, which stays if the log holds it; otherwise the log is empty and begins behind it.
 * Until the log has caught up with {@code promised}, its replica lacks what others may count on.
 * After the head:
 *
 * <pre>
 * 16  8  index of the entry behind which the log goes on, 0 for its beginning
 * 24  8  its term
 * 32  8  index of the last entry that was promised
 * 40  8  its term
 * </pre>
 */
record Lost(EntryId after, EntryId promised) {
  static final int BYTES = 48;

  private static final int AFTER_AT = 16;
  private static final int PROMISED_AT = 32;

  ByteBuffer encode() {
    ByteBuffer record = ByteBuffer.allocate(BYTES);
    record.putLong(AFTER_AT, after.index());
    record.putLong(AFTER_AT + Long.BYTES, after.term());
    record.putLong(PROMISED_AT, promised.index());
    record.putLong(PROMISED_AT + Long.BYTES, promised.term());
    RecordFormat.seal(record, RecordFormat.LOST, 0, BYTES);
    return record;
  }

  static Lost decode(ByteBuffer bytes, int at) {
    return new Lost(id(bytes, at + AFTER_AT), id(bytes, at + PROMISED_AT));
  }

  static @Nullable String defect(ByteBuffer bytes, int at, int length) {
    if (length != BYTES) {
      return "a loss of " + length + " bytes";
    }
    for (int field = AFTER_AT; field < BYTES; field += Long.BYTES) {
      if (bytes.getLong(at + field) < 0) {
        return "a loss with a negative index or term";
      }
    }
    return null;
  }

  private static EntryId id(ByteBuffer bytes, int at) {
    return new EntryId(bytes.getLong(at), bytes.getLong(at + Long.BYTES));
  }
}

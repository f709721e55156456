package dev.palisade.raft.log;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A record that says how far a sync had confirmed the log when the mark was written. Damage before
 * that place is no torn write but corruption. After the head:
 *
 * <pre>
 * 16  8  salt of the segment, a random number that is in no entry
 * 24  8  offset of this mark in its segment
 * 32  8  number of the segment up to which the log is durable
 * 40  8  offset there
 * 48     what the records before this one add up to: a {@link Summary}
 * </pre>
 *
 * Salt and own offset let a mark be recognized among arbitrary bytes: a payload that looks like one
 * would have to contain a salt that its author cannot know, at a place that he cannot choose.
 */
final class Mark {
  static final int BYTES = 48 + Summary.BYTES;

  private static final int SALT_AT = 16;
  private static final int OWN_OFFSET_AT = 24;
  private static final int SEGMENT_AT = 32;
  private static final int OFFSET_AT = 40;
  private static final int SUMMARY_AT = 48;

  private Mark() {}

  static ByteBuffer encode(long salt, long ownOffset, Position durable, Summary before) {
    ByteBuffer record = ByteBuffer.allocate(BYTES);
    record.putLong(SALT_AT, salt);
    record.putLong(OWN_OFFSET_AT, ownOffset);
    record.putLong(SEGMENT_AT, durable.segment());
    record.putLong(OFFSET_AT, durable.offset());
    before.encode(record, SUMMARY_AT);
    RecordFormat.seal(record, RecordFormat.MARK, 0, BYTES);
    return record;
  }

  /** What the intact mark at {@code at} confirms. */
  static Position durable(ByteBuffer bytes, int at) {
    return new Position(bytes.getLong(at + SEGMENT_AT), bytes.getLong(at + OFFSET_AT));
  }

  /** What the records before the intact mark at {@code at} add up to. */
  static Summary before(ByteBuffer bytes, int at) {
    return Summary.decode(bytes, at + SUMMARY_AT);
  }

  static @Nullable String defect(ByteBuffer bytes, int at, int length) {
    return length == BYTES ? null : "a mark of " + length + " bytes";
  }

  /** Whether an intact mark belongs where it stands. */
  static boolean belongs(ByteBuffer bytes, int at, long salt, long ownOffset) {
    return bytes.getLong(at + SALT_AT) == salt && bytes.getLong(at + OWN_OFFSET_AT) == ownOffset;
  }

  /** Whether there is a mark at {@code at} of arbitrary bytes. */
  static boolean isAt(ByteBuffer bytes, int at, long salt, long ownOffset) {
    return bytes.limit() - at >= BYTES
        && belongs(bytes, at, salt, ownOffset)
        && RecordFormat.defect(bytes, at) == null
        && RecordFormat.type(bytes, at) == RecordFormat.MARK;
  }
}

package dev.palisade.raft.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What all records share: a head of 16 bytes, and zeros up to a multiple of 8. Big-endian. On disk
 * and on the wire: never renumber. The bytes are described in docs/formats.md.
 *
 * <pre>
 *  0  4  CRC32C of everything that follows, padding included
 *  4  4  length: bytes of the record without padding
 *  8  1  type
 *  9  1  format version
 * 10  1  entry kind; 0 unless the record is an entry
 * 11  5  zero
 * </pre>
 */
final class RecordFormat {
  static final int HEAD_BYTES = 16;
  static final int ALIGNMENT = 8;

  static final byte ENTRY = 1;
  static final byte HARD_STATE = 2;
  static final byte MARK = 3;
  static final byte CUT = 4;
  static final byte RESET = 5;
  static final byte LOST = 6;

  static final byte VERSION = 1;

  private static final int LENGTH_AT = 4;
  private static final int TYPE_AT = 8;
  private static final int VERSION_AT = 9;
  private static final int KIND_AT = 10;

  private RecordFormat() {}

  /** Bytes that a record of this length takes. */
  static int storedBytes(int length) {
    return (length + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /** Length of the record at {@code at}, unchecked. */
  static int length(ByteBuffer bytes, int at) {
    return bytes.getInt(at + LENGTH_AT);
  }

  static byte type(ByteBuffer bytes, int at) {
    return bytes.get(at + TYPE_AT);
  }

  static byte kind(ByteBuffer bytes, int at) {
    return bytes.get(at + KIND_AT);
  }

  /** Writes the head of a record that begins at 0 of {@code record}; the rest is in place. */
  static void seal(ByteBuffer record, byte type, int kind, int length) {
    record.putInt(LENGTH_AT, length);
    record.put(TYPE_AT, type);
    record.put(VERSION_AT, VERSION);
    record.put(KIND_AT, (byte) kind);
    record.putInt(0, crc(record, LENGTH_AT, storedBytes(length)));
  }

  /**
   * Why there is no intact record at {@code at}, within what {@code bytes} holds up to its limit;
   * null when there is one. A record that only a longer buffer could hold is a defect.
   */
  static @Nullable String defect(ByteBuffer bytes, int at) {
    int available = bytes.limit() - at;
    if (available < HEAD_BYTES) {
      return available + " bytes are too few for a record";
    }
    int length = length(bytes, at);
    String wrongLength = lengthDefect(length);
    if (wrongLength != null) {
      return wrongLength;
    }
    if (storedBytes(length) > available) {
      return "a record of " + length + " bytes does not fit into " + available;
    }
    int expected = bytes.getInt(at);
    int actual = crc(bytes, at + LENGTH_AT, at + storedBytes(length));
    if (expected != actual) {
      return "checksum %08x, expected %08x".formatted(actual, expected);
    }
    return contentDefect(bytes, at, length);
  }

  /** Why no record has this length; null when one may. */
  static @Nullable String lengthDefect(int length) {
    return length < HEAD_BYTES || length > EntryCodec.HEADER_BYTES + EntryCodec.MAX_PAYLOAD_BYTES
        ? "no record has a length of " + length
        : null;
  }

  private static @Nullable String contentDefect(ByteBuffer bytes, int at, int length) {
    byte version = bytes.get(at + VERSION_AT);
    if (version != VERSION) {
      return "record version " + version + ", this program reads " + VERSION;
    }
    if ((bytes.getLong(at + TYPE_AT) & 0xff_ffff_ffffL) != 0) {
      return "reserved bytes are not zero";
    }
    for (int i = length; i < storedBytes(length); i++) {
      if (bytes.get(at + i) != 0) {
        return "padding is not zero";
      }
    }
    byte type = type(bytes, at);
    return switch (type) {
      case ENTRY -> EntryCodec.defect(bytes, at, length);
      case HARD_STATE -> HardStateRecord.defect(bytes, at, length);
      case MARK -> Mark.defect(bytes, at, length);
      case LOST -> Lost.defect(bytes, at, length);
      case CUT, RESET -> Cut.defect(bytes, at, length);
      default -> "unknown record type " + type;
    };
  }

  /** CRC32C of [from, toExclusive). */
  static int crc(ByteBuffer bytes, int from, int toExclusive) {
    CRC32C crc = new CRC32C();
    if (bytes.hasArray()) {
      crc.update(bytes.array(), bytes.arrayOffset() + from, toExclusive - from);
    } else {
      crc.update(bytes.slice(from, toExclusive - from));
    }
    return (int) crc.getValue();
  }
}

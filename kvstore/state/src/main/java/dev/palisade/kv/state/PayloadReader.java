package dev.palisade.kv.state;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link PayloadWriter} wrote. Every method throws {@link MalformedPayloadException}
 * when the bytes end early or are not what was asked for, and never allocates more than the bytes
 * that are there. Not thread-safe; the buffer given keeps its position.
 */
final class PayloadReader {
  private final ByteBuffer source;

  PayloadReader(ByteBuffer source) {
    this.source = source.duplicate().order(ByteOrder.BIG_ENDIAN);
  }

  int number8() {
    require(1);
    return Byte.toUnsignedInt(source.get());
  }

  boolean bool() {
    int number = number8();
    if (number > 1) {
      throw malformed("a flag of " + number);
    }
    return number == 1;
  }

  long varint() {
    long number = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int group = number8();
      if (shift == 63 && group > 1) {
        throw malformed("a number of more than 64 bits");
      }
      number |= (group & 0x7FL) << shift;
      if (group < 0x80) {
        return number;
      }
    }
    throw malformed("a number without end");
  }

  long number64() {
    require(Long.BYTES);
    return source.getLong();
  }

  byte[] bytes() {
    byte[] bytes = new byte[length()];
    source.get(bytes);
    return bytes;
  }

  String text() {
    byte[] bytes = bytes();
    String text = new String(bytes, StandardCharsets.UTF_8);
    // The decoder puts this character in place of bytes that are not UTF-8.
    boolean doubtful = text.indexOf('\uFFFD') >= 0;
    if (doubtful && !Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)) {
      throw malformed("text that is not UTF-8");
    }
    return text;
  }

  /** How many items follow, each of at least {@code leastBytesEach} bytes. */
  int count(int leastBytesEach) {
    long count = varint();
    if (count < 0 || count > source.remaining() / leastBytesEach) {
      throw malformed(count + " items in " + source.remaining() + " bytes");
    }
    return (int) count;
  }

  /** A number that fits a non-negative int. */
  int smallNumber() {
    long number = varint();
    if (number < 0 || number > Integer.MAX_VALUE) {
      throw malformed("a number of " + number);
    }
    return (int) number;
  }

  boolean atEnd() {
    return !source.hasRemaining();
  }

  void requireEnd() {
    if (source.hasRemaining()) {
      throw malformed(source.remaining() + " bytes after the end");
    }
  }

  MalformedPayloadException malformed(String found) {
    return new MalformedPayloadException(
        "malformed payload: " + found + " before byte " + source.position());
  }

  private int length() {
    long length = varint();
    if (length < 0 || length > source.remaining()) {
      throw malformed("a length of " + length + " with " + source.remaining() + " bytes left");
    }
    return (int) length;
  }

  private void require(int bytes) {
    if (source.remaining() < bytes) {
      throw malformed("the end where " + bytes + " bytes were expected");
    }
  }
}

package dev.palisade.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * An immutable sequence of bytes: every key and every value. Ordered as the store orders keys:
 * unsigned, byte by byte, a prefix before what it begins. Safe for use by many threads.
 */
public final class Bytes implements Comparable<Bytes> {
  /** No bytes. */
  public static final Bytes EMPTY = new Bytes(ByteString.EMPTY);

  private final ByteString content;

  private Bytes(ByteString content) {
    this.content = content;
  }

  /**
   * The UTF-8 form of a text.
   *
   * @throws IllegalArgumentException if the text holds half of a surrogate pair, which has none
   */
  public static Bytes of(String text) {
    return new Bytes(Utf8.encode(text));
  }

  /** A copy of an array. */
  public static Bytes copyOf(byte[] array) {
    return new Bytes(ByteString.copyFrom(array));
  }

  /** A view of an array, without a copy: the caller must never change it afterwards. */
  public static Bytes wrap(byte[] array) {
    return new Bytes(UnsafeByteOperations.unsafeWrap(array));
  }

  static Bytes of(ByteString content) {
    return content.isEmpty() ? EMPTY : new Bytes(content);
  }

  ByteString content() {
    return content;
  }

  /** Length in bytes. */
  public int size() {
    return content.size();
  }

  public boolean isEmpty() {
    return content.isEmpty();
  }

  /** The byte at an index of 0 to {@code size() - 1}. */
  public byte byteAt(int index) {
    return content.byteAt(index);
  }

  public boolean startsWith(Bytes prefix) {
    return content.startsWith(prefix.content);
  }

  /** A copy. */
  public byte[] toByteArray() {
    return content.toByteArray();
  }

  /** A read-only view. */
  public ByteBuffer asReadOnlyByteBuffer() {
    return content.asReadOnlyByteBuffer();
  }

  /** The text whose UTF-8 form this is; what is not UTF-8 becomes U+FFFD. */
  public String asText() {
    return content.toStringUtf8();
  }

  @Override
  public int compareTo(Bytes other) {
    return ByteString.unsignedLexicographicalComparator().compare(content, other.content);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes && content.equals(((Bytes) other).content);
  }

  @Override
  public int hashCode() {
    return content.hashCode();
  }

  /** The text, when it is printable; otherwise hexadecimal digits after {@code 0x}. */
  @Override
  public String toString() {
    if (content.isValidUtf8()) {
      String text = content.toString(StandardCharsets.UTF_8);
      if (text.codePoints().noneMatch(Character::isISOControl)) {
        return text;
      }
    }
    return "0x" + HexFormat.of().formatHex(content.toByteArray());
  }
}

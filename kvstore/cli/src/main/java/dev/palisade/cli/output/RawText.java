package dev.palisade.cli.output;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Any bytes as a string and back, without loss: valid UTF-8 is decoded, and every other byte {@code
 * 0xNN} becomes the lone surrogate {@code U+DCNN}, which valid UTF-8 never yields.
 *
 * <p>Example: the bytes {@code 'a' 0xc3 0xa9 0xff} are the string {@code
 * "a\u005cu00e9\u005cudcff"}. Arguments go through the command line parser in this form.
 */
public final class RawText {
  private static final int FIRST = 0xdc80;
  private static final int LAST = 0xdcff;

  private RawText() {}

  /** The string for these bytes. */
  public static String decode(byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    while (true) {
      CoderResult result = decoder.decode(in, out, true);
      if (result.isUnderflow()) {
        return out.flip().toString();
      }
      for (int i = 0; i < result.length(); i++) {
        out.put((char) (0xdc00 + (in.get() & 0xff)));
      }
      decoder.reset();
    }
  }

  /**
   * The bytes for this string.
   *
   * @throws IllegalArgumentException when it holds a surrogate that stands for no byte
   */
  public static byte[] encode(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    int from = 0;
    for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
      int character = text.codePointAt(at);
      if (Character.MIN_SURROGATE <= character && character <= Character.MAX_SURROGATE) {
        if (character < FIRST || character > LAST) {
          throw new IllegalArgumentException(
              "the text holds half of a surrogate pair, U+%04X, at %d".formatted(character, at));
        }
        bytes.writeBytes(text.substring(from, at).getBytes(StandardCharsets.UTF_8));
        bytes.write(character & 0xff);
        from = at + 1;
      }
    }
    bytes.writeBytes(text.substring(from).getBytes(StandardCharsets.UTF_8));
    return bytes.toByteArray();
  }

  /** The text with everything that cannot be printed escaped, for messages on one line. */
  public static String printable(String text) {
    if (text.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
      return text;
    }
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (BytesText.isPrintable(c)) {
                shown.appendCodePoint(c);
              } else if (FIRST <= c && c <= LAST) {
                shown.append("\\x%02x".formatted(c & 0xff));
              } else {
                shown.append(c < 0x80 ? "\\x%02x".formatted(c) : "\\u{%x}".formatted(c));
              }
            });
    return shown.toString();
  }
}

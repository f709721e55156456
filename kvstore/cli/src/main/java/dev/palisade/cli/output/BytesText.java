package dev.palisade.cli.output;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values, which are bytes, as text and back.
 *
 * <p>Example: the bytes {@code 'a' 0x00 0xff '\'} are shown as {@code $'a\x00\xff\\'}, in the
 * quotes that say so, which bash, ksh and zsh read back as the same bytes (the zero byte aside).
 * Valid UTF-8 that can be printed is shown as it is, backslashes included.
 */
public enum BytesText {
  /** UTF-8 as it is; in {@code $'…'} with escapes where something is not valid or not printable. */
  ESCAPED,
  /** Two hexadecimal digits a byte. */
  HEX;

  /** The bytes as text on one line. */
  public String show(byte[] bytes) {
    if (this == HEX) {
      return HexFormat.of().formatHex(bytes);
    }
    String text = utf8(bytes);
    return text != null && isPlain(text) ? text : "$'" + escape(bytes) + "'";
  }

  /** Whether text can be shown without escapes, and is not taken for an escaped one. */
  private static boolean isPlain(String text) {
    return text.codePoints().allMatch(BytesText::isPrintable)
        && !text.startsWith("$'")
        && text.equals(text.strip());
  }

  /**
   * Without quotes: what is not printable as {@code \n}, {@code \t}, {@code \r} or {@code \xNN}.
   */
  private static String escape(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    int at = 0;
    while (at < bytes.length) {
      int length = characterBytes(bytes[at]);
      String character = at + length > bytes.length ? null : decode(bytes, at, length);
      if (character == null || !isPrintable(character.codePointAt(0))) {
        text.append(
            switch (bytes[at]) {
              case '\n' -> "\\n";
              case '\t' -> "\\t";
              case '\r' -> "\\r";
              default -> String.format("\\x%02x", bytes[at] & 0xff);
            });
        at++;
        continue;
      }
      text.append(character.equals("\\") || character.equals("'") ? "\\" : "").append(character);
      at += length;
    }
    return text.toString();
  }

  /**
   * The bytes that an argument, as {@link RawText}, names: its own for {@link #ESCAPED}, whatever
   * they are; those of its hexadecimal digits for {@link #HEX}.
   *
   * @throws IllegalArgumentException when the argument is not hexadecimal
   */
  public byte[] parse(String argument) {
    if (this == ESCAPED) {
      return RawText.encode(argument);
    }
    try {
      return HexFormat.of().parseHex(argument);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'" + argument + "' is not hexadecimal; give two digits for each byte, as in 6b6579", e);
    }
  }

  /** The text when the bytes are valid UTF-8, otherwise null. */
  public static @Nullable String utf8(byte[] bytes) {
    return decode(bytes, 0, bytes.length);
  }

  /**
   * Resolves {@code \\}, {@code \n}, {@code \r}, {@code \t}, {@code \"}, {@code \'} and {@code
   * \xNN}.
   *
   * @throws IllegalArgumentException at any other backslash
   */
  public static byte[] unescape(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int at = 0;
    while (at < text.length()) {
      int next = text.indexOf('\\', at);
      if (next != at) {
        int end = next < 0 ? text.length() : next;
        bytes.writeBytes(RawText.encode(text.substring(at, end)));
        at = end;
        continue;
      }
      char kind = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
      switch (kind) {
        case '\\', '"', '\'' -> bytes.write(kind);
        case 'n' -> bytes.write('\n');
        case 'r' -> bytes.write('\r');
        case 't' -> bytes.write('\t');
        case 'x' -> {
          if (at + 4 > text.length()) {
            throw new IllegalArgumentException("'" + text + "' ends within \\xNN");
          }
          bytes.writeBytes(HEX.parse(text.substring(at + 2, at + 4)));
          at += 2;
        }
        default ->
            throw new IllegalArgumentException(
                "unknown escape '\\"
                    + kind
                    + "'; expected \\\\, \\\", \\', \\n, \\r, \\t or \\xNN");
      }
      at += 2;
    }
    return bytes.toByteArray();
  }

  private static int characterBytes(byte first) {
    int bits = first & 0xff;
    return bits < 0xc0 ? 1 : bits < 0xe0 ? 2 : bits < 0xf0 ? 3 : 4;
  }

  static boolean isPrintable(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  private static @Nullable String decode(byte[] bytes, int from, int length) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, from, length))
          .toString();
    } catch (CharacterCodingException notUtf8) {
      return null;
    }
  }
}

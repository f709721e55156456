package dev.palisade.client;

import com.google.protobuf.ByteString;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text on its way to bytes: what has no UTF-8 form is refused, never replaced. */
final class Utf8 {
  private Utf8() {}

  /**
   * The UTF-8 form.
   *
   * @throws IllegalArgumentException if the text holds half of a surrogate pair
   */
  static ByteString encode(String text) {
    try {
      return ByteString.copyFrom(StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text)));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "the text '" + text + "' holds half of a surrogate pair, which has no UTF-8 form", e);
    }
  }

  /**
   * The same text.
   *
   * @param what the text is, for the message
   * @throws IllegalArgumentException if it has no UTF-8 form
   */
  static String checked(String what, String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException(what + " '" + text + "' is not valid UTF-8");
    }
    return text;
  }
}

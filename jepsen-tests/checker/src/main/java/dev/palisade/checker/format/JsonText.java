package dev.palisade.checker.format;

import dev.palisade.checker.history.MalformedHistoryException;
import org.jspecify.annotations.Nullable;

/** Plain data as JSON on one line, and back. */
public final class JsonText {
  private JsonText() {}

  /** Of null, numbers, Boolean, String, and collections and Maps of these; all else as its text. */
  public static String of(@Nullable Object value) {
    StringBuilder text = new StringBuilder();
    JsonWriter.write(value, text);
    return text.toString();
  }

  /**
   * The value that a text holds: null, Boolean, String, a number ({@code Long} if it is whole and
   * has a place there, otherwise {@code Double}, {@code BigInteger} or {@code BigDecimal}), a List,
   * or a Map of these, in the order of the text.
   *
   * @param line names the place in the error, counted from 1
   * @throws MalformedHistoryException if it holds no JSON, or more than one value
   */
  public static @Nullable Object parse(String text, int line) {
    return new JsonReader(new TextCursor(text, line)).readOnly();
  }
}

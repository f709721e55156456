package dev.palisade.checker.format;

import dev.palisade.checker.history.MalformedHistoryException;
import org.jspecify.annotations.Nullable;

/** Plain data as JSON on one line, and back. */
public final class JsonText {
  private JsonText() {}

  /** Of null, Long, Double, Boolean, String, and Lists and Maps of these; all else as its text. */
  public static String of(@Nullable Object value) {
    StringBuilder text = new StringBuilder();
    ValueWriter.json(value, text);
    return text.toString();
  }

  /**
   * The value that a text holds: null, Boolean, Long for whole numbers, otherwise Double, String,
   * List, or Map of these, in the order of the text.
   *
   * @param line names the place in the error, counted from 1
   * @throws MalformedHistoryException if it holds no JSON, or more than one value
   */
  public static @Nullable Object parse(String text, int line) {
    return new JsonReader(new TextCursor(text, line)).readOnly();
  }
}

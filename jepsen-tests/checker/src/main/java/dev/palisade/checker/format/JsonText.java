package dev.palisade.checker.format;

import org.jspecify.annotations.Nullable;

/** Plain data as JSON on one line. */
public final class JsonText {
  private JsonText() {}

  /** Of null, Long, Double, Boolean, String, and Lists and Maps of these; all else as its text. */
  public static String of(@Nullable Object value) {
    StringBuilder text = new StringBuilder();
    ValueWriter.json(value, text);
    return text.toString();
  }
}

package dev.palisade.cli.output;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object that is written once, its fields in the order in which they were put. Values are
 * strings, integers, doubles, booleans, nested objects, lists of these, or null. Not thread-safe.
 */
public final class Json {
  private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();

  /** An empty object. */
  public static Json object() {
    return new Json();
  }

  /**
   * Adds a field.
   *
   * @param value a String, Number, Boolean, Json, a List of these, or null
   * @throws IllegalArgumentException when the name is there already
   */
  public Json put(String name, @Nullable Object value) {
    if (fields.containsKey(name)) {
      throw new IllegalArgumentException("field '" + name + "' was put twice");
    }
    fields.put(name, value);
    return this;
  }

  /** On one line, with a space after commas and colons. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    write(this, text);
    return text.toString();
  }

  private static void write(@Nullable Object value, StringBuilder text) {
    switch (value) {
      case null -> text.append("null");
      case String string -> quote(string, text);
      case Boolean bool -> text.append(bool);
      case Double number -> text.append(Double.isFinite(number) ? number.toString() : "null");
      case Number number -> text.append(number);
      case Json object -> {
        String separator = "{";
        for (Map.Entry<String, @Nullable Object> field : object.fields.entrySet()) {
          quote(field.getKey(), text.append(separator));
          write(field.getValue(), text.append(": "));
          separator = ", ";
        }
        text.append(object.fields.isEmpty() ? "{}" : "}");
      }
      case List<?> list -> {
        String separator = "[";
        for (Object element : list) {
          write(element, text.append(separator));
          separator = ", ";
        }
        text.append(list.isEmpty() ? "[]" : "]");
      }
      default -> throw new IllegalArgumentException("no JSON for a value of " + value.getClass());
    }
  }

  private static void quote(String string, StringBuilder text) {
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (c < 0x20 || (0x7f <= c && c <= 0x9f) || isHalfAPair(string, i)) {
            text.append(String.format("\\u%04x", (int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }

  /** A surrogate without the other one has no UTF-8 form; it must not become a question mark. */
  private static boolean isHalfAPair(String string, int at) {
    char c = string.charAt(at);
    if (Character.isHighSurrogate(c)) {
      return at + 1 == string.length() || !Character.isLowSurrogate(string.charAt(at + 1));
    }
    return Character.isLowSurrogate(c)
        && (at == 0 || !Character.isHighSurrogate(string.charAt(at - 1)));
  }
}

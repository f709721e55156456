package dev.palisade.checker.format;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the plain data of events as EDN and as JSON, each on one line. */
final class ValueWriter {
  private ValueWriter() {}

  /** The fields of an event; type and f are keywords, all other words are strings. */
  static void edn(Map<String, @Nullable Object> fields, StringBuilder text) {
    String separator = "{";
    for (Map.Entry<String, @Nullable Object> field : fields.entrySet()) {
      text.append(separator).append(':').append(field.getKey()).append(' ');
      boolean isKeyword = field.getKey().equals("type") || field.getKey().equals("f");
      if (isKeyword) {
        text.append(':').append(field.getValue());
      } else {
        ednValue(field.getValue(), text);
      }
      separator = ", ";
    }
    text.append('}');
  }

  private static void ednValue(@Nullable Object value, StringBuilder text) {
    switch (value) {
      case null -> text.append("nil");
      case String string -> quote(string, text);
      case List<?> list -> {
        String separator = "[";
        for (Object element : list) {
          ednValue(element, text.append(separator));
          separator = " ";
        }
        text.append(list.isEmpty() ? "[]" : "]");
      }
      case Map<?, ?> map -> {
        String separator = "{";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          ednValue(entry.getKey(), text.append(separator));
          ednValue(entry.getValue(), text.append(' '));
          separator = ", ";
        }
        text.append(map.isEmpty() ? "{}" : "}");
      }
      default -> text.append(value);
    }
  }

  static void json(@Nullable Object value, StringBuilder text) {
    switch (value) {
      case null -> text.append("null");
      case String string -> quote(string, text);
      case Long number -> text.append(number);
      case Double number -> text.append(number);
      case Boolean bool -> text.append(bool);
      case List<?> list -> {
        String separator = "[";
        for (Object element : list) {
          json(element, text.append(separator));
          separator = ",";
        }
        text.append(list.isEmpty() ? "[]" : "]");
      }
      case Map<?, ?> map -> {
        String separator = "{";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          quote(String.valueOf(entry.getKey()), text.append(separator));
          json(entry.getValue(), text.append(':'));
          separator = ",";
        }
        text.append(map.isEmpty() ? "{}" : "}");
      }
      default -> quote(value.toString(), text);
    }
  }

  private static void quote(String string, StringBuilder text) {
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      switch (c) {
        case '"', '\\' -> text.append('\\').append(c);
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (c < ' ') {
            text.append(String.format("\\u%04x", (int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }
}

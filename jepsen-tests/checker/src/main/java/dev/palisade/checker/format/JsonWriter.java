package dev.palisade.checker.format;

import dev.palisade.checker.value.Keyword;
import dev.palisade.checker.value.Tagged;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes plain data as JSON on one line. What JSON has no form for becomes the nearest: keywords,
 * symbols and characters their text, sets arrays, tagged elements their form, and ratios and
 * numbers without end a string.
 */
final class JsonWriter {
  private JsonWriter() {}

  static void write(@Nullable Object value, StringBuilder text) {
    switch (value) {
      case null -> text.append("null");
      case String string -> quote(string, text);
      case Boolean bool -> text.append(bool);
      case Double number when !Double.isFinite(number) -> quote(number.toString(), text);
      case Long number -> text.append(number);
      case Double number -> text.append(number);
      case BigInteger number -> text.append(number);
      case BigDecimal number -> floating(number, text);
      case Tagged(String _, Object form) -> write(form, text);
      case Collection<?> elements -> {
        String separator = "[";
        for (Object element : elements) {
          write(element, text.append(separator));
          separator = ",";
        }
        text.append(elements.isEmpty() ? "[]" : "]");
      }
      case Map<?, ?> map -> {
        String separator = "{";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          quote(textOf(entry.getKey()), text.append(separator));
          write(entry.getValue(), text.append(':'));
          separator = ",";
        }
        text.append(map.isEmpty() ? "{}" : "}");
      }
      default -> quote(textOf(value), text);
    }
  }

  /** With a fraction or an exponent, so that it is not read as an integer. */
  private static void floating(BigDecimal number, StringBuilder text) {
    String digits = number.toString();
    boolean whole = digits.chars().allMatch(c -> Character.isDigit(c) || c == '-');
    text.append(digits).append(whole ? ".0" : "");
  }

  private static String textOf(@Nullable Object value) {
    String name = Keyword.nameOf(value);
    return name == null ? String.valueOf(value) : name;
  }

  /** A string in quotes, as JSON and EDN both read it. */
  static void quote(String string, StringBuilder text) {
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

package dev.palisade.checker.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads JSON values (RFC 8259). Whole numbers become Long, others Double. Not thread-safe. */
final class JsonReader {
  private static final String ENDS = "[]{}\",:";

  private final TextCursor in;

  JsonReader(TextCursor in) {
    this.in = in;
  }

  /** The only value of the text. */
  @Nullable Object readOnly() {
    Object value = read();
    skipBlank();
    if (in.peek() != TextCursor.END) {
      throw in.malformed("'" + in.peek() + "' follows the value; expected one object on a line");
    }
    return value;
  }

  private @Nullable Object read() {
    skipBlank();
    in.enter();
    Object value =
        switch (in.peek()) {
          case '{' -> object();
          case '[' -> array();
          case '"' -> string();
          default -> word();
        };
    in.leave();
    return value;
  }

  private Map<Object, @Nullable Object> object() {
    in.take();
    Map<Object, @Nullable Object> map = new LinkedHashMap<>();
    skipBlank();
    while (in.peek() != '}') {
      if (!map.isEmpty()) {
        in.expect(',');
        skipBlank();
      }
      if (in.peek() != '"' && in.peek() != TextCursor.END) {
        throw in.malformed("an object's key begins with '" + in.peek() + "'; expected a string");
      }
      String key = string();
      skipBlank();
      in.expect(':');
      if (map.containsKey(key)) {
        throw in.malformed("an object has the key \"" + key + "\" twice");
      }
      map.put(key, read());
      skipBlank();
    }
    in.take();
    return map;
  }

  private List<@Nullable Object> array() {
    in.take();
    List<@Nullable Object> elements = new ArrayList<>();
    skipBlank();
    while (in.peek() != ']') {
      if (!elements.isEmpty()) {
        in.expect(',');
      }
      elements.add(read());
      skipBlank();
    }
    in.take();
    return elements;
  }

  private String string() {
    in.take();
    StringBuilder text = new StringBuilder();
    for (char c = in.take(); c != '"'; c = in.take()) {
      text.append(c == '\\' ? escaped() : c);
    }
    return text.toString();
  }

  private char escaped() {
    char c = in.take();
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case '"', '\\', '/' -> c;
      case 'u' -> in.takeUnicode();
      default -> throw in.malformed("\\" + c + " is no escape in a string");
    };
  }

  private @Nullable Object word() {
    String word = in.takeWord(ENDS);
    return switch (word) {
      case "null" -> null;
      case "true" -> true;
      case "false" -> false;
      case "" ->
          throw in.peek() == TextCursor.END
              ? in.malformed("the line ends in the middle of a value")
              : in.malformed("'" + in.peek() + "' begins no value");
      default -> number(word);
    };
  }

  private Object number(String word) {
    try {
      boolean whole = word.chars().allMatch(c -> Character.isDigit(c) || c == '-');
      return whole ? (Object) Long.valueOf(word) : Double.valueOf(word);
    } catch (NumberFormatException e) {
      throw in.malformed("'" + word + "' is no number, true, false or null");
    }
  }

  private void skipBlank() {
    while (in.peek() != TextCursor.END && Character.isWhitespace(in.peek())) {
      in.take();
    }
  }
}

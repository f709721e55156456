package dev.palisade.checker.format;

import dev.palisade.checker.value.Exact;
import dev.palisade.checker.value.Unread;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON values (RFC 8259). Numbers are kept exactly ({@link
 * dev.palisade.checker.value.Exact}); one with a fraction or an exponent is floating point. {@code
 * NaN} and {@code Infinity} are read as well, since some recorders write them. Not thread-safe.
 */
final class JsonReader {
  private static final String ENDS = "[]{}\",:";
  private static final int MOST_DIGITS_OF_LONG = 18;
  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

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

  private Object object() {
    TextCursor.Place start = in.place();
    in.take();
    Map<Object, @Nullable Object> map = new LinkedHashMap<>();
    String fault = null;
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
        fault = "an object has the key \"" + key + "\" twice";
      }
      map.put(key, read());
      skipBlank();
    }
    in.take();
    return fault == null ? map : new Unread(in.since(start), fault);
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
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      case "" ->
          throw in.peek() == TextCursor.END
              ? in.malformed("the line ends in the middle of a value")
              : in.malformed("'" + in.peek() + "' begins no value");
      default -> number(word);
    };
  }

  private Object number(String word) {
    Matcher number = NUMBER.matcher(word);
    if (!number.matches()) {
      throw in.malformed("'" + word + "' is no number, true, false or null");
    }
    if (number.group(1) == null && number.group(2) == null) {
      return word.length() <= MOST_DIGITS_OF_LONG
          ? (Object) Long.valueOf(word)
          : Exact.integer(new BigInteger(word));
    }
    try {
      return Exact.floating(word);
    } catch (NumberFormatException e) {
      return new Unread(word, "its exponent is too large");
    }
  }

  private void skipBlank() {
    while (in.peek() != TextCursor.END && Character.isWhitespace(in.peek())) {
      in.take();
    }
  }
}

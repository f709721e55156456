package dev.palisade.checker.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads EDN forms, as Clojure writes them. Integers become Long, other numbers Double; keywords and
 * symbols become String without a colon, vectors, lists and sets become List; of a tagged form the
 * form is kept and the tag is not. Not thread-safe.
 */
final class EdnReader {
  private static final String ENDS = "()[]{}\"';,";

  private final TextCursor in;

  EdnReader(TextCursor in) {
    this.in = in;
  }

  /** Whether no form follows. */
  boolean atEnd() {
    skipBlank();
    return in.peek() == TextCursor.END;
  }

  /** Whether the next form is a vector; then its bracket is taken. */
  boolean takesVector() {
    skipBlank();
    if (in.peek() != '[') {
      return false;
    }
    in.take();
    return true;
  }

  /** Whether the vector that was begun ends here; then its bracket is taken. */
  boolean endsVector() {
    skipBlank();
    if (in.peek() != ']') {
      return false;
    }
    in.take();
    return true;
  }

  /** The line of the next form. */
  int line() {
    skipBlank();
    return in.line();
  }

  /** The next form. */
  @Nullable Object read() {
    skipBlank();
    in.enter();
    Object form = form(in.peek());
    in.leave();
    return form;
  }

  private @Nullable Object form(char first) {
    return switch (first) {
      case '[' -> sequence(']');
      case '(' -> sequence(')');
      case '{' -> map();
      case '"' -> string();
      case '\\' -> character();
      case '#' -> dispatched();
      case ']', ')', '}' -> throw in.malformed("'" + first + "' closes nothing");
      default -> word();
    };
  }

  private List<@Nullable Object> sequence(char end) {
    in.take();
    List<@Nullable Object> elements = new ArrayList<>();
    for (skipBlank(); in.peek() != end; skipBlank()) {
      elements.add(read());
    }
    in.take();
    return elements;
  }

  private Map<Object, @Nullable Object> map() {
    in.take();
    Map<Object, @Nullable Object> map = new LinkedHashMap<>();
    for (skipBlank(); in.peek() != '}'; skipBlank()) {
      Object key = read();
      skipBlank();
      if (in.peek() == '}') {
        throw in.malformed("a map has the key " + key + " without a value");
      }
      Object value = read();
      if (key == null) {
        throw in.malformed("a map has the key nil");
      }
      if (map.containsKey(key)) {
        throw in.malformed("a map has the key " + key + " twice");
      }
      map.put(key, value);
    }
    in.take();
    return map;
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
      case '"', '\\' -> c;
      case 'u' -> in.takeUnicode();
      default -> throw in.malformed("\\" + c + " is no escape in a string");
    };
  }

  private String character() {
    in.take();
    String rest = in.peek() == TextCursor.END ? "" : in.take() + in.takeWord(ENDS);
    return switch (rest) {
      case "newline" -> "\n";
      case "space" -> " ";
      case "tab" -> "\t";
      case "return" -> "\r";
      case "" -> throw in.malformed("a character is missing after \\");
      default -> rest;
    };
  }

  /** A set, or a tagged form. */
  private @Nullable Object dispatched() {
    in.take();
    if (in.peek() == '{') {
      return sequence('}');
    }
    String tag = in.takeWord(ENDS);
    if (tag.isEmpty()) {
      throw in.malformed("'#' is followed by '" + in.peek() + "'; expected a set or a tag");
    }
    return read();
  }

  private @Nullable Object word() {
    String word = in.takeWord(ENDS);
    if (word.isEmpty()) {
      if (in.peek() == TextCursor.END) {
        throw in.malformed("the file ends in the middle of a value");
      }
      throw in.malformed("'" + in.peek() + "' begins no value");
    }
    return switch (word) {
      case "nil" -> null;
      case "true" -> true;
      case "false" -> false;
      // Hexadecimal stands in printed objects only, as in #object[java.lang.Object 0x1f "x"].
      default -> isNumber(word) && !word.startsWith("0x") ? number(word) : withoutColon(word);
    };
  }

  private String withoutColon(String word) {
    if (word.equals(":")) {
      throw in.malformed("a keyword has no name");
    }
    return word.startsWith(":") ? word.substring(1) : word;
  }

  private static boolean isNumber(String word) {
    char first = word.charAt(0);
    boolean signed = (first == '-' || first == '+') && word.length() > 1;
    return Character.isDigit(signed ? word.charAt(1) : first);
  }

  private Object number(String word) {
    boolean suffixed = word.endsWith("N") || word.endsWith("M");
    String digits = suffixed ? word.substring(0, word.length() - 1) : word;
    try {
      boolean whole = digits.chars().allMatch(c -> Character.isDigit(c) || c == '-' || c == '+');
      return whole ? (Object) Long.valueOf(digits) : Double.valueOf(digits);
    } catch (NumberFormatException e) {
      throw in.malformed("'" + word + "' is no number that is understood");
    }
  }

  private void skipBlank() {
    while (true) {
      char c = in.peek();
      if (c == ';') {
        in.skipLine();
      } else if (c == '#' && in.peekNext() == '_') {
        in.take();
        in.take();
        read();
      } else if (c != TextCursor.END && (Character.isWhitespace(c) || c == ',')) {
        in.take();
      } else {
        return;
      }
    }
  }
}

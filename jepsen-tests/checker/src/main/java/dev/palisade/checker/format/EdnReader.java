package dev.palisade.checker.format;

import dev.palisade.checker.value.Keyword;
import dev.palisade.checker.value.Symbol;
import dev.palisade.checker.value.Tagged;
import dev.palisade.checker.value.Unread;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads EDN forms, as Clojure writes them. Vectors and lists become List, sets Set, maps Map;
 * numbers are kept exactly ({@link dev.palisade.checker.value.Exact}); metadata and discarded forms
 * are left out. A form that is complete and not understood, such as {@code \nosuchcharacter},
 * becomes {@link Unread}. Not thread-safe.
 */
final class EdnReader {
  private static final String ENDS = "()[]{}\";,^@`~\\";

  private final TextCursor in;
  private final EdnText text;
  private char end;

  EdnReader(TextCursor in) {
    this.in = in;
    this.text = new EdnText(in, ENDS);
  }

  /** Whether no form follows. */
  boolean atEnd() {
    skipBlank();
    return in.peek() == TextCursor.END;
  }

  /**
   * Whether the next form is a vector or a list of events; then its bracket is taken. A vector that
   * begins with a number or a keyword is an event itself.
   */
  boolean takesSequence() {
    skipBlank();
    TextCursor.Place start = in.place();
    skipTagsAndMetadata();
    char bracket = in.peek();
    if (bracket == '[' || bracket == '(') {
      in.take();
      skipBlank();
      if (in.peek() == TextCursor.END || "{[(#^])".indexOf(in.peek()) >= 0) {
        end = bracket == '[' ? ']' : ')';
        return true;
      }
    }
    in.goTo(start);
    return false;
  }

  private void skipTagsAndMetadata() {
    while (in.peek() == '^' || (in.peek() == '#' && Character.isLetter(in.peekNext()))) {
      if (in.take() == '^') {
        read();
      } else {
        in.takeWord(ENDS);
      }
      skipBlank();
    }
  }

  /** Whether the sequence that was begun ends here; then its bracket is taken. */
  boolean endsSequence() {
    skipBlank();
    if (in.peek() != end) {
      return false;
    }
    in.take();
    return true;
  }

  /** What the sequence that was begun is. */
  String sequenceName() {
    return end == ']' ? "vector" : "list";
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
      case '{' -> map("");
      case '"' -> text.string();
      case '\\' -> text.character();
      case '#' -> dispatched();
      case '^' -> withoutMetadata();
      case '\'', '@', '`', '~' -> new Tagged(String.valueOf(in.take()), read());
      case ']', ')', '}' -> throw in.malformed("'" + first + "' closes nothing");
      default -> word();
    };
  }

  private @Nullable Object withoutMetadata() {
    in.take();
    read();
    return read();
  }

  private List<@Nullable Object> sequence(char closing) {
    in.take();
    List<@Nullable Object> elements = new ArrayList<>();
    for (skipBlank(); in.peek() != closing; skipBlank()) {
      elements.add(read());
    }
    in.take();
    return elements;
  }

  private Object set() {
    TextCursor.Place start = in.place();
    Set<@Nullable Object> set = new LinkedHashSet<>();
    for (Object element : sequence('}')) {
      if (!set.add(element)) {
        return new Unread(in.since(start), "a set has " + element + " twice");
      }
    }
    return set;
  }

  private Object map(String namespace) {
    TextCursor.Place start = in.place();
    in.take();
    Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
    String fault = null;
    for (skipBlank(); in.peek() != '}'; skipBlank()) {
      Object key = qualified(namespace, read());
      skipBlank();
      if (in.peek() == '}') {
        throw in.malformed("a map has the key " + key + " without a value");
      }
      Object value = read();
      if (map.containsKey(key)) {
        fault = "a map has the key " + shown(key) + " twice";
      }
      map.put(key, value);
    }
    in.take();
    return fault == null ? map : new Unread(in.since(start), fault);
  }

  private static @Nullable Object shown(@Nullable Object key) {
    return key instanceof Keyword(String name) ? name : key;
  }

  /** The key of a map that names a namespace for all its keys. */
  private static @Nullable Object qualified(String namespace, @Nullable Object key) {
    if (namespace.isEmpty()) {
      return key;
    }
    return switch (key) {
      case Keyword(String name) when name.startsWith("_/") -> new Keyword(name.substring(2));
      case Keyword(String name) when !name.contains("/") -> new Keyword(namespace + "/" + name);
      case Symbol(String name) when name.startsWith("_/") -> new Symbol(name.substring(2));
      case Symbol(String name) when !name.contains("/") -> new Symbol(namespace + "/" + name);
      case null, default -> key;
    };
  }

  /** What follows a number sign: a set, a tagged form, and the rarer ones. */
  private @Nullable Object dispatched() {
    TextCursor.Place start = in.place();
    in.take();
    return switch (in.peek()) {
      case '{' -> set();
      case '"' -> new Tagged("regex", text.pattern());
      case '#' -> symbolic(start);
      case '^' -> withoutMetadata();
      case ':' -> namespaced();
      case '(' -> new Tagged("fn", sequence(')'));
      case '<' -> text.unreadable(start);
      case '\'', '=', '?', '@' -> new Tagged(String.valueOf(in.take()), read());
      default -> tagged();
    };
  }

  private Object symbolic(TextCursor.Place start) {
    in.take();
    return switch (in.takeWord(ENDS)) {
      case "Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      case "NaN" -> Double.NaN;
      default -> new Unread(in.since(start), "there is no such symbolic value");
    };
  }

  private Object namespaced() {
    in.take();
    String namespace = in.takeWord(ENDS);
    skipBlank();
    if (in.peek() != '{') {
      throw in.malformed("'#:" + namespace + "' is followed by no map");
    }
    return map(namespace);
  }

  private Object tagged() {
    String tag = in.takeWord(ENDS);
    if (tag.isEmpty()) {
      throw in.malformed("'#' is followed by '" + in.peek() + "'; expected a set or a tag");
    }
    Object form = read();
    if (form instanceof String string && tag.equals("uuid")) {
      return new Tagged(tag, string.toLowerCase(Locale.ROOT));
    }
    return form instanceof String string && tag.equals("inst")
        ? instant(string)
        : new Tagged(tag, form);
  }

  /** The same instant may be written in several ways. */
  private static Object instant(String string) {
    try {
      return new Tagged("inst", OffsetDateTime.parse(string).toInstant().toString());
    } catch (DateTimeParseException e) {
      return new Unread("#inst \"" + string + "\"", "it is no instant with time and offset");
    }
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
      case ":" -> throw in.malformed("a keyword has no name");
      default -> numberOrName(word);
    };
  }

  private static Object numberOrName(String word) {
    if (word.charAt(0) == ':') {
      return new Keyword(word.substring(1));
    }
    if (!EdnNumbers.looksLikeOne(word)) {
      return new Symbol(word);
    }
    Object number = EdnNumbers.of(word);
    return number == null ? new Unread(word, "it is no number that is understood") : number;
  }

  private void skipBlank() {
    while (true) {
      char c = in.peek();
      if (c == ';') {
        in.skipLine();
      } else if (c == '#' && in.peekNext() == '!') {
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

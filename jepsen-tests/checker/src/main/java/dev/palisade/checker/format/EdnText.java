package dev.palisade.checker.format;

import dev.palisade.checker.value.Tagged;
import dev.palisade.checker.value.Unread;

/** The forms of EDN that are made of single characters: strings, characters, patterns. */
final class EdnText {
  private static final int OCTAL_DIGITS = 3;

  private final TextCursor in;
  private final String ends;

  /**
   * @param ends the characters that end a word
   */
  EdnText(TextCursor in, String ends) {
    this.in = in;
    this.ends = ends;
  }

  /** A string, or {@link Unread} if it holds an escape that is not known. */
  Object string() {
    TextCursor.Place start = in.place();
    in.take();
    StringBuilder text = new StringBuilder();
    String fault = null;
    for (char c = in.take(); c != '"'; c = in.take()) {
      if (c != '\\') {
        text.append(c);
        continue;
      }
      char escape = in.take();
      switch (escape) {
        case 'n' -> text.append('\n');
        case 't' -> text.append('\t');
        case 'r' -> text.append('\r');
        case 'b' -> text.append('\b');
        case 'f' -> text.append('\f');
        case '"', '\\' -> text.append(escape);
        case 'u' -> text.append(in.takeUnicode());
        case '0', '1', '2', '3', '4', '5', '6', '7' -> text.append(octal(escape));
        default -> fault = "\\" + escape + " is no escape in a string";
      }
    }
    return fault == null ? text.toString() : new Unread(in.since(start), fault);
  }

  private char octal(char first) {
    int code = first - '0';
    for (int i = 1; i < OCTAL_DIGITS && in.peek() >= '0' && in.peek() <= '7'; i++) {
      code = 8 * code + (in.take() - '0');
    }
    return (char) code;
  }

  /** A regular expression, as it is written. */
  String pattern() {
    in.take();
    StringBuilder text = new StringBuilder();
    for (char c = in.take(); c != '"'; c = in.take()) {
      text.append(c);
      if (c == '\\') {
        text.append(in.take());
      }
    }
    return text.toString();
  }

  /** A character, such as {@code \a}, {@code \newline} or {@code \u0041}. */
  Object character() {
    in.take();
    String rest = in.peek() == TextCursor.END ? "" : in.take() + in.takeWord(ends);
    return switch (rest) {
      case "newline" -> '\n';
      case "space" -> ' ';
      case "tab" -> '\t';
      case "return" -> '\r';
      case "backspace" -> '\b';
      case "formfeed" -> '\f';
      case "" -> throw in.malformed("a character is missing after \\");
      default -> single(rest);
    };
  }

  private static Object single(String rest) {
    if (rest.length() == 1) {
      return rest.charAt(0);
    }
    if (rest.matches("u[0-9A-Fa-f]{4}")) {
      return (char) Integer.parseInt(rest.substring(1), 16);
    }
    if (rest.matches("o[0-3]?[0-7]{1,2}")) {
      return (char) Integer.parseInt(rest.substring(1), 8);
    }
    return rest.codePointCount(0, rest.length()) == 1
        ? new Tagged("char", rest)
        : new Unread("\\" + rest, "there is no such character");
  }

  /**
   * An object that was printed without a way back, such as {@code #<Object java.lang.Object@1f>}.
   */
  Unread unreadable(TextCursor.Place start) {
    int open = 0;
    do {
      char c = in.take();
      open += c == '<' ? 1 : c == '>' ? -1 : 0;
    } while (open > 0);
    return new Unread(in.since(start), "an object was printed without its value");
  }
}

package dev.palisade.checker.format;

import dev.palisade.checker.history.MalformedHistoryException;

/** A place in a text, with the number of its line. Not thread-safe. */
final class TextCursor {
  static final char END = '\uffff';

  private static final int MOST_DEPTH = 200;

  private final String text;
  private int at;
  private int line;
  private int depth;

  /**
   * @param firstLine number of the text's first line
   */
  TextCursor(String text, int firstLine) {
    this.text = text;
    this.line = firstLine;
  }

  /** A place to come back to. */
  record Place(int at, int line) {}

  int line() {
    return line;
  }

  /** Where the cursor is. */
  Place place() {
    return new Place(at, line);
  }

  /** Goes back to a place, on the same depth. */
  void goTo(Place place) {
    at = place.at;
    line = place.line;
  }

  /** The text from a place up to here. */
  String since(Place place) {
    return text.substring(place.at, at);
  }

  /** All that follows the cursor. */
  String rest() {
    return text.substring(at);
  }

  /** The character here, or {@link #END}. */
  char peek() {
    return at < text.length() ? text.charAt(at) : END;
  }

  /** The character behind the one here, or {@link #END}. */
  char peekNext() {
    return at + 1 < text.length() ? text.charAt(at + 1) : END;
  }

  /** Takes the character here. */
  char take() {
    if (at >= text.length()) {
      throw new MalformedHistoryException(line, "the file ends in the middle of a value");
    }
    char taken = text.charAt(at++);
    if (taken == '\n') {
      line++;
    }
    return taken;
  }

  /** A value within a value begins. */
  void enter() {
    if (++depth > MOST_DEPTH) {
      throw malformed("values are nested deeper than " + MOST_DEPTH);
    }
  }

  /** It ends. */
  void leave() {
    depth--;
  }

  void expect(char expected) {
    char found = take();
    if (found != expected) {
      throw malformed("expected '" + expected + "', found '" + found + "'");
    }
  }

  void skipLine() {
    while (peek() != END && peek() != '\n') {
      at++;
    }
  }

  /** Takes characters up to one that ends a word; what ends one is the caller's. */
  String takeWord(String ends) {
    int from = at;
    while (at < text.length()
        && !Character.isWhitespace(text.charAt(at))
        && ends.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(from, at);
  }

  /** The four hexadecimal digits of an escape. */
  char takeUnicode() {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(take(), 16);
      if (digit < 0) {
        throw malformed("\\u needs four hexadecimal digits");
      }
      code = 16 * code + digit;
    }
    return (char) code;
  }

  MalformedHistoryException malformed(String reason) {
    return new MalformedHistoryException(line, reason);
  }
}

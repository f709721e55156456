package dev.palisade.cli.txn;

import dev.palisade.cli.output.BytesText;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts text into words: apart by spaces, with quotes around words that hold spaces.
 *
 * <p>A word stands bare ({@code a/b}), in single quotes (taken as it is) or in double quotes (with
 * the escapes {@code \\ \" \' \n \r \t \xNN}). A {@code ;} outside quotes is a word of its own.
 */
final class Words {
  /**
   * @param bytes what the word stands for
   * @param text the word as bare text; for quoted words, which are never keywords, empty
   */
  record Word(byte[] bytes, String text) {}

  private final String source;
  private int at;

  private Words(String source) {
    this.source = source;
  }

  static List<Word> of(String source) {
    return new Words(source).all();
  }

  private List<Word> all() {
    List<Word> words = new ArrayList<>();
    while (true) {
      while (at < source.length() && isSpace(source.charAt(at))) {
        at++;
      }
      if (at == source.length()) {
        return words;
      }
      words.add(next());
    }
  }

  private Word next() {
    char first = source.charAt(at);
    switch (first) {
      case ';' -> {
        at++;
        return new Word(new byte[] {';'}, ";");
      }
      case '\'' -> {
        int end = source.indexOf('\'', at + 1);
        return quoted(end, BytesText.ESCAPED.parse(source.substring(at + 1, closed(end))));
      }
      case '"' -> {
        int end = at + 1;
        while (end < source.length() && source.charAt(end) != '"') {
          end += source.charAt(end) == '\\' ? 2 : 1;
        }
        end = end < source.length() ? end : -1;
        return quoted(end, BytesText.unescape(source.substring(at + 1, closed(end))));
      }
      default -> {
        int from = at;
        while (at < source.length() && !endsBareWord(source.charAt(at))) {
          at++;
        }
        String text = source.substring(from, at);
        return new Word(BytesText.ESCAPED.parse(text), text);
      }
    }
  }

  /** Those of ASCII only: others may be part of a key. */
  private static boolean isSpace(char c) {
    return c == ' ' || ('\t' <= c && c <= '\r');
  }

  private static boolean endsBareWord(char c) {
    return isSpace(c) || c == ';' || c == '\'' || c == '"';
  }

  private int closed(int end) {
    if (end < 0) {
      throw new IllegalArgumentException("a quote is not closed in: " + source);
    }
    return end;
  }

  private Word quoted(int end, byte[] bytes) {
    at = end + 1;
    return new Word(bytes, "");
  }
}

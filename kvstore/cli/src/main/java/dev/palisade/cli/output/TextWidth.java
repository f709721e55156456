package dev.palisade.cli.output;

/** How many columns of a terminal a text takes: wide characters take two, combining ones none. */
final class TextWidth {
  private static final String ELLIPSIS = "…";

  private TextWidth() {}

  static int of(String text) {
    return text.codePoints().map(TextWidth::of).sum();
  }

  /** The text, or its beginning and an ellipsis, in at most this many columns, at least 1. */
  static String cut(String text, int columns) {
    if (of(text) <= columns) {
      return text;
    }
    StringBuilder kept = new StringBuilder();
    int width = 1;
    for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
      int character = text.codePointAt(at);
      width += of(character);
      if (width > columns) {
        break;
      }
      kept.appendCodePoint(character);
    }
    return kept + ELLIPSIS;
  }

  private static int of(int character) {
    return switch (Character.getType(character)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> 0;
      default -> isWide(character) ? 2 : 1;
    };
  }

  /** East Asian ideographs, syllables and full-width forms, and most emoji. */
  private static boolean isWide(int character) {
    return (0x1100 <= character && character <= 0x115f)
        || (0x2e80 <= character && character <= 0xa4cf)
        || (0xac00 <= character && character <= 0xd7a3)
        || (0xf900 <= character && character <= 0xfaff)
        || (0xfe30 <= character && character <= 0xfe6f)
        || (0xff00 <= character && character <= 0xff60)
        || (0xffe0 <= character && character <= 0xffe6)
        || (0x1f300 <= character && character <= 0x1faff)
        || (0x20000 <= character && character <= 0x3fffd);
  }
}

package dev.palisade.cli.output;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BytesTextTest {
  @Test
  void printableTextIsShownAsItIs() {
    assertEquals("config/größe 😀", BytesText.ESCAPED.show(utf8("config/größe 😀")));
  }

  @Test
  void backslashesAndQuotesAreNoReasonToEscape() {
    assertEquals("C:\\temp 'x' \"y\"", BytesText.ESCAPED.show(utf8("C:\\temp 'x' \"y\"")));
  }

  @Test
  void whatCouldBeTakenForSomethingElseIsEscaped() {
    assertEquals("$'$\\'a\\''", BytesText.ESCAPED.show(utf8("$'a'")));
    assertEquals("$' a'", BytesText.ESCAPED.show(utf8(" a")));
    assertEquals("$'a\\n'", BytesText.ESCAPED.show(utf8("a\n")));
  }

  @Test
  void whatIsNotPrintableIsEscapedByteByByte() {
    byte[] bytes = {'a', 0, (byte) 0xff, '\\', '\n', (byte) 0xc3};
    assertEquals("$'a\\x00\\xff\\\\\\n\\xc3'", BytesText.ESCAPED.show(bytes));
  }

  @Test
  void whatIsShownEscapedUnescapesToTheSameBytes() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    String shown = BytesText.ESCAPED.show(all);
    assertArrayEquals(all, BytesText.unescape(shown.substring(2, shown.length() - 1)));
  }

  @Test
  void terminalControlSequencesAreNeverWrittenOut() {
    assertEquals("$'\\x1b[31m\\xe2\\x80\\xae'", BytesText.ESCAPED.show(utf8("\u001b[31m\u202e")));
  }

  @Test
  void hexGoesBothWays() {
    assertEquals("6b00", BytesText.HEX.show(new byte[] {'k', 0}));
    assertArrayEquals(new byte[] {'k', 0}, BytesText.HEX.parse("6B00"));
    assertThrows(IllegalArgumentException.class, () -> BytesText.HEX.parse("6b0"));
  }

  @Test
  void timestampsShowTimeAndCounter() {
    assertEquals("1970-01-01T00:00:01.500Z+3", HlcText.show((1500L << 16) | 3));
    assertEquals("-", HlcText.show(0));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

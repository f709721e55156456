package dev.palisade.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void numbersStandToTheRightAndWordsToTheLeft() {
    Table table =
        new Table("KEY", "VERSION", "VALUE")
            .row("a", 7, "x")
            .row("long", 120, "y")
            .row("b", "-", "");
    assertEquals(
        """
        KEY   VERSION  VALUE
        a           7  x
        long      120  y
        b           -
        """,
        table.toString());
  }

  @Test
  void longCellsAreCutToTheTerminalAndNumbersAreNot() {
    String table =
        new Table("KEY", "VALUE", "REVISION")
            .row("a", "0123456789012345678901234567890123456789 x", 1234567)
            .row("long/key/of/words", "日本語日本語日本語日本語日本語", 1)
            .fit(44)
            .toString();
    table.lines().forEach(line -> assertTrue(TextWidth.of(line) <= 44, line));
    assertEquals(2, table.lines().filter(line -> line.contains("… ")).count(), table);
    assertTrue(table.contains(" 1234567\n"), table);
  }

  @Test
  void withoutATerminalNothingIsCut() {
    String value = "v".repeat(1_000);
    assertTrue(new Table("KEY", "VALUE").row("a", value).fit(0).toString().contains(value));
  }

  @Test
  void aRowHasACellForEachColumn() {
    assertThrows(IllegalArgumentException.class, () -> new Table("A", "B").row("only one"));
  }
}

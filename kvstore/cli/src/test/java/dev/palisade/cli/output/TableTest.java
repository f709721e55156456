package dev.palisade.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
  void aRowHasACellForEachColumn() {
    assertThrows(IllegalArgumentException.class, () -> new Table("A", "B").row("only one"));
  }
}

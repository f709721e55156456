package dev.palisade.cli.txn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TxnLanguageTest {
  @Test
  void aValueIsComparedWithAWord() {
    var condition = assertInstanceOf(Condition.Value.class, TxnLanguage.condition("value(a) = 1"));
    assertArrayEquals(utf8("a"), condition.key());
    assertEquals(Condition.Relation.EQUAL, condition.relation());
    assertArrayEquals(utf8("1"), condition.value());
  }

  @Test
  void keysAndValuesWithSpacesAndParenthesesStandInQuotes() {
    var condition =
        assertInstanceOf(
            Condition.Value.class,
            TxnLanguage.condition("value( 'job (x) = 1' )!=\"two\\x00 words\""));
    assertArrayEquals(utf8("job (x) = 1"), condition.key());
    assertEquals(Condition.Relation.NOT_EQUAL, condition.relation());
    assertArrayEquals(utf8("two\0 words"), condition.value());
  }

  @Test
  void numbersOfAKeyAreComparedWithNumbers() {
    var condition =
        assertInstanceOf(Condition.Number.class, TxnLanguage.condition("mod(jobs/7)>41"));
    assertEquals(Condition.Field.MOD_REVISION, condition.field());
    assertEquals(Condition.Relation.GREATER, condition.relation());
    assertEquals(41, condition.number());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "value(a)",
        "value(a) = ",
        "value(a) == 1",
        "value(a) = 1 2",
        "size(a) = 1",
        "version(a) = many",
        "value(a) = 'open",
        "value(a) = ;"
      })
  void aConditionThatMakesNoSenseIsRefused(String source) {
    assertThrows(IllegalArgumentException.class, () -> TxnLanguage.condition(source));
  }

  @Test
  void operationsAreApartBySemicolons() {
    List<Operation> operations =
        TxnLanguage.operations("put a 'x; y'; get b;del c ; del-range d e; range '' z;");
    assertEquals(5, operations.size());
    assertArrayEquals(utf8("x; y"), ((Operation.Put) operations.get(0)).value());
    assertArrayEquals(utf8("b"), ((Operation.Get) operations.get(1)).key());
    assertArrayEquals(utf8("c"), ((Operation.Delete) operations.get(2)).key());
    assertArrayEquals(utf8("e"), ((Operation.DeleteRange) operations.get(3)).toExclusive());
    assertArrayEquals(utf8(""), ((Operation.Range) operations.get(4)).from());
    assertTrue(TxnLanguage.operations(" ; ").isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"put a", "get", "get a b", "'get' a", "move a b", "put a b c", "del-range a"})
  void anOperationThatMakesNoSenseIsRefused(String source) {
    assertThrows(IllegalArgumentException.class, () -> TxnLanguage.operations(source));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

package dev.palisade.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Test
  void fieldsComeInTheOrderInWhichTheyWerePut() {
    Json json =
        Json.object()
            .put("key", "a")
            .put("revision", 7L)
            .put("stale", false)
            .put("previous", null)
            .put("list", List.of(1, 2))
            .put("empty", List.of())
            .put("inner", Json.object().put("x", 1.5));
    assertEquals(
        "{\"key\": \"a\", \"revision\": 7, \"stale\": false, \"previous\": null, \"list\": [1, 2],"
            + " \"empty\": [], \"inner\": {\"x\": 1.5}}",
        json.toString());
  }

  @Test
  void quotesAndControlCharactersAreEscaped() {
    assertEquals(
        "{\"a\\\"b\": \"\\\\ \\n \\u0001 é\"}",
        Json.object().put("a\"b", "\\ \n \u0001 é").toString());
  }

  @Test
  void halfOfASurrogatePairIsEscapedAndAWholePairIsNot() {
    assertEquals(
        "{\"a\": \"\\udcff\\ud800x😀\\u0085\"}",
        Json.object().put("a", "\udcff\ud800x😀\u0085").toString());
  }

  @Test
  void aFieldIsPutOnlyOnce() {
    Json json = Json.object().put("a", 1);
    assertThrows(IllegalArgumentException.class, () -> json.put("a", 2));
  }
}

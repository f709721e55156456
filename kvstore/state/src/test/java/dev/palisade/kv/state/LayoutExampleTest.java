package dev.palisade.kv.state;

import static dev.palisade.kv.state.TestMachine.bytes;
import static dev.palisade.kv.state.TestMachine.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.kv.state.Store.Direction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The example of docs/formats-state.md is what the program writes. */
class LayoutExampleTest {
  private static final Path PAGE = Path.of("../../docs/formats-state.md");
  private static final int BYTES_A_LINE = 24;

  @Test
  void theRowsOfTheStoreAreThoseOfTheDocumentedExample() throws IOException {
    TestMachine kv = new TestMachine();
    kv.run(new Command.OpenSession(60_000));
    kv.run(1, 1, put("a\0", "old"));
    kv.runTogether(
        new Command.Delete(Command.KeyRange.ofKey(bytes("a\0")), List.of(), false),
        put("b", "new"),
        new Command.Grant("f", "w1", false),
        new Command.Protect(bytes("b/"), "f"));

    assertThat(dump(kv.store)).isEqualTo(example());
  }

  /** The first block of the page without its remarks. */
  private static String example() throws IOException {
    String page = Files.readString(PAGE);
    int from = page.indexOf("```\n") + 4;
    return page.substring(from, page.indexOf("```", from)).replaceAll(" *#.*", "");
  }

  /** Each row as its key and, below and indented, its value; 24 bytes a line. */
  private static String dump(Store store) {
    StringBuilder text = new StringBuilder();
    byte[] end = {(byte) 0xFF};
    try (Store.Cursor rows = store.scan(new byte[0], end, Direction.ASCENDING)) {
      for (; rows.valid(); rows.next()) {
        append(text, "", rows.key());
        append(text, "    ", rows.value());
      }
    }
    return text.toString();
  }

  private static void append(StringBuilder text, String indent, byte[] bytes) {
    HexFormat hex = HexFormat.ofDelimiter(" ");
    for (int at = 0; at < bytes.length; at += BYTES_A_LINE) {
      text.append(indent)
          .append(hex.formatHex(bytes, at, Math.min(at + BYTES_A_LINE, bytes.length)))
          .append('\n');
    }
  }
}

package dev.palisade.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.golden.GoldenScript.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldenScriptTest {
  private static final String SHOP =
      """
      # Apples come and go.

      stock 5
      buy 2 for=ann
      ---
      ann has 2, 3 left

      !buy 9 for=bob
      ---
      error: only 3 left
      """;

  @TempDir Path directory;

  @Test
  void aScriptWhoseOutputIsAsExpectedPasses() throws IOException {
    GoldenScript.verify(file(SHOP), new Shop(), Mode.CHECK);
  }

  @Test
  void aDifferenceIsShownWithTheLinesAroundIt() throws IOException {
    Path file = file(SHOP.replace("ann has 2, 3 left", "ann has 2, 4 left"));
    assertThatThrownBy(() -> GoldenScript.verify(file, new Shop(), Mode.CHECK))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("- ann has 2, 4 left\n+ ann has 2, 3 left\n")
        .hasMessageContaining("  buy 2 for=ann\n")
        .hasMessageContaining("golden.update");
  }

  @Test
  void anUpdateWritesTheOutputAndKeepsEverythingElse() throws IOException {
    Path file = file(SHOP.replace("ann has 2, 3 left\n", "").replace("only 3 left", "none"));
    GoldenScript.verify(file, new Shop(), Mode.UPDATE);
    assertThat(Files.readString(file)).isEqualTo(SHOP);
  }

  @Test
  void aScriptIsReadAndWrittenUnchanged() {
    String text = "# head\n\na\n---\n\n\n\n# two blank lines before\nb\n---\nx\n\n# tail\n";
    assertThat(GoldenScript.parse("any", text).text()).isEqualTo(text);
  }

  @Test
  void anArgumentThatNobodyLooksAtIsAnError() throws IOException {
    Path file = file("stock 5 apples\n---\n");
    assertThatThrownBy(() -> GoldenScript.verify(file, new Shop(), Mode.CHECK))
        .hasMessageContaining("shop.txt:1: 'stock 5 apples' failed")
        .hasMessageContaining("takes no argument 'apples'");
  }

  @Test
  void anOptionThatNobodyLooksAtIsAnError() throws IOException {
    Path file = file("# misspelt\nstock 5 colour=red\n---\n");
    assertThatThrownBy(() -> GoldenScript.verify(file, new Shop(), Mode.CHECK))
        .hasMessageContaining("shop.txt:2:")
        .hasMessageContaining("has no option 'colour'");
  }

  @Test
  void aCommandThatFailsUnexpectedlyFailsTheScriptAtItsLine() throws IOException {
    Path file = file("stock 1\nbuy 2 for=ann\n---\n");
    assertThatThrownBy(() -> GoldenScript.verify(file, new Shop(), Mode.CHECK))
        .hasMessageContaining("shop.txt:2: 'buy 2 for=ann' failed: only 1 left");
  }

  @Test
  void aCommandThatShouldFailAndDoesNotFailsTheScript() throws IOException {
    Path file = file("!stock 1\n---\n");
    assertThatThrownBy(() -> GoldenScript.verify(file, new Shop(), Mode.CHECK))
        .hasMessageContaining("it should fail");
  }

  @Test
  void commandsWithoutSeparatorAreMalformed() {
    assertThatThrownBy(() -> GoldenScript.parse("shop", "stock 5\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'stock 5' is not followed by a line ---");
  }

  @Test
  void aBlankLineInTheOutputIsAnError() {
    GoldenScript script = GoldenScript.parse("any", "a\n---\n");
    assertThatThrownBy(() -> script.run(_ -> "one\n\ntwo")).hasMessageContaining("blank line");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("shop.txt"), text);
  }

  private static final class Shop implements ScriptedWorld {
    private int apples;

    @Override
    public String run(Command command) {
      int count = command.nextInt("a number of apples");
      return switch (command.name()) {
        case "stock" -> {
          apples += count;
          yield "";
        }
        case "buy" -> {
          String buyer = command.option("for", "somebody");
          if (count > apples) {
            throw new IllegalStateException("only " + apples + " left");
          }
          apples -= count;
          yield buyer + " has " + count + ", " + apples + " left";
        }
        default -> throw new IllegalArgumentException("no such command: " + command.name());
      };
    }
  }
}

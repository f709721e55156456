package dev.palisade.harness.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.harness.json.JsonFields;
import org.junit.jupiter.api.Test;

class NodeStripsTest {
  private static void look(NodeStrips strips, long seconds, long node, String life) {
    String sample =
        "{\"time\":%d,\"node\":%d,\"life\":\"%s\",\"role\":null,\"term\":0}"
            .formatted(seconds * 1_000_000_000L, node, life);
    strips.accept(JsonFields.parse(sample, 1), 1);
  }

  @Test
  void aNodeThatNeverJoinedHasNoStripAndOneThatDidHasItFromTheBeginning() {
    NodeStrips strips = new NodeStrips();
    look(strips, 1, 1, "up");
    look(strips, 1, 4, "down");
    look(strips, 1, 5, "down");
    look(strips, 9, 1, "down");
    look(strips, 9, 4, "down");
    look(strips, 9, 5, "up");
    assertThat(strips.data().toString()).contains("node=1", "node=5").doesNotContain("node=4");
    assertThat(strips.data().get(1)).asString().contains("down").contains("up");
  }
}

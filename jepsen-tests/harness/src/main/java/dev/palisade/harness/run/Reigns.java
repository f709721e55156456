package dev.palisade.harness.run;

import dev.palisade.harness.json.JsonFields;
import dev.palisade.harness.json.JsonLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** Who led, read from {@code nodes.jsonl}. */
final class Reigns {
  private final Set<String> leaders = new TreeSet<>();
  private final Set<Long> terms = new TreeSet<>();

  private Reigns() {}

  static Reigns read(Path file) throws IOException {
    Reigns reigns = new Reigns();
    JsonLines.read(file, (line, number) -> reigns.accept(line));
    return reigns;
  }

  private void accept(JsonFields line) {
    if (line.text("role", "").equals("LEADER")) {
      leaders.add(line.number("term", 0) + ":" + line.number("node", 0));
    }
    if (line.number("term", 0) > 0) {
      terms.add(line.number("term", 0));
    }
  }

  /** How many times a node was seen to lead in a term of its own. */
  long leaders() {
    return leaders.size();
  }

  /** How many terms were seen. */
  long terms() {
    return terms.size();
  }
}

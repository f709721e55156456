package dev.palisade.harness.split;

import dev.palisade.harness.json.JsonFields;
import dev.palisade.harness.json.JsonLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** All looks at the nodes of a run, read from {@code nodes.jsonl}; of each in their order. */
final class Looks {
  /** Looks are four a second; over a longer gap nothing is concluded. */
  private static final long MOST_BETWEEN_NANOS = 600_000_000;

  private final Map<Integer, List<Look>> looks = new TreeMap<>();

  private Looks() {}

  static Looks read(Path file) throws IOException {
    Looks looks = new Looks();
    JsonLines.read(file, (line, number) -> looks.accept(line));
    return looks;
  }

  private void accept(JsonFields line) {
    int node = (int) line.number("node", 0);
    looks
        .computeIfAbsent(node, unseen -> new ArrayList<>())
        .add(
            new Look(
                line.number("time", 0),
                line.text("life", ""),
                line.text("role", ""),
                line.number("term", 0)));
  }

  /** Numbers of all nodes that were looked at. */
  Set<Integer> nodes() {
    return looks.keySet();
  }

  List<Look> of(int node) {
    return looks.getOrDefault(node, List.of());
  }

  /** Looks that began and ended within a span: the next one began in it, too. */
  List<Look> within(int node, Span span) {
    List<Look> all = of(node);
    List<Look> within = new ArrayList<>();
    for (int i = 0; i + 1 < all.size(); i++) {
      if (all.get(i).nanos() >= span.begin() && all.get(i + 1).nanos() <= span.end()) {
        within.add(all.get(i));
      }
    }
    return within;
  }

  /** When a node's process was certainly not there: between looks that found it down. */
  List<Span> down(int node) {
    List<Look> all = of(node);
    List<Span> down = new ArrayList<>();
    for (int i = 0; i + 1 < all.size(); i++) {
      Look look = all.get(i);
      Look next = all.get(i + 1);
      boolean still = look.isDown() && next.isDown();
      if (!still || next.nanos() - look.nanos() > MOST_BETWEEN_NANOS) {
        continue;
      }
      // The first of them saw it at an unknown moment before the next one began.
      boolean goesOn = !down.isEmpty() && down.getLast().end() == look.nanos();
      long begin = goesOn ? down.removeLast().begin() : next.nanos();
      down.add(new Span(begin, next.nanos()));
    }
    return down;
  }
}

package dev.palisade.harness.report;

import dev.palisade.harness.json.JsonFields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How each node lived, from samples: a piece for each time in which nothing changed. */
final class NodeStrips {
  private final Map<Long, List<Piece>> strips = new TreeMap<>();
  private long lastNanos;

  private record Look(String life, String role, long term, long leader) {}

  private record Piece(long beginNanos, Look look) {}

  void accept(JsonFields sample, int line) {
    lastNanos = Math.max(lastNanos, sample.number("time", 0));
    Look look =
        new Look(
            sample.text("life", "up"),
            sample.text("role", "").toLowerCase(Locale.ROOT),
            sample.number("term", 0),
            sample.number("leader", 0));
    List<Piece> strip =
        strips.computeIfAbsent(sample.number("node", 0), unseen -> new ArrayList<>());
    if (strip.isEmpty() || !Objects.equals(strip.getLast().look(), look)) {
      strip.add(new Piece(sample.number("time", 0), look));
    }
  }

  long lastNanos() {
    return lastNanos;
  }

  /**
   * For each node that ever ran its number and its pieces: begin, life, role, term, leader. Places
   * are kept for nodes that may join, and need no strip until one does.
   */
  List<@Nullable Object> data() {
    List<@Nullable Object> data = new ArrayList<>();
    strips.forEach(
        (node, strip) -> {
          if (strip.stream().allMatch(piece -> piece.look().life().equals("down"))) {
            return;
          }
          List<@Nullable Object> pieces = new ArrayList<>();
          for (Piece piece : strip) {
            Look look = piece.look();
            pieces.add(
                List.of(
                    RunTime.ticks(piece.beginNanos()),
                    look.life(),
                    look.role(),
                    look.term(),
                    look.leader()));
          }
          Map<String, @Nullable Object> each = new LinkedHashMap<>();
          each.put("node", node);
          each.put("pieces", pieces);
          data.add(each);
        });
    return data;
  }
}

package dev.palisade.cli.chaos;

import dev.palisade.harness.json.JsonFields;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/** What attacks cost the nodes and honest clients, in a line. */
final class AttacksText {
  private AttacksText() {}

  /** Of the figures in {@code results.json}; empty when the run had none. */
  static Optional<String> of(JsonFields figures) {
    if (figures.fields().isEmpty()) {
      return Optional.empty();
    }
    StringJoiner text = new StringJoiner("; ");
    JsonFields before = object(figures, "residentBeforeMib");
    StringJoiner memory = new StringJoiner(", ", "most resident ", "").setEmptyValue("");
    object(figures, "residentMib")
        .fields()
        .forEach(
            (node, most) ->
                memory.add(
                    "%s %s MiB (%s before)"
                        .formatted(node, most, before.text(String.valueOf(node), "-"))));
    if (memory.length() > 0) {
      text.add(memory.toString());
    }
    if (figures.has("p99Ratio")) {
      text.add(
          "p99 of honest operations %s ms, %s ms before: %s times"
              .formatted(
                  figures.text("p99Millis", ""),
                  figures.text("p99BeforeMillis", ""),
                  figures.text("p99Ratio", "")));
    }
    return Optional.of(text.toString());
  }

  private static JsonFields object(JsonFields figures, String name) {
    return new JsonFields(figures.get(name) instanceof Map<?, ?> map ? map : Map.of());
  }
}

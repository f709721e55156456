package dev.palisade.harness.report;

import dev.palisade.checker.format.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object that was read; what is absent or of another kind counts as absent.
 */
record JsonFields(Map<?, ?> fields) {

  /**
   * Reads one object.
   *
   * @throws dev.palisade.checker.history.MalformedHistoryException if the text holds no JSON
   */
  static JsonFields parse(String text, int line) {
    return JsonText.parse(text, line) instanceof Map<?, ?> map
        ? new JsonFields(map)
        : new JsonFields(Map.of());
  }

  @Nullable Object get(String name) {
    return fields.get(name);
  }

  String text(String name, String otherwise) {
    Object value = fields.get(name);
    return value == null ? otherwise : value.toString();
  }

  long number(String name, long otherwise) {
    return fields.get(name) instanceof Long number ? number : otherwise;
  }

  boolean has(String name) {
    return fields.get(name) != null;
  }

  List<?> list(String name) {
    return fields.get(name) instanceof List<?> list ? list : List.of();
  }

  List<JsonFields> objects(String name) {
    List<JsonFields> objects = new ArrayList<>();
    for (Object each : list(name)) {
      if (each instanceof Map<?, ?> map) {
        objects.add(new JsonFields(map));
      }
    }
    return objects;
  }
}

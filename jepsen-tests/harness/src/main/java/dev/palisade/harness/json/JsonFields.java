package dev.palisade.harness.json;

import dev.palisade.checker.format.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object that was read; what is absent or of another kind counts as absent.
 */
public record JsonFields(Map<?, ?> fields) {

  /**
   * Reads one object.
   *
   * @throws dev.palisade.checker.history.MalformedHistoryException if the text holds no JSON
   */
  public static JsonFields parse(String text, int line) {
    return JsonText.parse(text, line) instanceof Map<?, ?> map
        ? new JsonFields(map)
        : new JsonFields(Map.of());
  }

  /** The value; null if absent. */
  public @Nullable Object get(String name) {
    return fields.get(name);
  }

  /** The value as text. */
  public String text(String name, String otherwise) {
    Object value = fields.get(name);
    return value == null ? otherwise : value.toString();
  }

  /** The value if it is a whole number. */
  public long number(String name, long otherwise) {
    return fields.get(name) instanceof Long number ? number : otherwise;
  }

  /** Whether there is a value other than null. */
  public boolean has(String name) {
    return fields.get(name) != null;
  }

  /** The list; an empty one if there is none. */
  public List<?> list(String name) {
    return fields.get(name) instanceof List<?> list ? list : List.of();
  }

  /** The objects in the list of that name. */
  public List<JsonFields> objects(String name) {
    List<JsonFields> objects = new ArrayList<>();
    for (Object each : list(name)) {
      if (each instanceof Map<?, ?> map) {
        objects.add(new JsonFields(map));
      }
    }
    return objects;
  }
}

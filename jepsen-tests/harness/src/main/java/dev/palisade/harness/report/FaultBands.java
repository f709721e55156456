package dev.palisade.harness.report;

import dev.palisade.harness.json.JsonFields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The faults of a run, each with its beginning and its end. */
final class FaultBands {
  private final Map<String, Map<String, @Nullable Object>> bands = new LinkedHashMap<>();
  private long lastNanos;

  void accept(JsonFields fault, int line) {
    String id = fault.text("id", "");
    if (fault.has("begin")) {
      Map<String, @Nullable Object> band = new LinkedHashMap<>();
      band.put("name", fault.text("name", "fault"));
      band.put("family", fault.text("family", "other").toLowerCase(Locale.ROOT));
      band.put("begin", ticks(fault.number("begin", 0)));
      band.put("end", null);
      band.put("nodes", fault.list("nodes"));
      band.put("links", fault.list("links"));
      band.put("description", fault.text("description", ""));
      bands.put(id, band);
    }
    Map<String, @Nullable Object> band = bands.get(id);
    if (fault.has("end") && band != null) {
      band.put("end", ticks(fault.number("end", 0)));
    }
  }

  private long ticks(long nanos) {
    lastNanos = Math.max(lastNanos, nanos);
    return RunTime.ticks(nanos);
  }

  long lastNanos() {
    return lastNanos;
  }

  List<@Nullable Object> data() {
    return new ArrayList<>(bands.values());
  }
}

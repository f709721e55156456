package dev.palisade.cli.bench;

import dev.palisade.cli.output.Json;
import dev.palisade.cli.output.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The results of several loops, one after the other, as a table and as JSON. */
public final class BenchReport {
  private BenchReport() {}

  /** What the levels of a run are. */
  public enum Level {
    /** Operations at a time of a closed loop. */
    IN_FLIGHT,

    /** Operations a second of an open loop. */
    RATE;

    String json() {
      return name().toLowerCase(Locale.ROOT);
    }

    String heading() {
      return name().replace('_', '-');
    }
  }

  /** One row for each level. */
  public static Table table(Level level, List<LoadResult> results) {
    Table table =
        new Table(
            level.heading(), "OPS/S", "P50 MS", "P99 MS", "P99.9 MS", "MAX MS", "OPS", "ERRORS");
    for (LoadResult result : results) {
      table.row(
          result.level(),
          Math.round(result.operationsPerSecond()),
          millis(result.millisAt(50)),
          millis(result.millisAt(99)),
          millis(result.millisAt(99.9)),
          millis(result.millisAt(100)),
          result.latencies().getTotalCount(),
          result.failed());
    }
    return table;
  }

  /** One object for each level, errors by their reason. */
  public static List<Json> json(Level level, List<LoadResult> results) {
    List<Json> levels = new ArrayList<>();
    for (LoadResult result : results) {
      Json errors = Json.object();
      for (Map.Entry<String, Long> error : result.errors().entrySet()) {
        errors.put(error.getKey(), error.getValue());
      }
      levels.add(
          Json.object()
              .put(level.json(), result.level())
              .put("ops_per_second", Math.round(result.operationsPerSecond()))
              .put("p50_ms", rounded(result.millisAt(50)))
              .put("p99_ms", rounded(result.millisAt(99)))
              .put("p999_ms", rounded(result.millisAt(99.9)))
              .put("max_ms", rounded(result.millisAt(100)))
              .put("operations", result.latencies().getTotalCount())
              .put("errors", errors));
    }
    return levels;
  }

  private static String millis(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}

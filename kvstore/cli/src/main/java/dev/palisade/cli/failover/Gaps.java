package dev.palisade.cli.failover;

import dev.palisade.cli.output.Json;
import dev.palisade.cli.output.Table;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How long puts failed, once for each fault of one kind. */
record Gaps(LeaderFault fault, List<Long> nanos) {
  /** The smallest gap that so many percent do not exceed, in milliseconds: always one measured. */
  double millisAt(double percent) {
    long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    int rank = (int) Math.ceil(percent / 100 * sorted.length);
    return sorted[Math.max(1, rank) - 1] / 1e6;
  }

  /** One row for each kind of fault. */
  static Table table(List<Gaps> all) {
    Table table = new Table("LEADER", "FAULTS", "MIN MS", "P50 MS", "P90 MS", "P99 MS", "MAX MS");
    for (Gaps gaps : all) {
      Object[] cells = new Object[7];
      cells[0] = gaps.fault.title();
      cells[1] = gaps.nanos.size();
      Arrays.setAll(cells, i -> i < 2 ? cells[i] : text(gaps.millisAt(PERCENTS[i - 2])));
      table.row(cells);
    }
    return table;
  }

  private static final double[] PERCENTS = {0, 50, 90, 99, 100};

  Json json() {
    return Json.object()
        .put("by", fault.name())
        .put("faults", nanos.size())
        .put("p50_ms", rounded(millisAt(50)))
        .put("p90_ms", rounded(millisAt(90)))
        .put("p99_ms", rounded(millisAt(99)))
        .put("max_ms", rounded(millisAt(100)));
  }

  private static String text(double millis) {
    return String.format(Locale.ROOT, "%.0f", millis);
  }

  private static double rounded(double millis) {
    return Math.round(millis * 10) / 10.0;
  }
}

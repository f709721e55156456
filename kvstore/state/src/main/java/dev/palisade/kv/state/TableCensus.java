package dev.palisade.kv.state;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How much one table of the state holds, as far as it can be read.
 *
 * @param table its name in docs/formats-state.md
 * @param rows read
 * @param bytes of their keys and values
 * @param problem why it could not be read to its end; null when it could
 */
public record TableCensus(String table, long rows, long bytes, @Nullable String problem) {
  private static final Map<String, Byte> TABLES = new LinkedHashMap<>();

  static {
    TABLES.put("meta", Layout.META);
    TABLES.put("latest", Layout.LATEST);
    TABLES.put("history", Layout.HISTORY);
    TABLES.put("fences", Layout.FENCES);
    TABLES.put("protections", Layout.PROTECTIONS);
    TABLES.put("sessions", Layout.SESSIONS);
    TABLES.put("epochs", Layout.EPOCHS);
    TABLES.put("changes", Layout.CHANGES);
  }

  /** Counts every table; one that is damaged does not keep it from the next. Slow. */
  public static List<TableCensus> of(Store store) {
    List<TableCensus> all = new ArrayList<>();
    TABLES.forEach((name, table) -> all.add(count(store, name, table)));
    return all;
  }

  private static TableCensus count(Store store, String name, byte table) {
    long rows = 0;
    long bytes = 0;
    try (Store.Cursor cursor =
        store.scan(new byte[] {table}, Layout.endOf(table), Store.Direction.ASCENDING)) {
      for (; cursor.valid(); cursor.next()) {
        rows++;
        bytes += cursor.key().length + cursor.value().length;
      }
      return new TableCensus(name, rows, bytes, null);
    } catch (StoreException damaged) {
      return new TableCensus(name, rows, bytes, damaged.getMessage());
    }
  }
}

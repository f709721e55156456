package dev.palisade.harness.report;

import dev.palisade.checker.format.JsonText;
import dev.palisade.harness.json.JsonFields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The operations of a history, gathered event by event: some bytes for each, whatever its values
 * are. Not thread-safe.
 */
final class Operations {
  /** Up to so many operations, the page also tells their keys, arguments and answers. */
  static final int MOST_TOLD = 60_000;

  /** Up to so many different errors and functions are named. */
  private static final int MOST_NAMES = 4_000;

  private static final int LONGEST_TEXT = 160;
  private static final long OPEN = Column.Width.U32.most();

  private final Column begins = new Column(Column.Width.U32);
  private final Column latencies = new Column(Column.Width.U32);
  private final Column lanes = new Column(Column.Width.U16);
  private final Column kinds = new Column(Column.Width.U16);
  private final Column nodes = new Column(Column.Width.U8);
  private final Column errors = new Column(Column.Width.U16);
  private final Column lines = new Column(Column.Width.U32);
  private final Names functions = new Names();
  private final Names errorTexts = new Names();
  private @Nullable List<List<String>> texts = new ArrayList<>();

  private final Map<Long, Invocation> open = new HashMap<>();
  private final Map<Long, Integer> laneOf = new HashMap<>();
  private final PriorityQueue<Integer> freeLanes = new PriorityQueue<>();
  private final FenceEvents fences = new FenceEvents();
  private int laneCount;
  private long lastNanos;

  /** An operation that has not ended: its number, and when it began. */
  record Invocation(int number, long nanos, JsonFields fields) {}

  /** How an operation ended, as the page numbers it. */
  enum Ending {
    OK,
    FAIL,
    INFO
  }

  /** Takes the next event; one of no client, such as a fault's, is passed over. */
  void accept(JsonFields event, int line) {
    if (!(event.get("process") instanceof Long process)) {
      return;
    }
    long nanos = event.number("time", lastNanos);
    lastNanos = Math.max(lastNanos, nanos);
    switch (event.text("type", "")) {
      case "invoke" -> begin(process, event, nanos, line);
      case "ok" -> end(process, event, nanos, Ending.OK);
      case "fail" -> end(process, event, nanos, Ending.FAIL);
      default -> end(process, event, nanos, Ending.INFO);
    }
  }

  private void begin(long process, JsonFields event, long nanos, int line) {
    int number = begins.size();
    open.put(process, new Invocation(number, nanos, event));
    begins.add(RunTime.ticks(nanos));
    latencies.add(OPEN);
    lanes.add(lane(process));
    kinds.add(kind(event, Ending.INFO));
    nodes.add(event.number("node", 0));
    errors.add(0);
    lines.add(line);
    if (texts != null && number < MOST_TOLD) {
      texts.add(List.of(told(event.get("key")), told(event.get("value")), ""));
    } else {
      texts = null;
    }
  }

  private void end(long process, JsonFields event, long nanos, Ending ending) {
    Invocation invocation = open.remove(process);
    if (invocation == null) {
      return;
    }
    int number = invocation.number();
    // Where the client gave up does not tell how long the operation takes; it is shown all the
    // same.
    latencies.set(number, Math.min(OPEN - 1, (nanos - invocation.nanos()) / 1_000));
    kinds.set(number, kind(event, ending));
    if (event.has("node")) {
      nodes.set(number, event.number("node", 0));
    }
    errors.set(number, errorTexts.number(event.text("error", "")));
    if (texts != null) {
      List<String> begun = texts.get(number);
      texts.set(number, List.of(begun.get(0), begun.get(1), told(event.get("value"))));
    }
    fences.accept(invocation, event, nanos, ending);
    if (ending == Ending.INFO) {
      Integer lane = laneOf.remove(process);
      if (lane != null) {
        freeLanes.add(lane);
      }
    }
  }

  /** A client that crashed comes back under another number: its row goes to the next new one. */
  private int lane(long process) {
    return laneOf.computeIfAbsent(
        process,
        unseen -> {
          Integer free = freeLanes.poll();
          return free == null ? laneCount++ : free;
        });
  }

  private long kind(JsonFields event, Ending ending) {
    return functions.number(event.text("f", "?")) * 4 + ending.ordinal();
  }

  private static String told(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    String text = value instanceof String string ? string : JsonText.of(value);
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
  }

  /** When the last event happened, in nanoseconds since the beginning. */
  long lastNanos() {
    return lastNanos;
  }

  int count() {
    return begins.size();
  }

  /** What the page takes. */
  Map<String, @Nullable Object> data() {
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    data.put("count", (long) count());
    data.put("lanes", (long) laneCount);
    data.put("begin", begins.base64());
    data.put("latency", latencies.base64());
    data.put("lane", lanes.base64());
    data.put("kind", kinds.base64());
    data.put("node", nodes.base64());
    data.put("error", errors.base64());
    data.put("line", lines.base64());
    data.put("functions", functions.all());
    data.put("errors", errorTexts.all());
    data.put("texts", texts);
    return data;
  }

  List<Map<String, @Nullable Object>> fences() {
    return fences.data();
  }

  /** Texts by number; the empty one is 0, and what is too much is told as one. */
  private static final class Names {
    private final Map<String, Long> numbers = new LinkedHashMap<>(Map.of("", 0L));

    long number(String name) {
      String kept = numbers.size() < MOST_NAMES || numbers.containsKey(name) ? name : "(another)";
      return numbers.computeIfAbsent(kept, unseen -> (long) numbers.size());
    }

    List<String> all() {
      return List.copyOf(numbers.keySet());
    }
  }
}

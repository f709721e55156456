package dev.palisade.harness.run;

import dev.palisade.harness.json.JsonFields;
import dev.palisade.harness.json.JsonLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which faults there were and when, read from {@code faults.jsonl}. A run without that file had
 * none.
 */
final class FaultTimes {
  private final Map<String, Span> spans = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();

  /** When it had been waited for the cluster to recover, whether in vain or not. */
  private final TreeSet<Long> awaited = new TreeSet<>();

  /** From when a fault was in force to when it was undone; without end, for ever. */
  private record Span(String name, long begin, long end) {}

  /**
   * A time without faults.
   *
   * @param from when the last fault was undone
   * @param until when the next one came; without end if it was waited before for the cluster to
   *     recover, and after the last fault: something must succeed then, whatever comes
   */
  record Gap(long from, long until) {}

  private FaultTimes() {}

  static FaultTimes read(Path file) throws IOException {
    FaultTimes times = new FaultTimes();
    JsonLines.read(file, (line, number) -> times.accept(line));
    return times;
  }

  private void accept(JsonFields line) {
    if (line.has("note")) {
      String text = line.text("note", "") + ": " + line.text("description", "");
      notes.add(text);
      if (text.startsWith("recovered: ") || text.contains("not recovered")) {
        awaited.add(line.number("time", 0));
      }
      return;
    }
    String id = line.text("id", "");
    Span begun = spans.get(id);
    if (line.has("name")) {
      spans.put(id, new Span(line.text("name", ""), line.number("begin", 0), Long.MAX_VALUE));
    } else if (begun != null) {
      long end = line.number("healed", line.number("end", Long.MAX_VALUE));
      spans.put(id, new Span(begun.name(), begun.begin(), end));
    }
  }

  /** How often each fault was done, by name. */
  Map<String, Long> counts() {
    Map<String, Long> counts = new TreeMap<>();
    spans.values().forEach(span -> counts.merge(span.name(), 1L, Long::sum));
    return counts;
  }

  /** What went wrong beside the faults themselves, as nodes that ended by themselves. */
  List<String> notes(String kind) {
    return notes.stream().filter(each -> each.startsWith(kind + ": ")).toList();
  }

  /** The times, ascending, in which no fault was in force, but for the one before the first. */
  List<Gap> gaps() {
    List<long[]> changes = new ArrayList<>();
    for (Span span : spans.values()) {
      changes.add(new long[] {span.begin(), 1});
      changes.add(new long[] {span.end(), -1});
    }
    // Of two changes at the same time the beginning comes first: no gap was between them.
    changes.sort((a, b) -> a[0] != b[0] ? Long.compare(a[0], b[0]) : Long.compare(b[1], a[1]));
    List<Gap> gaps = new ArrayList<>();
    int inForce = 0;
    for (int i = 0; i < changes.size(); i++) {
      inForce += (int) changes.get(i)[1];
      long from = changes.get(i)[0];
      if (inForce == 0 && from != Long.MAX_VALUE) {
        gaps.add(gap(from, i + 1 < changes.size() ? changes.get(i + 1)[0] : Long.MAX_VALUE));
      }
    }
    return gaps;
  }

  private Gap gap(long from, long until) {
    Long recovered = awaited.ceiling(from);
    return new Gap(from, recovered != null && recovered <= until ? Long.MAX_VALUE : until);
  }
}

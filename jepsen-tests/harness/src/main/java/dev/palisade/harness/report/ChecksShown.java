package dev.palisade.harness.report;

import dev.palisade.checker.format.HistoryFormat;
import dev.palisade.checker.format.JsonText;
import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.MalformedHistoryException;
import dev.palisade.checker.history.Op;
import dev.palisade.harness.json.JsonFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The verdict of each check, with the few operations that show a failure. */
final class ChecksShown {
  /** Of a sub-history that was not shrunk, the page shows the last ones. */
  private static final int MOST_CALLS = 60;

  private final Path directory;

  ChecksShown(Path directory) {
    this.directory = directory;
  }

  List<@Nullable Object> data(JsonFields results) throws IOException {
    List<@Nullable Object> checks = new ArrayList<>();
    for (JsonFields check : results.objects("checks")) {
      Map<String, @Nullable Object> shown = new LinkedHashMap<>();
      shown.put("name", check.text("name", "check"));
      shown.put("verdict", check.text("verdict", "undecided"));
      shown.put("summary", check.text("summary", ""));
      shown.put("details", check.get("details"));
      if (check.has("moment")) {
        shown.put("moment", RunTime.ticks(Math.max(0, check.number("moment", 0))));
      }
      if (check.has("picture")) {
        shown.put("picture", check.text("picture", ""));
      }
      if (check.has("history")) {
        putHistory(shown, check.text("history", ""));
      }
      checks.add(shown);
    }
    return checks;
  }

  private void putHistory(Map<String, @Nullable Object> shown, String name) throws IOException {
    shown.put("history", name);
    Path file = directory.resolve(name);
    if (!Files.exists(file)) {
      return;
    }
    try {
      History history = HistoryFormat.JSONL.read(file);
      List<Call> calls = history.calls();
      shown.put("callCount", (long) calls.size());
      List<@Nullable Object> last = new ArrayList<>();
      for (Call call : calls.subList(Math.max(0, calls.size() - MOST_CALLS), calls.size())) {
        last.add(call(history, call));
      }
      shown.put("calls", last);
    } catch (MalformedHistoryException e) {
      shown.put("unreadable", name + ": " + e.getMessage());
    }
  }

  private static Map<String, @Nullable Object> call(History history, Call call) {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    Op begin = history.op(call.invokedAt());
    shown.put("process", (long) call.process());
    shown.put("f", call.f());
    shown.put("key", text(call.key()));
    shown.put("argument", text(call.argument()));
    shown.put("from", (long) call.invokedAt());
    shown.put("begin", RunTime.ticks(Math.max(0, begin.timeNanos())));
    shown.put("outcome", (long) call.outcome().ordinal());
    Map<String, Object> extra = new LinkedHashMap<>(begin.extra());
    if (call.completedAt() != Call.NEVER) {
      Op end = history.op(call.completedAt());
      shown.put("result", text(call.result()));
      shown.put("to", (long) call.completedAt());
      shown.put("end", RunTime.ticks(Math.max(0, end.timeNanos())));
      extra.putAll(end.extra());
    }
    shown.put("extra", extra);
    return shown;
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null || value instanceof String ? (String) value : JsonText.of(value);
  }
}

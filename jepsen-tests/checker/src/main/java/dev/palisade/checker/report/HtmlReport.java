package dev.palisade.checker.report;

import dev.palisade.checker.Verdict;
import dev.palisade.checker.format.JsonText;
import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Draws a history and its verdict as one page of HTML that needs nothing else: a bar for each call
 * in the row of its client, the linearization through them, and for a violation the call that has
 * no place, the states in which it has none, and the few calls that are enough to show it. Scrolls
 * and zooms over a hundred thousand calls. Stateless, thread-safe.
 */
public final class HtmlReport {
  private static final String TEMPLATE = "/dev/palisade/checker/report/report.html";
  private static final String DATA = "/*DATA*/null";

  private HtmlReport() {}

  /**
   * The page.
   *
   * @param title what the history is, such as its file's name
   */
  public static String of(String title, History history, Verdict verdict) {
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    data.put("title", title);
    data.put("algorithm", verdict.algorithm().label());
    data.put("events", (long) history.size());
    List<Call> calls = history.calls();
    Map<Integer, Long> numberOf = new LinkedHashMap<>();
    List<@Nullable Object> bars = new ArrayList<>(calls.size());
    for (Call call : calls) {
      numberOf.put(call.invokedAt(), (long) bars.size());
      bars.add(bar(history, call));
    }
    data.put("calls", bars);
    putVerdict(data, verdict, numberOf);
    // A value that holds "</script>" must not end the script.
    String json = JsonText.of(data).replace("</", "<\\/");
    return template().replace(DATA, json);
  }

  /** Client, function, key, argument, answer, begin, end or nothing, outcome, line. */
  private static List<@Nullable Object> bar(History history, Call call) {
    List<@Nullable Object> bar = new ArrayList<>();
    bar.add((long) call.process());
    bar.add(call.f());
    bar.add(call.key() == null ? null : call.key().toString());
    bar.add(shown(call.argument()));
    bar.add(shown(call.result()));
    bar.add((long) call.invokedAt());
    bar.add(call.completedAt() == Call.NEVER ? null : (Object) (long) call.completedAt());
    bar.add((long) call.outcome().ordinal());
    bar.add((long) history.line(call.invokedAt()));
    return bar;
  }

  private static @Nullable Object shown(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  private static void putVerdict(
      Map<String, @Nullable Object> data, Verdict verdict, Map<Integer, Long> numberOf) {
    switch (verdict) {
      case Verdict.Linearizable(_, var order) -> {
        data.put("verdict", "linearizable");
        data.put("order", numbers(order, numberOf));
      }
      case Verdict.Violation violation -> {
        data.put("verdict", "violation");
        data.put("order", numbers(violation.prefix(), numberOf));
        data.put("failing", numberOf.get(violation.failing().invokedAt()));
        data.put("key", shown(violation.key()));
        List<@Nullable Object> states = new ArrayList<>();
        violation.states().forEach(each -> states.add(List.of(each.state(), each.reason())));
        data.put("states", states);
        data.put(
            "alternatives",
            numbers(violation.alternatives().stream().map(Call::invokedAt).toList(), numberOf));
        List<@Nullable Object> minimal = new ArrayList<>();
        violation.minimal().calls().forEach(call -> minimal.add(bar(violation.minimal(), call)));
        data.put("minimal", minimal);
      }
      case Verdict.Undecided(_, var cause, var detail) -> {
        data.put("verdict", "undecided");
        data.put("order", List.of());
        data.put("detail", cause + ": " + detail);
      }
    }
  }

  private static List<@Nullable Object> numbers(
      List<Integer> positions, Map<Integer, Long> numberOf) {
    List<@Nullable Object> numbers = new ArrayList<>(positions.size());
    for (int position : positions) {
      Long number = numberOf.get(position);
      if (number != null) {
        numbers.add(number);
      }
    }
    return numbers;
  }

  private static String template() {
    try (InputStream in = HtmlReport.class.getResourceAsStream(TEMPLATE)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + TEMPLATE);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

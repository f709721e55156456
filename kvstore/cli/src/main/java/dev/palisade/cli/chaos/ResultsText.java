package dev.palisade.cli.chaos;

import dev.palisade.cli.ExitCode;
import dev.palisade.cli.output.Json;
import dev.palisade.harness.json.JsonFields;
import dev.palisade.harness.run.RunDirectory;
import dev.palisade.harness.run.RunFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** What a run came to, as text and as JSON, from the files that it left. */
final class ResultsText {
  private static final int MOST_FAULTS = 12;

  private final RunDirectory directory;
  private final RunFile run;
  private final JsonFields results;

  ResultsText(RunDirectory directory, RunFile run, JsonFields results) {
    this.directory = directory;
    this.run = run;
    this.results = results;
  }

  int exitCode() {
    return switch (results.text("verdict", "")) {
      case "verified" -> ExitCode.OK;
      case "violation" -> ExitCode.VIOLATION;
      default -> ExitCode.UNDECIDED;
    };
  }

  /** All of {@code results.json}, and where it lies. */
  Json json() {
    Json json = Json.object().put("directory", directory.path().toString());
    results.fields().forEach((name, value) -> json.put(String.valueOf(name), json(value)));
    return json;
  }

  private static @Nullable Object json(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      Json object = Json.object();
      map.forEach((name, each) -> object.put(String.valueOf(name), json(each)));
      return object;
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> copy = new ArrayList<>();
      list.forEach(each -> copy.add(json(each)));
      return copy;
    }
    return value;
  }

  String text(Path workingFolder) {
    StringBuilder text = new StringBuilder();
    text.append(results.text("verdict", "undecided"))
        .append(
            String.format(
                Locale.ROOT,
                ": %s on %s, %d nodes, %s network, %d s, seed %d%n",
                String.join(", ", run.workloads()),
                run.system(),
                run.nodes(),
                run.net(),
                run.seconds(),
                run.seed()));
    line(text, "operations", operations());
    line(text, "faults", faults());
    line(text, "leaders", leaders());
    AttacksText.of(object("attacks")).ifPresent(attacks -> line(text, "attacks", attacks));
    for (JsonFields check : results.objects("checks")) {
      line(
          text,
          "check",
          "%s: %s: %s"
              .formatted(
                  check.text("name", ""), check.text("verdict", ""), check.text("summary", "")));
    }
    for (Object note : results.list("notes")) {
      line(text, "note", String.valueOf(note));
    }
    if (!run.notRun().isEmpty()) {
      line(
          text,
          "not run",
          "%d of the faults cannot be had here; palisade chaos list says why"
              .formatted(run.notRun().size()));
    }
    line(text, "report", shown(workingFolder, directory.path().resolve("report.html")));
    line(text, "again", run.command());
    return text.toString();
  }

  private String operations() {
    JsonFields counts = object("operations");
    return String.format(
        Locale.ROOT,
        "%,d ok, %,d fail, %,d unknown; %s succeeded a second",
        counts.number("ok", 0),
        counts.number("fail", 0),
        counts.number("info", 0),
        results.text("throughput", "0"));
  }

  private String faults() {
    JsonFields counts = object("faults");
    long total = 0;
    for (Object count : counts.fields().values()) {
      total += count instanceof Long number ? number : 0;
    }
    StringJoiner kinds = new StringJoiner(", ", " (", ")").setEmptyValue("");
    counts.fields().entrySet().stream()
        .sorted((a, b) -> Long.compare(number(b.getValue()), number(a.getValue())))
        .limit(MOST_FAULTS)
        .forEach(each -> kinds.add(each.getKey() + " " + each.getValue()));
    int more = counts.fields().size() - MOST_FAULTS;
    return String.format(Locale.ROOT, "%,d%s", total, kinds)
        + (more > 0 ? " and " + more + " more kinds" : "");
  }

  private static long number(@Nullable Object value) {
    return value instanceof Long number ? number : 0;
  }

  private String leaders() {
    return "%d in %d terms; after healing at most %s ms until the next success"
        .formatted(
            results.number("leaders", 0),
            results.number("terms", 0),
            results.text("longestUnavailableMillis", "0"));
  }

  private JsonFields object(String name) {
    return results.get(name) instanceof Map<?, ?> map
        ? new JsonFields(map)
        : new JsonFields(Map.of());
  }

  private static String shown(Path workingFolder, Path file) {
    return file.startsWith(workingFolder)
        ? workingFolder.relativize(file).toString()
        : file.toString();
  }

  private static void line(StringBuilder text, String label, String value) {
    text.append(String.format(Locale.ROOT, "  %-11s%s%n", label, value));
  }
}

package dev.palisade.harness.run;

import dev.palisade.checker.format.JsonText;
import dev.palisade.checker.history.MalformedHistoryException;
import dev.palisade.harness.fault.FaultPlan.NotRun;
import dev.palisade.harness.json.JsonFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What was asked of a run, as {@code run.json} holds it.
 *
 * @param system what was under test
 * @param workloads names, at least one
 * @param nemesis names of faults and families as they were given
 * @param net {@code proxy} or {@code netns}
 * @param nodes how many
 * @param workers how many clients there were; each workload has an equal part of them, in order
 * @param seconds how long clients and faults were to be at work
 * @param command how to run it again
 * @param startedAt in ISO 8601
 * @param notRun faults that were asked for and could not be had
 */
public record RunFile(
    String system,
    List<String> workloads,
    List<String> nemesis,
    String net,
    int nodes,
    int workers,
    long seed,
    long seconds,
    String command,
    String startedAt,
    String version,
    List<NotRun> notRun) {
  private static final long FORMAT = 1;

  public RunFile {
    workloads = List.copyOf(workloads);
    nemesis = List.copyOf(nemesis);
    notRun = List.copyOf(notRun);
  }

  /** Writes it. */
  public void write(Path file) throws IOException {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("format", FORMAT);
    fields.put("system", system);
    fields.put("workload", String.join(",", workloads));
    fields.put("nemesis", nemesis);
    fields.put("net", net);
    fields.put("nodes", LongStream.rangeClosed(1, nodes).boxed().toList());
    fields.put("workers", (long) workers);
    fields.put("seed", seed);
    fields.put("seconds", seconds);
    fields.put("command", command);
    fields.put("startedAt", startedAt);
    fields.put("version", version);
    fields.put(
        "notRun",
        notRun.stream().map(each -> Map.of("fault", each.fault(), "why", each.why())).toList());
    Files.writeString(file, JsonText.of(fields) + "\n");
  }

  /**
   * Reads it.
   *
   * @throws IOException if the file cannot be read or is of another format; names it
   */
  public static RunFile read(Path file) throws IOException {
    JsonFields fields = fields(file);
    long format = fields.number("format", 0);
    if (format != FORMAT) {
      throw new IOException(
          "%s has format %d, this program reads %d".formatted(file, format, FORMAT));
    }
    return new RunFile(
        fields.text("system", ""),
        List.of(fields.text("workload", "").split(",", -1)),
        fields.list("nemesis").stream().map(String::valueOf).toList(),
        fields.text("net", ""),
        fields.list("nodes").size(),
        (int) fields.number("workers", 1),
        fields.number("seed", 0),
        fields.number("seconds", 0),
        fields.text("command", ""),
        fields.text("startedAt", ""),
        fields.text("version", ""),
        fields.objects("notRun").stream()
            .map(each -> new NotRun(each.text("fault", ""), each.text("why", "")))
            .toList());
  }

  /** The object in a file; without fields if there is no such file. */
  static JsonFields fields(Path file) throws IOException {
    if (!Files.exists(file)) {
      return new JsonFields(Map.of());
    }
    try {
      return JsonFields.parse(Files.readString(file), 1);
    } catch (MalformedHistoryException e) {
      throw new IOException(file + ", " + e.getMessage(), e);
    }
  }
}

package dev.palisade.harness.report;

import dev.palisade.checker.format.JsonText;
import dev.palisade.checker.history.MalformedHistoryException;
import dev.palisade.harness.json.JsonFields;
import dev.palisade.harness.json.JsonLines;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Draws a run as one page of HTML that needs nothing else: its verdict, its faults, and over one
 * axis of time what clients, nodes and fences did under them. Reads the files of the run's
 * directory line by line; half a million operations take a page of some ten megabytes. Stateless,
 * thread-safe for different directories.
 */
public final class ChaosReport {
  /** The page's name in the directory. */
  public static final String FILE = "report.html";

  private ChaosReport() {}

  /**
   * Writes {@link #FILE} into the directory, in place of an older one. A run that was cut short is
   * drawn as far as its files go.
   *
   * @param directory of one run, with {@code run.json}
   * @return the page
   * @throws IOException if there is no {@code run.json}, a file cannot be read or written, or holds
   *     something else; the message names it
   */
  public static Path write(Path directory) throws IOException {
    Path runFile = directory.resolve("run.json");
    if (!Files.exists(runFile)) {
      throw new IOException(
          directory + " holds no run.json; name the directory of one run, with its history");
    }
    JsonFields run = object(runFile);
    JsonFields results = object(directory.resolve("results.json"));
    Operations operations = new Operations();
    JsonLines.read(directory.resolve("history.jsonl"), operations::accept);
    FaultBands faults = new FaultBands();
    JsonLines.read(directory.resolve("faults.jsonl"), faults::accept);
    NodeStrips nodes = new NodeStrips();
    JsonLines.read(directory.resolve("nodes.jsonl"), nodes::accept);

    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    data.put("directory", directory.toAbsolutePath().normalize().getFileName().toString());
    data.put("run", run.fields());
    data.put("results", withoutChecks(results));
    data.put("checks", new ChecksShown(directory).data(results));
    long last = Math.max(operations.lastNanos(), Math.max(faults.lastNanos(), nodes.lastNanos()));
    data.put("end", RunTime.ticks(last));
    data.put("faults", faults.data());
    data.put("nodes", nodes.data());
    data.put("fences", operations.fences());
    data.put("operations", operations.data());

    Path page = directory.resolve(FILE);
    Path made = directory.resolve(FILE + ".part");
    try (Writer out = Files.newBufferedWriter(made)) {
      // A value that holds "</script>" must not end the script.
      PageTemplate.write(out, JsonText.of(data).replace("</", "<\\/"));
    }
    return Files.move(made, page, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The object in a file, without fields if there is no such file. */
  private static JsonFields object(Path file) throws IOException {
    if (!Files.exists(file)) {
      return new JsonFields(Map.of());
    }
    try {
      return JsonFields.parse(Files.readString(file), 1);
    } catch (MalformedHistoryException e) {
      throw new IOException(file + ", " + e.getMessage(), e);
    }
  }

  private static Map<Object, @Nullable Object> withoutChecks(JsonFields results) {
    Map<Object, @Nullable Object> rest = new LinkedHashMap<>(results.fields());
    rest.remove("checks");
    return rest;
  }
}

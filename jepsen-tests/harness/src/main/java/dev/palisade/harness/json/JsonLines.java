package dev.palisade.harness.json;

import dev.palisade.checker.history.MalformedHistoryException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/** Reads files of one JSON object a line, one after the other, without holding them. */
public final class JsonLines {
  private JsonLines() {}

  /**
   * Reads a file; one that is not there has no lines. Its last line may be torn, as a run that was
   * killed leaves it, and is then left out.
   *
   * @param reader takes each object and the number of its line, counted from 1
   * @throws IOException if the file cannot be read, or a line before the last is no JSON; names the
   *     file and the line
   */
  public static void read(Path file, ObjIntConsumer<JsonFields> reader) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    try (BufferedReader in = Files.newBufferedReader(file)) {
      int number = 0;
      String line = in.readLine();
      while (line != null) {
        number++;
        String next = in.readLine();
        JsonFields fields = parse(file, line, number, next == null);
        if (fields != null) {
          reader.accept(fields, number);
        }
        line = next;
      }
    }
  }

  private static @Nullable JsonFields parse(Path file, String line, int number, boolean isLast)
      throws IOException {
    if (line.isBlank()) {
      return null;
    }
    try {
      return JsonFields.parse(line, number);
    } catch (MalformedHistoryException e) {
      if (isLast) {
        return null;
      }
      throw new IOException(file + ", " + e.getMessage(), e);
    }
  }
}

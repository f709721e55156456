package dev.palisade.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One run of the command within the test's process.
 *
 * @param exitCode what the process would end with
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
record Run(int exitCode, String out, String err) {
  /** Where a run takes place. */
  static Place in(Path folder) {
    return new Place(folder, new LinkedHashMap<>(), new byte[0], 0);
  }

  /** A folder, an environment and an input. */
  record Place(Path folder, Map<String, String> environment, byte[] input, int columns) {
    Place with(String variable, String value) {
      Map<String, String> more = new LinkedHashMap<>(environment);
      more.put(variable, value);
      return new Place(folder, more, input, columns);
    }

    Place typing(String text) {
      return new Place(folder, environment, text.getBytes(StandardCharsets.UTF_8), columns);
    }

    Place onATerminal(int width) {
      return new Place(folder, environment, input, width);
    }

    Run palisade(String... args) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      Surroundings surroundings =
          new Surroundings(
              new ByteArrayInputStream(input),
              new PrintStream(out, true, StandardCharsets.UTF_8),
              new PrintStream(err, true, StandardCharsets.UTF_8),
              columns,
              environment,
              folder);
      int exitCode = Palisade.run(surroundings, args);
      return new Run(
          exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
  }
}

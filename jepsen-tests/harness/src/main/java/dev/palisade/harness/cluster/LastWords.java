package dev.palisade.harness.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a process said in its log of why it ended. */
final class LastWords {
  private static final String ERROR = " ERROR ";
  private static final String MESSAGE = " - ";

  private LastWords() {}

  /**
   * The message of the last line that is marked as an error; otherwise the last line that belongs
   * to no stack trace.
   *
   * @param start where in the log this process began to write; what others wrote before counts not
   */
  static String of(Path log, long start) {
    try (InputStream in = Files.newInputStream(log)) {
      in.skipNBytes(start);
      return of(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
    } catch (IOException e) {
      return "(no output)";
    }
  }

  private static String of(List<String> lines) {
    for (String line : lines.reversed()) {
      int error = line.indexOf(ERROR);
      if (error >= 0) {
        int message = line.indexOf(MESSAGE, error);
        return message < 0 ? line : line.substring(message + MESSAGE.length());
      }
    }
    return lines.reversed().stream()
        .filter(line -> !line.isBlank() && !Character.isWhitespace(line.charAt(0)))
        .filter(line -> !line.startsWith("Caused by"))
        .findFirst()
        .orElse("(no output)");
  }
}

package dev.palisade.harness.net;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs of the system to their end. */
final class Commands {
  private static final long SECONDS = 20;

  private Commands() {}

  /** Runs one whose arguments hold no spaces; gives what it wrote. */
  static String run(String line) {
    return run(Arrays.asList(line.split(" ", -1)), "");
  }

  /**
   * Runs one.
   *
   * @param input what it reads
   * @throws NetException when it fails or takes too long, with what it wrote
   */
  static String run(List<String> line, String input) {
    try {
      Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
      try (OutputStream in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      }
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new NetException(String.join(" ", line) + " took more than " + SECONDS + " s");
      }
      if (process.exitValue() != 0) {
        throw new NetException(String.join(" ", line) + ": " + said.strip());
      }
      return said;
    } catch (IOException e) {
      throw new NetException("could not run " + line.getFirst() + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NetException("interrupted during " + String.join(" ", line), e);
    }
  }
}

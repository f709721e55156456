package dev.palisade.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * All that a command gets from outside its arguments, so that a test can be the outside.
 *
 * @param in standard input
 * @param out where results go
 * @param err where progress and errors go
 * @param isTerminal whether a person looks at {@code out} and {@code err}
 * @param environment the environment's variables
 * @param workingFolder relative paths start here
 */
public record Surroundings(
    InputStream in,
    PrintStream out,
    PrintStream err,
    boolean isTerminal,
    Map<String, String> environment,
    Path workingFolder) {
  /** Those of this process. */
  public static Surroundings ofThisProcess() {
    return new Surroundings(
        System.in,
        new PrintStream(System.out, true, StandardCharsets.UTF_8),
        new PrintStream(System.err, true, StandardCharsets.UTF_8),
        System.console() != null && System.console().isTerminal(),
        System.getenv(),
        Path.of("").toAbsolutePath());
  }

  /** A path given by the user. */
  public Path path(String given) {
    return workingFolder.resolve(given).normalize();
  }
}

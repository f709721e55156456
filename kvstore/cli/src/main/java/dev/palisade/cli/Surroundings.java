package dev.palisade.cli;

import dev.palisade.cli.output.ResultStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
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
 * @param terminalColumns width of the terminal that shows {@code out}; 0 when none does
 * @param environment the environment's variables
 * @param workingFolder relative paths start here
 */
public record Surroundings(
    InputStream in,
    PrintStream out,
    PrintStream err,
    int terminalColumns,
    Map<String, String> environment,
    Path workingFolder) {
  /** The launcher says here how wide the terminal is; 0 for none. */
  private static final String COLUMNS_PROPERTY = "palisade.columns";

  private static final int USUAL_COLUMNS = 80;

  /** With a terminal of the usual width, or none. */
  public Surroundings(
      InputStream in,
      PrintStream out,
      PrintStream err,
      boolean isTerminal,
      Map<String, String> environment,
      Path workingFolder) {
    this(in, out, err, isTerminal ? USUAL_COLUMNS : 0, environment, workingFolder);
  }

  /** Those of this process. */
  public static Surroundings ofThisProcess() {
    return new Surroundings(
        System.in,
        new ResultStream(new FileOutputStream(FileDescriptor.out)),
        new PrintStream(System.err, true, StandardCharsets.UTF_8),
        columnsOfTerminal(),
        System.getenv(),
        Path.of("").toAbsolutePath());
  }

  /** Whether a person looks at {@code out}. */
  public boolean isTerminal() {
    return terminalColumns > 0;
  }

  /** The width that the variable COLUMNS asks for; 0 when it does not. */
  static int columnsAskedFor(Map<String, String> environment) {
    String columns = environment.getOrDefault("COLUMNS", "");
    return columns.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(columns) : 0;
  }

  private static int columnsOfTerminal() {
    String told = System.getProperty(COLUMNS_PROPERTY);
    boolean isTerminal =
        told == null
            ? System.console() != null && System.console().isTerminal()
            : !told.equals("0");
    if (!isTerminal) {
      return 0;
    }
    int asked = columnsAskedFor(System.getenv());
    if (asked > 0) {
      return asked;
    }
    return told != null && told.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(told) : USUAL_COLUMNS;
  }

  /** A path given by the user. */
  public Path path(String given) {
    return workingFolder.resolve(given).normalize();
  }
}

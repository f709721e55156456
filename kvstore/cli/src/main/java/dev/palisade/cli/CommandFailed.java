package dev.palisade.cli;

import dev.palisade.cli.output.Json;
import java.util.Optional;

/** A command ends with this line on standard error and this exit code. */
public final class CommandFailed extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int exitCode;
  private final transient Optional<Json> evidence;

  /** Without evidence. */
  public CommandFailed(int exitCode, String message) {
    this(exitCode, message, Optional.empty());
  }

  /**
   * @param exitCode one of {@link ExitCode}
   * @param message one line: what, which value, what to do
   * @param evidence what is known of the reason, for {@code -o json}
   */
  public CommandFailed(int exitCode, String message, Optional<Json> evidence) {
    super(message);
    this.exitCode = exitCode;
    this.evidence = evidence;
  }

  /** One of {@link ExitCode}. */
  public int exitCode() {
    return exitCode;
  }

  /** What is known of the reason. */
  public Optional<Json> evidence() {
    return evidence;
  }
}

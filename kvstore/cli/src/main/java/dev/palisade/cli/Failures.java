package dev.palisade.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** What the user is told of an exception. */
final class Failures {
  private Failures() {}

  static CommandFailed of(Throwable thrown) {
    Throwable cause = thrown.getCause();
    if (isWrapper(thrown) && cause != null) {
      return of(cause);
    }
    return switch (thrown) {
      case CommandFailed failure -> failure;
      case InterruptedException interrupted ->
          new CommandFailed(ExitCode.INTERRUPTED, "interrupted");
      case IllegalArgumentException wrong ->
          new CommandFailed(ExitCode.USAGE, String.valueOf(wrong.getMessage()));
      case IOException io -> new CommandFailed(ExitCode.ERROR, String.valueOf(io.getMessage()));
      default -> new CommandFailed(ExitCode.ERROR, "unexpected: " + thrown + "; see --debug");
    };
  }

  private static boolean isWrapper(Throwable thrown) {
    return thrown instanceof CompletionException
        || thrown instanceof ExecutionException
        || thrown instanceof UncheckedIOException;
  }
}

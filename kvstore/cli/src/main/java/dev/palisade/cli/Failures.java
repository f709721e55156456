package dev.palisade.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** What the user is told of an exception. */
final class Failures {
  private Failures() {}

  static CommandFailed of(Throwable thrown) {
    return switch (thrown) {
      case CommandFailed failure -> failure;
      case CompletionException wrapper when wrapper.getCause() != null -> of(wrapper.getCause());
      case ExecutionException wrapper when wrapper.getCause() != null -> of(wrapper.getCause());
      case UncheckedIOException wrapper -> of(wrapper.getCause());
      case InterruptedException interrupted ->
          new CommandFailed(ExitCode.INTERRUPTED, "interrupted");
      case IllegalArgumentException wrong ->
          new CommandFailed(ExitCode.USAGE, String.valueOf(wrong.getMessage()));
      case IOException io -> new CommandFailed(ExitCode.ERROR, String.valueOf(io.getMessage()));
      default -> new CommandFailed(ExitCode.ERROR, "unexpected: " + thrown + "; see --debug");
    };
  }
}

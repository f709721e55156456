package dev.palisade.raft.log;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A write or a sync of the log failed. What is on the disk is now unknown, and a repeated sync
 * would prove nothing (the kernel may have dropped the dirty pages), so every later call on the log
 * fails too: the process must stop.
 */
public final class LogFailedException extends UncheckedIOException {
  private static final long serialVersionUID = 1L;

  LogFailedException(String message, IOException cause) {
    super(message, cause);
  }
}

package dev.palisade.raft.log;

import java.io.IOException;

/**
 * There is no log where one was expected: this replica promised votes and entries that it no longer
 * knows. It must not come back under its old id.
 */
public final class LogMissingException extends IOException {
  private static final long serialVersionUID = 1L;

  LogMissingException(String message) {
    super(message);
  }
}

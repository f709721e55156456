package dev.palisade.raft.log;

import java.io.IOException;

/** The directory holds the log of another cluster or another node. */
public final class LogIdentityException extends IOException {
  private static final long serialVersionUID = 1L;

  LogIdentityException(String message) {
    super(message);
  }
}

package dev.palisade.kv.state;

import org.jspecify.annotations.Nullable;

/**
 * A store failed: what it holds beyond its last flush is unknown. The replica stops; nobody catches
 * this to go on.
 */
public class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The message names the store's place and what was tried. */
  public StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

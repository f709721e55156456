package dev.palisade.kv.state;

import org.jspecify.annotations.Nullable;

/**
 * What the store holds is not what was written to it: bytes have changed, a row is missing, or rows
 * contradict each other. The state can no longer be trusted: the replica stops serving it, and gets
 * it from the others again.
 */
public final class StateDamagedException extends StoreException {
  private static final long serialVersionUID = 1L;

  /** The message names the store's place and what is damaged. */
  public StateDamagedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

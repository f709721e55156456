package dev.palisade.kv.state;

import org.jspecify.annotations.Nullable;

/**
 * What the store holds is not what was written to it: the state can no longer be trusted. Whoever
 * has it stops serving it, and gets it anew.
 */
public final class StateDamagedException extends StoreException {
  private static final long serialVersionUID = 1L;

  /** The message names the store's place and what is damaged. */
  public StateDamagedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

package dev.palisade.kv.server;

import dev.palisade.kv.state.StateDamagedException;
import dev.palisade.raft.log.CorruptLogException;
import dev.palisade.raft.replica.StateDivergedException;
import org.jspecify.annotations.Nullable;

/**
 * What a node found damaged, and the others of its cluster can give back.
 *
 * @param isOfState whether the state is to be dropped before the next start; otherwise it is the
 *     log, which mends itself when it is opened
 * @param message what was found, and where
 */
public record Damage(boolean isOfState, String message) {
  /** The damage that a failure tells of; null when it is another failure. */
  public static @Nullable Damage of(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (cause instanceof StateDamagedException || cause instanceof StateDivergedException) {
        return new Damage(true, message);
      }
      if (cause instanceof CorruptLogException) {
        return new Damage(false, message);
      }
    }
    return null;
  }
}

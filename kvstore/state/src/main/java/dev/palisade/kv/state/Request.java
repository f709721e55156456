package dev.palisade.kv.state;

import org.jspecify.annotations.Nullable;

/**
 * A command with what makes it take effect once.
 *
 * @param once null for a command that may take effect again when it is sent again
 */
public record Request(@Nullable Once once, Command command) {
  /**
   * @param session id of the session
   * @param sequence number of the command within its session, from 1
   * @param acknowledgedBelow answers below this sequence may be forgotten
   */
  public record Once(long session, long sequence, long acknowledgedBelow) {}
}

package dev.palisade.sim.client;

import dev.palisade.kv.state.Command;
import dev.palisade.kv.state.Query;
import dev.palisade.sim.oracle.Show;

/** What a client wants to do. */
sealed interface Intent {
  /**
   * @param value what it writes, different from every other value of the run; empty if it writes
   *     none
   */
  record Write(Command command, String value) implements Intent {}

  record Read(Query query) implements Intent {}

  /** A read that any node may answer from what it has applied. */
  record StaleRead(Query query) implements Intent {}

  /** In a few words. */
  default String show() {
    return switch (this) {
      case Write(var command, _) -> Show.of(command);
      case Read(var query) -> Show.of(query);
      case StaleRead(var query) -> "stale " + Show.of(query);
    };
  }
}

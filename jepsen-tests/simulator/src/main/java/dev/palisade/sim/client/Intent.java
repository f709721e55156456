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

  /** What operations are counted by. */
  enum Kind {
    PUT,
    DELETE,
    DELETE_RANGE,
    TRANSACTION,
    COMPACT,
    GRANT,
    RELEASE,
    DECLARE_EXTERNAL,
    PROTECT,
    UNPROTECT,
    OPEN_SESSION,
    CLOSE_SESSION,
    READ,
    READ_AS_OF,
    STALE_READ
  }

  /** What it counts as. */
  default Kind kind() {
    return switch (this) {
      case StaleRead _ -> Kind.STALE_READ;
      case Read(Query.Get(_, Query.At.Newest _)) -> Kind.READ;
      case Read(Query.Range(_, Query.At.Newest _)) -> Kind.READ;
      case Read(Query.Get _), Read(Query.Range _) -> Kind.READ_AS_OF;
      case Read(Query.CheckFence _), Read(Query.ListFences _) -> Kind.READ;
      case Write(var command, _) ->
          switch (command) {
            case Command.Put _ -> Kind.PUT;
            case Command.Delete delete -> isOfOneKey(delete) ? Kind.DELETE : Kind.DELETE_RANGE;
            case Command.Txn _ -> Kind.TRANSACTION;
            case Command.Compact _ -> Kind.COMPACT;
            case Command.Grant _ -> Kind.GRANT;
            case Command.Release _ -> Kind.RELEASE;
            case Command.DeclareExternal _ -> Kind.DECLARE_EXTERNAL;
            case Command.Protect _ -> Kind.PROTECT;
            case Command.Unprotect _ -> Kind.UNPROTECT;
            case Command.OpenSession _ -> Kind.OPEN_SESSION;
            case Command.CloseSession _, Command.ExpireSessions _ -> Kind.CLOSE_SESSION;
          };
    };
  }

  private static boolean isOfOneKey(Command.Delete delete) {
    byte[] end = delete.range().toExclusive();
    return end != null && end.length == delete.range().from().length + 1;
  }

  /** In a few words. */
  default String show() {
    return switch (this) {
      case Write(var command, _) -> Show.of(command);
      case Read(var query) -> Show.of(query);
      case StaleRead(var query) -> "stale " + Show.of(query);
    };
  }
}

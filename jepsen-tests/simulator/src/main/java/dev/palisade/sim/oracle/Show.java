package dev.palisade.sim.oracle;

import dev.palisade.kv.state.Command;
import dev.palisade.kv.state.Command.Guard;
import dev.palisade.kv.state.Outcome;
import dev.palisade.kv.state.Query;
import dev.palisade.kv.state.Request;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Commands, queries and outcomes in a few words, for traces and violations. */
public final class Show {
  private Show() {}

  public static String of(Request request) {
    Request.Once once = request.once();
    String command = of(request.command());
    return once == null ? command : command + " (" + once.session() + "/" + once.sequence() + ")";
  }

  public static String of(Command command) {
    return switch (command) {
      case Command.Put(var key, var value, var guards, _) ->
          "put " + text(key) + "=" + value(value) + of(guards);
      case Command.Delete(var range, var guards, _) -> "delete " + text(range.from()) + of(guards);
      case Command.Txn(var compares, var success, var failure, var guards) ->
          "txn of "
              + compares.size()
              + " compares, "
              + ops(success)
              + " else "
              + ops(failure)
              + of(guards);
      case Command.Compact(var revision) -> "compact at " + revision;
      case Command.Grant(var fence, var holder, var onlyIfFree) ->
          "grant " + fence + " to " + holder + (onlyIfFree ? " if free" : "");
      case Command.Release(var guard) -> "release" + of(List.of(guard));
      case Command.DeclareExternal(var fence, var mark) -> "declare " + fence + " at " + mark;
      case Command.Protect(var prefix, var fence) -> "protect " + text(prefix) + " by " + fence;
      case Command.Unprotect(var prefix, var guards) -> "unprotect " + text(prefix) + of(guards);
      case Command.OpenSession _ -> "open a session";
      case Command.CloseSession(var id) -> "close session " + id;
      case Command.ExpireSessions(var ids) -> "expire sessions " + ids;
    };
  }

  public static String of(Query query) {
    return switch (query) {
      case Query.Get(var key, var at) -> "get " + text(key) + of(at);
      case Query.Range(var range, var at) -> "range " + text(range.range().from()) + of(at);
      case Query.CheckFence(var fence, var token) -> "check " + fence + "#" + token;
      case Query.ListFences list -> "list fences after '" + list.afterFence() + "'";
    };
  }

  private static String of(Query.At at) {
    return switch (at) {
      case Query.At.Newest() -> "";
      case Query.At.Revision(var revision) -> " at revision " + revision;
      case Query.At.Hlc(var hlc) -> " at time " + hlc;
    };
  }

  public static String of(Outcome outcome) {
    return switch (outcome) {
      case Outcome.PutDone(var revision, _, _) -> "revision " + revision;
      case Outcome.DeleteDone(var revision, _, var deleted, _) ->
          "revision " + revision + ", " + deleted + " deleted";
      case Outcome.TxnDone(var succeeded, _, var revision, _) ->
          "revision " + revision + (succeeded ? ", succeeded" : ", compare failed");
      case Outcome.Granted(var token, _, _) -> "token " + token;
      case Outcome.Released(var revision, _) -> "released at revision " + revision;
      case Outcome.Fenced(var reason, var token, var state) ->
          "fenced as " + reason + ": #" + token + " against #" + state.currentToken();
      case Outcome.Unguarded(_, var prefix, var fence) ->
          "unguarded: " + text(prefix) + " is protected by " + fence;
      default -> outcome.toString();
    };
  }

  private static String ops(List<Command.TxnOp> ops) {
    return ops.stream().map(KeyModel::show).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String of(List<Guard> guards) {
    return guards.stream()
        .map(guard -> " with " + guard.fence() + "#" + guard.token())
        .collect(Collectors.joining());
  }

  /** A value, a long one cut. */
  static String value(byte[] bytes) {
    return bytes.length <= 40
        ? text(bytes)
        : text(Arrays.copyOf(bytes, 12)) + " (" + bytes.length + " bytes)";
  }

  private static String text(byte[] bytes) {
    return KeyModel.text(bytes);
  }
}

package dev.palisade.sim.oracle;

import dev.palisade.kv.state.Command;
import dev.palisade.kv.state.Command.Guard;
import dev.palisade.kv.state.Outcome;
import dev.palisade.kv.state.Outcome.Fenced;
import dev.palisade.kv.state.Request;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The key-value state as a plain model, which judges the outcome of each command as it is first
 * applied. It shares no code with the state machine but the types of commands and outcomes. Not
 * thread-safe.
 */
final class StateModel {
  private final KeyModel keys = new KeyModel();
  private final FenceModel fences = new FenceModel();
  private final SessionModel sessions = new SessionModel();
  private long revision = 1;
  private long compactedRevision;
  private long lastHlc;

  // Of the command at hand.
  private long atIndex;
  private String shown = "";

  KeyModel keys() {
    return keys;
  }

  long revision() {
    return revision;
  }

  long compactedRevision() {
    return compactedRevision;
  }

  /**
   * Judges an outcome, and follows it.
   *
   * @return whether the command ran: it was no repeat, and its session was there
   */
  boolean judge(long index, Request request, Outcome outcome) {
    atIndex = index;
    shown = index + ": " + Show.of(request) + " gives " + Show.of(outcome);
    Request.Once once = request.once();
    if (once == null) {
      run(request.command(), outcome);
      return true;
    }
    switch (sessions.use(once)) {
      case GONE -> {
        require(Oracle.EXACTLY_ONCE, outcome instanceof Outcome.SessionGone, "its session is gone");
        return false;
      }
      case ACKNOWLEDGED -> {
        require(Oracle.EXACTLY_ONCE, outcome instanceof Outcome.Invalid, "it was acknowledged");
        return false;
      }
      case REPEATS -> {
        require(
            Oracle.EXACTLY_ONCE,
            sessions.isFirstAnswer(once, outcome),
            "it repeats a command that had another answer");
        return false;
      }
      case RUNS -> {
        run(request.command(), outcome);
        sessions.remember(once, outcome);
        return true;
      }
    }
    throw new IllegalStateException("no such standing");
  }

  private void run(Command command, Outcome outcome) {
    switch (command) {
      case Command.Put put -> put(put, outcome);
      case Command.Delete delete -> delete(delete, outcome);
      case Command.Txn txn -> txn(txn, outcome);
      case Command.Compact(var upTo) -> compact(upTo, outcome);
      case Command.Grant grant -> grant(grant, outcome);
      case Command.Release(var guard) -> release(guard, outcome);
      case Command.DeclareExternal(var fence, var mark) -> declare(fence, mark, outcome);
      case Command.Protect(var prefix, var fence) -> protect(KeyModel.text(prefix), fence, outcome);
      case Command.Unprotect(var prefix, var guards) ->
          unprotect(KeyModel.text(prefix), guards, outcome);
      case Command.OpenSession _ -> {
        boolean opened = outcome instanceof Outcome.SessionOpened(var id, _) && id == atIndex;
        require(Oracle.EXACTLY_ONCE, opened, "a session has the index of its entry");
        sessions.open(atIndex);
      }
      case Command.CloseSession(var id) -> {
        require(Oracle.STATE_MODEL, outcome instanceof Outcome.SessionClosed, "it may close it");
        sessions.close(id);
      }
      case Command.ExpireSessions(var ids) -> {
        long closed = sessions.close(ids);
        boolean same = outcome instanceof Outcome.SessionsExpired(var count) && count == closed;
        require(Oracle.STATE_MODEL, same, "it ends " + closed + " sessions");
      }
    }
  }

  private void put(Command.Put put, Outcome outcome) {
    String key = KeyModel.text(put.key());
    if (isRefused(put.guards(), fences.lacksGuard(key, put.guards()), outcome)) {
      return;
    }
    if (!(outcome instanceof Outcome.PutDone(var newRevision, var hlc, var previous))) {
      throw unexpected("a put that may run is done");
    }
    KeyModel.Version before = put.returnPrevious() ? keys.newest(key) : null;
    require(
        Oracle.STATE_MODEL,
        KeyModel.isSame(previous, before),
        "the previous value is " + before + ", not " + previous);
    changed(newRevision, hlc);
    keys.put(key, put.value(), revision);
    fences.raise(put.guards());
  }

  private void delete(Command.Delete delete, Outcome outcome) {
    boolean lacks = fences.lacksGuard(delete.range(), delete.guards());
    if (isRefused(delete.guards(), lacks, outcome)) {
      return;
    }
    if (!(outcome
        instanceof Outcome.DeleteDone(var newRevision, var hlc, var deleted, var previous))) {
      throw unexpected("a deletion that may run is done");
    }
    long expected = keys.count(delete.range());
    require(Oracle.STATE_MODEL, deleted == expected, expected + " keys are there");
    require(
        Oracle.STATE_MODEL,
        keys.areDeleted(previous, delete.range(), delete.returnPrevious()),
        "it returns other values than it deletes");
    if (expected > 0) {
      changed(newRevision, hlc);
      keys.delete(delete.range(), revision);
    } else {
      unchanged(newRevision);
    }
    fences.raise(delete.guards());
  }

  private void txn(Command.Txn txn, Outcome outcome) {
    boolean holds = keys.holds(txn.compares());
    List<Command.TxnOp> ops = holds ? txn.success() : txn.failure();
    if (isRefused(txn.guards(), fences.lacksGuard(ops, txn.guards()), outcome)) {
      return;
    }
    if (!(outcome
        instanceof Outcome.TxnDone(var succeeded, var results, var newRevision, var hlc))) {
      throw unexpected("a transaction that may run is done");
    }
    require(Oracle.STATE_MODEL, succeeded == holds, "its compares hold: " + holds);
    String wrong = keys.run(ops, results, revision + 1);
    require(Oracle.STATE_MODEL, wrong == null, "its results are wrong: " + wrong);
    if (keys.hasChangedAt(revision + 1)) {
      changed(newRevision, hlc);
    } else {
      unchanged(newRevision);
    }
    fences.raise(txn.guards());
  }

  private void compact(long upTo, Outcome outcome) {
    if (upTo <= revision) {
      require(Oracle.STATE_MODEL, outcome instanceof Outcome.Compacted, "it may compact");
      compactedRevision = Math.max(compactedRevision, upTo);
    } else {
      require(Oracle.STATE_MODEL, outcome instanceof Outcome.Invalid, "the revision is to come");
    }
  }

  private void grant(Command.Grant grant, Outcome outcome) {
    String fence = grant.fence();
    if (fences.isExternal(fence)) {
      require(Oracle.FENCED_WRITES, outcome instanceof Outcome.Invalid, "the fence is external");
      return;
    }
    if (grant.onlyIfFree() && fences.isHeld(fence)) {
      boolean held = outcome instanceof Fenced(var reason, _, _) && reason == Fenced.Reason.HELD;
      require(Oracle.FENCED_WRITES, held, "the fence is held");
      return;
    }
    if (!(outcome instanceof Outcome.Granted(var token, var hlc, _))) {
      throw unexpected("a grant that may run mints a token");
    }
    require(
        Oracle.FENCE_TOKENS,
        token > fences.token(fence),
        "the token before was " + fences.token(fence));
    changed(token, hlc);
    fences.mint(fence, token);
  }

  private void release(Guard guard, Outcome outcome) {
    if (fences.isExternal(guard.fence())) {
      require(Oracle.FENCED_WRITES, outcome instanceof Outcome.Invalid, "the fence is external");
      return;
    }
    if (isRefused(List.of(guard), false, outcome)) {
      return;
    }
    if (!(outcome instanceof Outcome.Released(var newRevision, var hlc))) {
      throw unexpected("a live token is released");
    }
    changed(newRevision, hlc);
    fences.release(guard.fence());
  }

  private void declare(String fence, long mark, Outcome outcome) {
    boolean minted = fences.isThere(fence) && !fences.isExternal(fence);
    if (minted || mark < fences.token(fence)) {
      require(Oracle.FENCE_TOKENS, outcome instanceof Outcome.Invalid, "marks only rise");
      return;
    }
    if (!(outcome instanceof Outcome.ExternalDeclared(var newRevision))) {
      throw unexpected("a mark that rises is declared");
    }
    if (fences.isThere(fence) && mark == fences.token(fence)) {
      unchanged(newRevision);
      return;
    }
    changed(newRevision);
    fences.declare(fence, mark);
  }

  private void protect(String prefix, String fence, Outcome outcome) {
    String before = fences.protectedBy(prefix);
    if (!fences.isThere(fence) || before != null && !before.equals(fence)) {
      require(Oracle.STATE_MODEL, outcome instanceof Outcome.Invalid, "it cannot be protected");
      return;
    }
    if (!(outcome instanceof Outcome.Protected(var newRevision))) {
      throw unexpected("a prefix that can be is protected");
    }
    if (before == null) {
      changed(newRevision);
      fences.protect(prefix, fence);
    } else {
      unchanged(newRevision);
    }
  }

  private void unprotect(String prefix, List<Guard> guards, Outcome outcome) {
    if (fences.reasonAgainst(guards) == null && fences.protectedBy(prefix) == null) {
      require(Oracle.STATE_MODEL, outcome instanceof Outcome.Invalid, "nothing protects it");
      return;
    }
    if (isRefused(guards, fences.lacksGuardToUnprotect(prefix, guards), outcome)) {
      return;
    }
    if (!(outcome instanceof Outcome.Unprotected(var newRevision))) {
      throw unexpected("a protection that may end ends");
    }
    changed(newRevision);
    fences.unprotect(prefix);
    fences.raise(guards);
  }

  /** Judges whether a command with tokens is rightly refused, or rightly not. */
  private boolean isRefused(List<Guard> guards, boolean lacksGuard, Outcome outcome) {
    Fenced.@Nullable Reason reason = fences.reasonAgainst(guards);
    if (reason != null) {
      boolean same = outcome instanceof Fenced(var given, _, _) && given == reason;
      require(Oracle.FENCED_WRITES, same, "it must be refused as " + reason);
      return true;
    }
    if (lacksGuard) {
      require(
          Oracle.FENCED_WRITES,
          outcome instanceof Outcome.Unguarded,
          "it carries no token of the fence that protects the key");
      return true;
    }
    boolean refused = outcome instanceof Fenced || outcome instanceof Outcome.Unguarded;
    require(Oracle.FENCED_WRITES, !refused, "nothing stands against it");
    return false;
  }

  private void changed(long newRevision, long hlc) {
    changed(newRevision);
    require(
        Oracle.TIMESTAMP_ORDER,
        Long.compareUnsigned(hlc, lastHlc) > 0,
        "its timestamp " + hlc + " follows " + lastHlc);
    lastHlc = hlc;
  }

  private void changed(long newRevision) {
    require(Oracle.REVISION_ORDER, newRevision == revision + 1, "the revision was " + revision);
    revision = newRevision;
  }

  private void unchanged(long newRevision) {
    require(Oracle.REVISION_ORDER, newRevision == revision, "the revision is " + revision);
  }

  private void require(Oracle oracle, boolean holds, String why) {
    if (!holds) {
      throw new Violation(oracle, "entry " + shown + ", but " + why);
    }
  }

  private Violation unexpected(String why) {
    return new Violation(Oracle.STATE_MODEL, "entry " + shown + ", but " + why);
  }
}

package dev.palisade.kv.state;

import dev.palisade.kv.state.Command.Compare;
import dev.palisade.kv.state.Command.Guard;
import dev.palisade.kv.state.Command.KeyRange;
import dev.palisade.kv.state.Command.RangeQuery;
import dev.palisade.kv.state.Command.RangeQuery.Shape;
import dev.palisade.kv.state.Command.TxnOp;
import dev.palisade.kv.state.Outcome.FenceKind;
import dev.palisade.kv.state.Outcome.FenceState;
import dev.palisade.kv.state.Outcome.Fenced;
import dev.palisade.kv.state.Outcome.Fenced.Reason;
import dev.palisade.kv.state.Outcome.Invalid;
import dev.palisade.kv.state.Outcome.KeyValue;
import dev.palisade.kv.state.Outcome.RangeResult;
import dev.palisade.kv.state.Outcome.TxnResult;
import dev.palisade.kv.state.Query.At;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The twin that is too simple to be wrong: a whole map for each revision, fences and sessions in
 * maps, no store, no batches. Knows no bound on bytes. Its refusals say less than the machine's:
 * {@link Descriptions} leaves out what may differ.
 */
final class NaiveModel {
  private final Bounds bounds;
  final List<TreeMap<byte[], KeyValue>> states = new ArrayList<>();
  final List<Long> hlcs = new ArrayList<>();
  final TreeMap<String, FenceState> fences = new TreeMap<>();
  final TreeMap<byte[], String> protections = new TreeMap<>(Arrays::compareUnsigned);
  final TreeMap<Long, NaiveSession> sessions = new TreeMap<>();
  long compactedRevision;
  private long hlc;

  static final class NaiveSession {
    final TreeMap<Long, Outcome> answers = new TreeMap<>();
    long acknowledgedBelow;
    long lastUsed;
  }

  /** The command at hand is refused; whatever it changed is thrown away. */
  private static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Outcome.Refused refusal;

    RefusedException(Outcome.Refused refusal) {
      this.refusal = refusal;
    }
  }

  NaiveModel(Bounds bounds) {
    this.bounds = bounds;
    for (int revision = 0; revision <= 1; revision++) {
      states.add(new TreeMap<>(Arrays::compareUnsigned));
      hlcs.add(0L);
    }
  }

  long revision() {
    return states.size() - 1;
  }

  Outcome apply(long index, long entryHlc, Request request) {
    hlc = Math.max(entryHlc, hlc + 1);
    Request.Once once = request.once();
    if (Limits.check(request) != null) {
      return new Invalid("");
    }
    if (once == null) {
      return run(index, request.command());
    }
    NaiveSession session = sessions.get(once.session());
    if (session == null) {
      return new Outcome.SessionGone(once.session());
    }
    session.lastUsed = index;
    session.acknowledgedBelow = Math.max(session.acknowledgedBelow, once.acknowledgedBelow());
    if (once.sequence() < session.acknowledgedBelow) {
      return new Invalid("");
    }
    Outcome outcome = session.answers.get(once.sequence());
    if (outcome == null) {
      outcome = run(index, request.command());
      session.answers.put(once.sequence(), outcome);
    }
    return outcome;
  }

  private Outcome run(long index, Command command) {
    try {
      return switch (command) {
        case Command.Put(var key, var value, var guards, var returnPrevious) -> {
          TxnResult.Put put =
              (TxnResult.Put) write(guards, new TxnOp.Put(key, value, returnPrevious));
          yield new Outcome.PutDone(revision(), hlc, put.previous());
        }
        case Command.Delete(var range, var guards, var returnPrevious) -> {
          TxnResult.Delete delete =
              (TxnResult.Delete) write(guards, new TxnOp.Delete(range, returnPrevious));
          yield new Outcome.DeleteDone(revision(), hlc, delete.deleted(), delete.previous());
        }
        case Command.Txn txn -> {
          checkGuards(txn.guards());
          boolean succeeded = txn.compares().stream().allMatch(this::holds);
          List<TxnResult> results = write(txn.guards(), succeeded ? txn.success() : txn.failure());
          yield new Outcome.TxnDone(succeeded, results, revision(), hlc);
        }
        case Command.Compact(var revision) -> {
          refuseIf(revision > revision());
          compactedRevision = Math.max(compactedRevision, revision);
          yield new Outcome.Compacted(compactedRevision);
        }
        case Command.Grant grant -> grant(grant);
        case Command.Release(var guard) -> {
          FenceState state = fences.get(guard.fence());
          refuseIf(state != null && state.kind() == FenceKind.EXTERNAL);
          checkGuards(List.of(guard));
          addRevision(states.getLast());
          set(guard.fence(), FenceKind.MINTED, guard.token(), state);
          yield new Outcome.Released(revision(), hlc);
        }
        case Command.DeclareExternal(var fence, var mark) -> declare(fence, mark);
        case Command.Protect(var prefix, var fence) -> {
          refuseIf(!fences.containsKey(fence));
          String before = protections.get(prefix);
          refuseIf(before != null && !before.equals(fence));
          if (before == null) {
            refuseIf(protections.size() >= bounds.fences());
            protections.put(prefix, fence);
            addRevision(states.getLast());
          }
          yield new Outcome.Protected(revision());
        }
        case Command.Unprotect(var prefix, var guards) -> unprotect(prefix, guards);
        case Command.OpenSession(var ttlMillis) -> {
          while (sessions.size() >= bounds.sessions()) {
            // Of two that one entry used, the one with the lower id.
            sessions.remove(
                Collections.min(sessions.keySet(), Comparator.comparingLong(id -> lastUsed(id))));
          }
          NaiveSession session = new NaiveSession();
          session.lastUsed = index;
          sessions.put(index, session);
          yield new Outcome.SessionOpened(index, ttlMillis);
        }
        case Command.CloseSession(var session) -> {
          sessions.remove(session);
          yield new Outcome.SessionClosed();
        }
        case Command.ExpireSessions(var ids) -> {
          int before = sessions.size();
          ids.forEach(sessions::remove);
          yield new Outcome.SessionsExpired(before - sessions.size());
        }
      };
    } catch (RefusedException refused) {
      return refused.refusal;
    }
  }

  private long lastUsed(long id) {
    NaiveSession session = sessions.get(id);
    return session == null ? 0 : session.lastUsed;
  }

  private Outcome grant(Command.Grant grant) {
    FenceState before = fences.get(grant.fence());
    refuseIf(before == null && fences.size() >= bounds.fences());
    refuseIf(before != null && before.kind() == FenceKind.EXTERNAL);
    if (grant.onlyIfFree() && before != null && !before.released()) {
      throw new RefusedException(new Fenced(Reason.HELD, 0, before));
    }
    addRevision(states.getLast());
    fences.put(
        grant.fence(),
        new FenceState(grant.fence(), FenceKind.MINTED, revision(), grant.holder(), hlc, false));
    return new Outcome.Granted(revision(), hlc, before);
  }

  private Outcome declare(String fence, long mark) {
    FenceState before = fences.get(fence);
    refuseIf(before == null && fences.size() >= bounds.fences());
    refuseIf(before != null && before.kind() == FenceKind.MINTED);
    refuseIf(before != null && mark < before.currentToken());
    if (before == null || mark > before.currentToken()) {
      set(fence, FenceKind.EXTERNAL, mark, null);
      addRevision(states.getLast());
    }
    return new Outcome.ExternalDeclared(revision());
  }

  private Outcome unprotect(byte[] prefix, List<Guard> guards) {
    checkGuards(guards);
    String fence = protections.get(prefix);
    refuseIf(fence == null);
    FenceState state = fence == null ? null : fences.get(fence);
    boolean named = guards.stream().anyMatch(guard -> guard.fence().equals(fence));
    if (!named && state != null && !state.released()) {
      throw new RefusedException(new Outcome.Unguarded(prefix, prefix, state.fence()));
    }
    protections.remove(prefix);
    raiseMarks(guards);
    addRevision(states.getLast());
    return new Outcome.Unprotected(revision());
  }

  /** An external mark, or a release: the holder and moment of the state it ends. */
  private void set(String fence, FenceKind kind, long token, @Nullable FenceState ended) {
    fences.put(
        fence,
        ended == null
            ? new FenceState(fence, kind, token, "", hlc, false)
            : new FenceState(fence, kind, token, ended.holder(), ended.sinceHlc(), true));
  }

  private TxnResult write(List<Guard> guards, TxnOp op) {
    checkGuards(guards);
    return write(guards, List.of(op)).getFirst();
  }

  private List<TxnResult> write(List<Guard> guards, List<TxnOp> ops) {
    TreeMap<byte[], KeyValue> next = new TreeMap<>(states.getLast());
    List<TxnResult> results = new ArrayList<>();
    boolean changed = false;
    for (TxnOp op : ops) {
      switch (op) {
        case TxnOp.Put(var key, var value, var returnPrevious) -> {
          checkProtections(KeyRange.ofKey(key), guards);
          KeyValue before = next.get(key);
          long create = before == null ? revision() + 1 : before.createRevision();
          long version = before == null ? 1 : before.version() + 1;
          next.put(key, new KeyValue(key, value, create, revision() + 1, version, hlc, 0));
          results.add(new TxnResult.Put(returnPrevious ? before : null));
          changed = true;
        }
        case TxnOp.Delete(var range, var returnPrevious) -> {
          checkProtections(range, guards);
          List<KeyValue> deleted = select(next, range);
          deleted.forEach(pair -> next.remove(pair.key()));
          results.add(new TxnResult.Delete(deleted.size(), returnPrevious ? deleted : List.of()));
          changed |= !deleted.isEmpty();
        }
        case TxnOp.Get(var key) -> results.add(new TxnResult.Get(next.get(key)));
        case TxnOp.Range(var query) -> results.add(new TxnResult.Range(range(next, query)));
      }
    }
    if (changed) {
      addRevision(next);
    }
    raiseMarks(guards);
    return results;
  }

  private void addRevision(TreeMap<byte[], KeyValue> state) {
    states.add(state);
    hlcs.add(hlc);
  }

  private boolean holds(Compare compare) {
    KeyValue pair = states.getLast().get(compare.key());
    int order =
        switch (compare) {
          case Compare.Value value ->
              pair == null ? 0 : Arrays.compareUnsigned(pair.value(), value.value());
          case Compare.Number(var key, var operator, var field, var number) ->
              Long.compare(
                  pair == null
                      ? 0
                      : switch (field) {
                        case VERSION -> pair.version();
                        case CREATE_REVISION -> pair.createRevision();
                        case MOD_REVISION -> pair.modRevision();
                      },
                  number);
        };
    if (pair == null && compare instanceof Compare.Value) {
      return compare.operator() == Compare.Operator.NOT_EQUAL;
    }
    return switch (compare.operator()) {
      case EQUAL -> order == 0;
      case NOT_EQUAL -> order != 0;
      case GREATER -> order > 0;
      case LESS -> order < 0;
    };
  }

  private void checkGuards(List<Guard> guards) {
    for (Guard guard : guards) {
      FenceState state = fences.get(guard.fence());
      FenceState shown =
          state != null ? state : new FenceState(guard.fence(), FenceKind.MINTED, 0, "", 0, false);
      Reason reason = null;
      if (state == null) {
        reason = Reason.NO_SUCH_FENCE;
      } else if (guard.token() < state.currentToken()) {
        reason = Reason.STALE;
      } else if (state.kind() == FenceKind.MINTED && guard.token() > state.currentToken()) {
        reason = Reason.NEVER_MINTED;
      } else if (state.released()) {
        reason = Reason.RELEASED;
      }
      if (reason != null) {
        throw new RefusedException(new Fenced(reason, guard.token(), shown));
      }
    }
  }

  /** A range touches a prefix when a key could lie in both. */
  private void checkProtections(KeyRange range, List<Guard> guards) {
    for (Map.Entry<byte[], String> entry : protections.entrySet()) {
      byte[] prefix = entry.getKey();
      byte[] from = range.from();
      boolean below = from.length >= prefix.length && startsWith(from, prefix);
      boolean touches = !Keys.isEmpty(range) && (below || Keys.contains(range, prefix));
      boolean named = guards.stream().anyMatch(guard -> guard.fence().equals(entry.getValue()));
      if (touches && !named) {
        throw new RefusedException(new Outcome.Unguarded(prefix, prefix, entry.getValue()));
      }
    }
  }

  private static boolean startsWith(byte[] key, byte[] prefix) {
    return Arrays.equals(Arrays.copyOf(key, prefix.length), prefix);
  }

  private void raiseMarks(List<Guard> guards) {
    for (Guard guard : guards) {
      FenceState state = fences.get(guard.fence());
      if (state != null
          && state.kind() == FenceKind.EXTERNAL
          && guard.token() > state.currentToken()) {
        set(guard.fence(), FenceKind.EXTERNAL, guard.token(), null);
      }
    }
  }

  /** The revision to read, or null when it cannot be read. */
  @Nullable Long resolve(At at) {
    long revision =
        switch (at) {
          case At.Newest() -> revision();
          case At.Revision(var number) -> number;
          case At.Hlc(var limit) -> {
            long last = 1;
            for (int i = 1; i < hlcs.size(); i++) {
              last = Long.compareUnsigned(hlcs.get(i), limit) <= 0 ? i : last;
            }
            yield last;
          }
        };
    return revision < Math.max(compactedRevision, 1) || revision > revision() ? null : revision;
  }

  static RangeResult range(TreeMap<byte[], KeyValue> state, RangeQuery query) {
    List<KeyValue> found = select(state, query.range());
    if (query.shape() == Shape.COUNT) {
      return new RangeResult(List.of(), found.size(), false);
    }
    if (query.direction() == Store.Direction.DESCENDING) {
      Collections.reverse(found);
    }
    boolean more = found.size() > query.limit();
    List<KeyValue> pairs = new ArrayList<>();
    for (KeyValue pair : more ? found.subList(0, query.limit()) : found) {
      byte[] value = query.shape() == Shape.KEYS ? new byte[0] : pair.value();
      pairs.add(
          new KeyValue(
              pair.key(),
              value,
              pair.createRevision(),
              pair.modRevision(),
              pair.version(),
              pair.hlc(),
              pair.lease()));
    }
    return new RangeResult(pairs, -1, more);
  }

  private static List<KeyValue> select(TreeMap<byte[], KeyValue> state, KeyRange range) {
    List<KeyValue> found = new ArrayList<>();
    for (KeyValue pair : state.values()) {
      if (Keys.contains(range, pair.key())) {
        found.add(pair);
      }
    }
    return found;
  }

  private static void refuseIf(boolean condition) {
    if (condition) {
      throw new RefusedException(new Invalid(""));
    }
  }
}

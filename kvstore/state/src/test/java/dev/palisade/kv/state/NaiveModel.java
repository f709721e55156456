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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The twin that is too simple to be wrong: a whole map for each revision, fences and sessions in
 * maps, no store, no batches. Knows no bound on bytes but that of prefixes. Its refusals say less
 * than the machine's: {@link Descriptions} leaves out what may differ.
 */
final class NaiveModel {
  private final Bounds bounds;
  final List<TreeMap<byte[], KeyValue>> states = new ArrayList<>();
  final List<Long> hlcs = new ArrayList<>();
  private final List<Change> changes = new ArrayList<>();
  final NaiveFences fences = new NaiveFences();
  final TreeMap<Long, NaiveSession> sessions = new TreeMap<>();
  long compactedRevision;
  private long hlc;

  /** One version, or a deletion. */
  private record Change(String key, long revision, boolean deletion) {}

  static final class NaiveSession {
    final TreeMap<Long, Outcome> answers = new TreeMap<>();
    final Set<Long> refused = new HashSet<>();
    long acknowledgedBelow;

    /** How many answers it may be asked for again, but for those that are known to be a refusal. */
    long kept() {
      return answers.tailMap(acknowledgedBelow).keySet().stream()
          .filter(sequence -> !refused.contains(sequence))
          .count();
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
    session.acknowledgedBelow = Math.max(session.acknowledgedBelow, once.acknowledgedBelow());
    if (once.sequence() < session.acknowledgedBelow) {
      return new Invalid("");
    }
    Outcome outcome = session.answers.get(once.sequence());
    if (outcome == null) {
      if (kept() >= bounds.answers() && session.kept() > 0) {
        session.refused.add(once.sequence());
        outcome = new Invalid("");
      } else {
        outcome = run(index, request.command());
      }
      session.answers.put(once.sequence(), outcome);
    }
    return outcome;
  }

  private long kept() {
    return sessions.values().stream().mapToLong(NaiveSession::kept).sum();
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
          fences.checkGuards(txn.guards());
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
          FenceState state = fences.states.get(guard.fence());
          refuseIf(state != null && state.kind() == FenceKind.EXTERNAL);
          fences.checkGuards(List.of(guard));
          addRevision(states.getLast());
          fences.release(guard.fence());
          yield new Outcome.Released(revision(), hlc);
        }
        case Command.DeclareExternal(var fence, var mark) -> declare(fence, mark);
        case Command.Protect(var prefix, var fence) -> protect(prefix, fence);
        case Command.Unprotect(var prefix, var guards) -> unprotect(prefix, guards);
        case Command.OpenSession(var ttlMillis) -> open(index, ttlMillis);
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
    } catch (NaiveFences.RefusedException refused) {
      return refused.refusal();
    }
  }

  private Outcome open(long index, long ttlMillis) {
    refuseIf(sessions.size() >= bounds.sessions());
    sessions.put(index, new NaiveSession());
    return new Outcome.SessionOpened(index, ttlMillis);
  }

  private Outcome protect(byte[] prefix, String fence) {
    refuseIf(!fences.states.containsKey(fence));
    String before = fences.protections.get(prefix);
    refuseIf(before != null && !before.equals(fence));
    if (before == null) {
      refuseIf(fences.protections.size() >= bounds.fences());
      long cost = Protections.costOf(prefix, fence);
      for (var protection : fences.protections.entrySet()) {
        cost += Protections.costOf(protection.getKey(), protection.getValue());
      }
      refuseIf(cost > bounds.protectionBytes());
      fences.protections.put(prefix, fence);
      addRevision(states.getLast());
    }
    return new Outcome.Protected(revision());
  }

  private Outcome grant(Command.Grant grant) {
    FenceState before = fences.states.get(grant.fence());
    refuseIf(before == null && fences.states.size() >= bounds.fences());
    refuseIf(before != null && before.kind() == FenceKind.EXTERNAL);
    if (grant.onlyIfFree() && before != null && !before.released()) {
      throw new NaiveFences.RefusedException(new Fenced(Reason.HELD, 0, before));
    }
    addRevision(states.getLast());
    fences.states.put(
        grant.fence(),
        new FenceState(grant.fence(), FenceKind.MINTED, revision(), grant.holder(), hlc, false));
    return new Outcome.Granted(revision(), hlc, before);
  }

  private Outcome declare(String fence, long mark) {
    FenceState before = fences.states.get(fence);
    refuseIf(before == null && fences.states.size() >= bounds.fences());
    refuseIf(before != null && before.kind() == FenceKind.MINTED);
    refuseIf(before != null && mark < before.currentToken());
    if (before == null || mark > before.currentToken()) {
      fences.setMark(fence, mark, hlc);
      addRevision(states.getLast());
    }
    return new Outcome.ExternalDeclared(revision());
  }

  private Outcome unprotect(byte[] prefix, List<Guard> guards) {
    fences.checkGuards(guards);
    String fence = fences.protections.get(prefix);
    refuseIf(fence == null);
    FenceState state = fence == null ? null : fences.states.get(fence);
    boolean named = guards.stream().anyMatch(guard -> guard.fence().equals(fence));
    if (!named && state != null && !state.released()) {
      throw new NaiveFences.RefusedException(new Outcome.Unguarded(prefix, prefix, state.fence()));
    }
    fences.protections.remove(prefix);
    fences.raiseMarks(guards, hlc);
    addRevision(states.getLast());
    return new Outcome.Unprotected(revision());
  }

  private TxnResult write(List<Guard> guards, TxnOp op) {
    fences.checkGuards(guards);
    return write(guards, List.of(op)).getFirst();
  }

  private List<TxnResult> write(List<Guard> guards, List<TxnOp> ops) {
    TreeMap<byte[], KeyValue> next = new TreeMap<>(states.getLast());
    List<TxnResult> results = new ArrayList<>();
    List<Change> changed = new ArrayList<>();
    for (TxnOp op : ops) {
      switch (op) {
        case TxnOp.Put(var key, var value, var returnPrevious) -> {
          fences.checkProtections(KeyRange.ofKey(key), guards);
          KeyValue before = next.get(key);
          long create = before == null ? revision() + 1 : before.createRevision();
          long version = before == null ? 1 : before.version() + 1;
          next.put(key, new KeyValue(key, value, create, revision() + 1, version, hlc, 0));
          changed.add(new Change(Keys.show(key), revision() + 1, false));
          results.add(new TxnResult.Put(returnPrevious ? before : null));
        }
        case TxnOp.Delete(var range, var returnPrevious) -> {
          fences.checkProtections(range, guards);
          List<KeyValue> deleted = select(next, range);
          for (KeyValue pair : deleted) {
            next.remove(pair.key());
            changed.add(new Change(Keys.show(pair.key()), revision() + 1, true));
          }
          results.add(new TxnResult.Delete(deleted.size(), returnPrevious ? deleted : List.of()));
        }
        case TxnOp.Get(var key) -> results.add(new TxnResult.Get(next.get(key)));
        case TxnOp.Range(var query) -> results.add(new TxnResult.Range(range(next, query)));
      }
    }
    if (!changed.isEmpty()) {
      addRevision(next);
      changes.addAll(changed);
    }
    fences.raiseMarks(guards, hlc);
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

  /** How many versions and tombstones some read can still tell from others. */
  long versionsToKeep() {
    TreeMap<String, Change> lastCompacted = new TreeMap<>();
    long kept = 0;
    for (Change change : changes) {
      if (change.revision > compactedRevision) {
        kept++;
      } else {
        lastCompacted.put(change.key, change);
      }
    }
    return kept + lastCompacted.values().stream().filter(change -> !change.deletion).count();
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
      throw new NaiveFences.RefusedException(new Invalid(""));
    }
  }
}

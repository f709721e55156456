package dev.palisade.kv.state;

import dev.palisade.kv.state.Command.Compare;
import dev.palisade.kv.state.Command.Guard;
import dev.palisade.kv.state.Command.KeyRange;
import dev.palisade.kv.state.Command.RangeQuery;
import dev.palisade.kv.state.Command.TxnOp;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request may ask for, whatever the state. Checked before a request is proposed, so that a
 * breach costs no log entry, and again when it is applied, in case a proposer did not. These are
 * constants, not settings: replicas that disagreed about them would diverge. Stateless,
 * thread-safe.
 */
public final class Limits {
  public static final int KEY_BYTES = 4_096;
  public static final int VALUE_BYTES = 1 << 20;

  /** Compares, and operations of each list of a transaction. */
  public static final int TXN_OPERATIONS = 128;

  /** Keys and values of a transaction's compares and of both its lists. */
  public static final int TXN_BYTES = 4 << 20;

  public static final int GUARDS = 16;
  public static final int FENCE_NAME_BYTES = 256;
  public static final int HOLDER_BYTES = 256;

  /** Keys that one command may delete. */
  public static final int DELETED_KEYS = 10_000;

  /** Bytes of the keys that one command may delete. */
  public static final int DELETED_KEY_BYTES = 1 << 20;

  /** Pairs that one range may return. */
  public static final int RANGE_PAIRS = 10_000;

  /** Fences and protected prefixes that one list may return. */
  public static final int FENCES_LISTED = 10_000;

  /** Pairs that one answer may hold, counted as keys, values and {@link #PAIR_OVERHEAD_BYTES}. */
  public static final int ANSWER_BYTES = 4 << 20;

  /**
   * The same for a command of a session that keeps no answers, while all sessions together keep as
   * many as they may.
   */
  public static final int SMALL_ANSWER_BYTES = 4_096;

  /** What the numbers of a pair count in {@link #ANSWER_BYTES}. */
  public static final int PAIR_OVERHEAD_BYTES = 48;

  /** Sequences from {@code acknowledgedBelow} on that a session may use. */
  public static final int UNACKNOWLEDGED = 4_096;

  public static final long LEAST_TTL_MILLIS = 1_000;
  public static final long MOST_TTL_MILLIS = 86_400_000;

  /** Sessions that one command may expire. */
  public static final int EXPIRED_SESSIONS = 10_000;

  private Limits() {}

  /** How a request oversteps; {@code message} says what, which value, what to do. */
  public sealed interface Breach {
    String message();

    /**
     * Something is too large.
     *
     * @param what "key", "value", "operations", "transaction", "guards", "fence name" or "holder"
     */
    record TooLarge(String what, long actual, long limit, String message) implements Breach {}

    /** The request makes no sense in any state. */
    record Malformed(String message) implements Breach {}
  }

  /** How the request oversteps the limits, or null. */
  public static @Nullable Breach check(Request request) {
    Breach breach = request.once() == null ? null : checkOnce(request.once());
    return breach != null ? breach : checkCommand(request.command());
  }

  /** How the query oversteps the limits, or null. */
  public static @Nullable Breach check(Query query) {
    return switch (query) {
      case Query.Get(var key, var at) -> first(checkKey(key), checkAt(at));
      case Query.Range(var range, var at) -> first(checkRangeQuery(range), checkAt(at));
      case Query.CheckFence(var fence, var token) ->
          token < 0
              ? new Breach.Malformed("token " + token + " is negative; 0 asks only for the state")
              : checkFenceName(fence);
      case Query.ListFences(var afterFence, var afterPrefix, var limit) ->
          limit < 1 || limit > FENCES_LISTED
              ? new Breach.Malformed(
                  "limit " + limit + " of a list of fences; give 1 to " + FENCES_LISTED)
              : first(
                  checkText("fence name", afterFence, FENCE_NAME_BYTES),
                  afterPrefix.length == 0 ? null : checkKey(afterPrefix));
    };
  }

  private static @Nullable Breach checkCommand(Command command) {
    return switch (command) {
      case Command.Put(var key, var value, var guards, var returnPrevious) -> {
        Breach breach = first(checkKey(key), checkValue(key, value));
        yield breach != null ? breach : checkGuards(guards);
      }
      case Command.Delete(var range, var guards, var returnPrevious) ->
          first(checkRange(range), checkGuards(guards));
      case Command.Txn txn -> checkTxn(txn);
      case Command.Compact(var revision) ->
          revision < 1
              ? new Breach.Malformed("cannot compact at revision " + revision + "; the first is 1")
              : null;
      case Command.Grant(var fence, var holder, var onlyIfFree) ->
          first(checkFenceName(fence), checkHolder(holder));
      case Command.Release(var guard) -> checkGuard(guard);
      case Command.DeclareExternal(var fence, var mark) ->
          mark < 0
              ? new Breach.Malformed("mark " + mark + " of fence '" + fence + "' is negative")
              : checkFenceName(fence);
      case Command.Protect(var prefix, var fence) -> first(checkKey(prefix), checkFenceName(fence));
      case Command.Unprotect(var prefix, var guards) ->
          first(checkKey(prefix), checkGuards(guards));
      case Command.OpenSession(var ttlMillis) ->
          ttlMillis < LEAST_TTL_MILLIS || ttlMillis > MOST_TTL_MILLIS
              ? new Breach.Malformed(
                  "session ttl of "
                      + ttlMillis
                      + " ms; give "
                      + LEAST_TTL_MILLIS
                      + " to "
                      + MOST_TTL_MILLIS)
              : null;
      case Command.CloseSession(var session) -> null;
      case Command.ExpireSessions(var sessions) ->
          tooMany("sessions", sessions.size(), EXPIRED_SESSIONS);
    };
  }

  private static @Nullable Breach checkOnce(Request.Once once) {
    long below = once.acknowledgedBelow();
    if (once.sequence() < 1 || below < 0 || once.sequence() < below) {
      return new Breach.Malformed(
          "sequence "
              + once.sequence()
              + " with acknowledged_below "
              + below
              + "; sequences begin at 1, and one that was acknowledged is never sent again");
    }
    // Decided by the request alone, so that a repeat of it cannot be decided otherwise.
    if (once.sequence() - Math.max(below, 1) >= UNACKNOWLEDGED) {
      return new Breach.Malformed(
          "sequence "
              + once.sequence()
              + " is "
              + UNACKNOWLEDGED
              + " or more after acknowledged_below "
              + below
              + "; wait for answers and acknowledge them");
    }
    return null;
  }

  private static @Nullable Breach checkTxn(Command.Txn txn) {
    Breach breach =
        first(
            tooMany("operations", txn.compares().size(), TXN_OPERATIONS),
            tooMany(
                "operations",
                Math.max(txn.success().size(), txn.failure().size()),
                TXN_OPERATIONS));
    if (breach != null) {
      return breach;
    }
    long bytes = 0;
    for (Compare compare : txn.compares()) {
      breach = checkCompare(compare);
      if (breach != null) {
        return breach;
      }
      bytes += compare.key().length;
      bytes += compare instanceof Compare.Value value ? value.value().length : 0;
    }
    for (List<TxnOp> ops : List.of(txn.success(), txn.failure())) {
      for (TxnOp op : ops) {
        breach = checkOp(op);
        if (breach != null) {
          return breach;
        }
        bytes += bytesOf(op);
      }
    }
    if (bytes > TXN_BYTES) {
      return tooLarge(
          "transaction", bytes, TXN_BYTES, "transaction of " + bytes + " bytes; split it");
    }
    return checkGuards(txn.guards());
  }

  private static @Nullable Breach checkCompare(Compare compare) {
    return switch (compare) {
      case Compare.Value(var key, var operator, var value) ->
          first(checkKey(key), checkValue(key, value));
      case Compare.Number number -> checkKey(number.key());
    };
  }

  private static @Nullable Breach checkOp(TxnOp op) {
    return switch (op) {
      case TxnOp.Put(var key, var value, var returnPrevious) ->
          first(checkKey(key), checkValue(key, value));
      case TxnOp.Delete(var range, var returnPrevious) -> checkRange(range);
      case TxnOp.Get(var key) -> checkKey(key);
      case TxnOp.Range(var query) -> checkRangeQuery(query);
    };
  }

  private static long bytesOf(TxnOp op) {
    return switch (op) {
      case TxnOp.Put(var key, var value, var returnPrevious) -> (long) key.length + value.length;
      case TxnOp.Delete(var range, var returnPrevious) -> bytesOf(range);
      case TxnOp.Get(var key) -> key.length;
      case TxnOp.Range(var query) -> bytesOf(query.range());
    };
  }

  private static long bytesOf(KeyRange range) {
    byte[] toExclusive = range.toExclusive();
    return (long) range.from().length + (toExclusive == null ? 0 : toExclusive.length);
  }

  private static @Nullable Breach checkAt(Query.At at) {
    return at instanceof Query.At.Revision(var revision) && revision < 1
        ? new Breach.Malformed("cannot read at revision " + revision + "; the first is 1")
        : null;
  }

  private static @Nullable Breach checkRangeQuery(RangeQuery query) {
    return query.limit() < 1 || query.limit() > RANGE_PAIRS
        ? new Breach.Malformed("range limit " + query.limit() + "; give 1 to " + RANGE_PAIRS)
        : checkRange(query.range());
  }

  /** Bounds of a range may be empty, and the end one byte longer than a key: just behind it. */
  private static @Nullable Breach checkRange(KeyRange range) {
    byte[] toExclusive = range.toExclusive();
    int longest = Math.max(range.from().length, toExclusive == null ? 0 : toExclusive.length - 1);
    return longest > KEY_BYTES
        ? tooLarge("key", longest, KEY_BYTES, "bound of a range of " + longest + " bytes")
        : null;
  }

  private static @Nullable Breach checkKey(byte[] key) {
    if (key.length == 0) {
      return new Breach.Malformed("key is empty; give 1 to " + KEY_BYTES + " bytes");
    }
    return key.length > KEY_BYTES
        ? tooLarge(
            "key",
            key.length,
            KEY_BYTES,
            "key of " + key.length + " bytes (" + Keys.show(key) + ")")
        : null;
  }

  private static @Nullable Breach checkValue(byte[] key, byte[] value) {
    return value.length > VALUE_BYTES
        ? tooLarge(
            "value",
            value.length,
            VALUE_BYTES,
            "value of " + value.length + " bytes (key " + Keys.show(key) + "); split it")
        : null;
  }

  private static @Nullable Breach checkGuards(List<Guard> guards) {
    Breach breach = tooMany("guards", guards.size(), GUARDS);
    for (int i = 0; breach == null && i < guards.size(); i++) {
      breach = checkGuard(guards.get(i));
    }
    return breach;
  }

  private static @Nullable Breach checkGuard(Guard guard) {
    return guard.token() < 1
        ? new Breach.Malformed(
            "token " + guard.token() + " of fence '" + guard.fence() + "'; tokens begin at 1")
        : checkFenceName(guard.fence());
  }

  private static @Nullable Breach checkFenceName(String name) {
    if (name.isEmpty()) {
      return new Breach.Malformed(
          "fence name is empty; give 1 to " + FENCE_NAME_BYTES + " bytes of UTF-8");
    }
    return checkText("fence name", name, FENCE_NAME_BYTES);
  }

  private static @Nullable Breach checkHolder(String holder) {
    return checkText("holder", holder, HOLDER_BYTES);
  }

  private static @Nullable Breach checkText(String what, String text, int limit) {
    // A character takes at most three bytes of UTF-8: most texts need no encoding to be measured.
    if (text.length() <= limit / 3) {
      return null;
    }
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    return bytes > limit
        ? tooLarge(what, bytes, limit, what + " of " + bytes + " bytes of UTF-8")
        : null;
  }

  private static @Nullable Breach tooMany(String what, int actual, int limit) {
    return actual > limit ? tooLarge(what, actual, limit, actual + " " + what) : null;
  }

  private static Breach tooLarge(String what, long actual, long limit, String sentence) {
    return new Breach.TooLarge(what, actual, limit, sentence + "; the limit is " + limit);
  }

  private static @Nullable Breach first(@Nullable Breach one, @Nullable Breach other) {
    return one != null ? one : other;
  }
}

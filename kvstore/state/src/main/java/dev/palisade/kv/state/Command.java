package dev.palisade.kv.state;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command of the key-value state machine: what a log entry of kind COMMAND holds. Byte arrays are
 * never changed after construction.
 */
public sealed interface Command {
  /** Sets one key. */
  record Put(byte[] key, byte[] value, List<Guard> guards, boolean returnPrevious)
      implements Command {}

  /** Deletes the keys of a range. */
  record Delete(KeyRange range, List<Guard> guards, boolean returnPrevious) implements Command {}

  /** Compares, then runs one of two lists. */
  record Txn(List<Compare> compares, List<TxnOp> success, List<TxnOp> failure, List<Guard> guards)
      implements Command {}

  /** Drops versions that no read at or after {@code revision} can see. */
  record Compact(long revision) implements Command {}

  /** Mints a token. */
  record Grant(String fence, String holder, boolean onlyIfFree) implements Command {}

  /** Ends a grant. */
  record Release(Guard guard) implements Command {}

  /** Declares a fence whose tokens come from elsewhere. */
  record DeclareExternal(String fence, long mark) implements Command {}

  /** Demands tokens of the fence below the prefix. */
  record Protect(byte[] prefix, String fence) implements Command {}

  /** Ends a protection. */
  record Unprotect(byte[] prefix, List<Guard> guards) implements Command {}

  /** Opens a session; its id is the entry's index. */
  record OpenSession(long ttlMillis) implements Command {}

  /** Closes a session; closing one that is gone does nothing. */
  record CloseSession(long session) implements Command {}

  /** The leader found these sessions silent beyond their time. */
  record ExpireSessions(List<Long> sessions) implements Command {}

  /** A token that a write presents. */
  record Guard(String fence, long token) {}

  /**
   * Keys [from, toExclusive).
   *
   * @param toExclusive null for the end of the key space
   */
  record KeyRange(byte[] from, byte @Nullable [] toExclusive) {
    /** Just one key. */
    public static KeyRange ofKey(byte[] key) {
      byte[] end = java.util.Arrays.copyOf(key, key.length + 1);
      return new KeyRange(key, end);
    }
  }

  /** A condition of a transaction. */
  sealed interface Compare {
    byte[] key();

    Operator operator();

    /** Against the value; an absent key equals nothing and is neither greater nor less. */
    record Value(byte[] key, Operator operator, byte[] value) implements Compare {}

    /** Against a number of the key; 0 for an absent key. */
    record Number(byte[] key, Operator operator, Field field, long number) implements Compare {}

    /** What to compare with. */
    enum Field {
      VERSION,
      CREATE_REVISION,
      MOD_REVISION
    }

    /** How. */
    enum Operator {
      EQUAL,
      NOT_EQUAL,
      GREATER,
      LESS
    }
  }

  /** An operation of a transaction. */
  sealed interface TxnOp {
    record Put(byte[] key, byte[] value, boolean returnPrevious) implements TxnOp {}

    record Delete(KeyRange range, boolean returnPrevious) implements TxnOp {}

    record Get(byte[] key) implements TxnOp {}

    record Range(RangeQuery query) implements TxnOp {}
  }

  /**
   * What to read of a range.
   *
   * @param limit at most this many pairs, at least 1
   */
  record RangeQuery(KeyRange range, int limit, Store.Direction direction, Shape shape) {
    /** How much of each pair. */
    public enum Shape {
      PAIRS,
      KEYS,
      COUNT
    }
  }
}

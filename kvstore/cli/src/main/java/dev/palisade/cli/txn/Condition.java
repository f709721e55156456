package dev.palisade.cli.txn;

/** A condition of a transaction as it was written. */
public sealed interface Condition {
  /** The key that is looked at. */
  byte[] key();

  /** How the two sides are compared. */
  Relation relation();

  /** {@code value(KEY) = 'text'}. */
  record Value(byte[] key, Relation relation, byte[] value) implements Condition {}

  /** {@code version(KEY) = 0} and its like. */
  record Number(byte[] key, Relation relation, Field field, long number) implements Condition {}

  /** {@code =}, {@code !=}, {@code >}, {@code <}. */
  enum Relation {
    EQUAL,
    NOT_EQUAL,
    GREATER,
    LESS
  }

  /** Numbers that the store keeps for each key, 0 for a key that is not there. */
  enum Field {
    VERSION,
    CREATE_REVISION,
    MOD_REVISION
  }
}

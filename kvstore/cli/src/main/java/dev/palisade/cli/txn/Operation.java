package dev.palisade.cli.txn;

/** An operation of a transaction as it was written. Ranges are [from, toExclusive). */
public sealed interface Operation {
  /** {@code put KEY VALUE}. */
  record Put(byte[] key, byte[] value) implements Operation {}

  /** {@code get KEY}. */
  record Get(byte[] key) implements Operation {}

  /** {@code del KEY}. */
  record Delete(byte[] key) implements Operation {}

  /** {@code del-range FROM TO}. */
  record DeleteRange(byte[] from, byte[] toExclusive) implements Operation {}

  /** {@code range FROM TO}. */
  record Range(byte[] from, byte[] toExclusive) implements Operation {}
}

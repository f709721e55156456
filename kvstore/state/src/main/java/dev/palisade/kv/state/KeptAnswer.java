package dev.palisade.kv.state;

import org.jspecify.annotations.Nullable;

/**
 * One answer that a session may be asked for again. A short one stays in memory; of a long one only
 * what the running hash needs to take it out, and where the store has it. Not thread-safe.
 */
final class KeptAnswer {
  /** A longer answer is in the store only. What most commands answer takes about 20 bytes. */
  private static final int IN_MEMORY_BYTES = 64;

  /** What an answer counts besides its bytes. */
  private static final int OVERHEAD_BYTES = 32;

  private final long sequence;
  private final int bytes;

  // The element that this answer is in the running hash.
  private final long hash1;
  private final long hash2;

  // Null once it is in the store, if it is long.
  private byte @Nullable [] outcome;

  // The log index at which the batch with this answer ended; 0 while it is in none.
  private long atIndex;

  /** Adds the answer to the running hash. */
  KeptAnswer(long sequence, byte[] outcome, byte[] elementKey, StateHash hash) {
    this.sequence = sequence;
    this.bytes = outcome.length;
    this.outcome = outcome;
    hash.add(Layout.SESSIONS, elementKey, outcome);
    hash1 = hash.lastElement1();
    hash2 = hash.lastElement2();
  }

  long sequence() {
    return sequence;
  }

  long countedBytes() {
    return bytes + OVERHEAD_BYTES;
  }

  /** Takes the answer out of the running hash. */
  void forget(StateHash hash) {
    hash.subtractElement(hash1, hash2);
  }

  void addTo(StateHash other) {
    other.addElement(hash1, hash2);
  }

  /** Adds the answer, which is in no row yet, to the row of a batch that ends at this index. */
  void write(PayloadWriter row, long endOfBatch) {
    byte[] unwritten = outcome;
    if (unwritten != null) {
      row.varint(sequence);
      row.bytes(unwritten);
      isIn(endOfBatch);
    }
  }

  /** The row that ends at this index has the answer. */
  void isIn(long endOfBatch) {
    atIndex = endOfBatch;
    outcome = bytes > IN_MEMORY_BYTES ? null : outcome;
  }

  /**
   * The answer's bytes, from memory or the store.
   *
   * @throws StateDamagedException if the store lacks it
   */
  byte[] outcome(long session, Store store) {
    byte[] kept = outcome;
    return kept != null ? kept : load(session, store);
  }

  private byte[] load(long session, Store store) {
    byte[] key = Layout.answersKey(session, atIndex);
    byte[] row = store.get(key);
    for (AnswersRow answers = AnswersRow.of(key, row); answers.next(); ) {
      StateHash found = new StateHash(0, 0);
      found.add(Layout.SESSIONS, Layout.answersKey(session, sequence), answers.outcome());
      if (answers.sequence() == sequence) {
        if (found.sum1() != hash1 || found.sum2() != hash2) {
          throw RowDamage.contradiction(
              "answer %d of session %d is not the one that was given".formatted(sequence, session));
        }
        return answers.outcome();
      }
    }
    throw RowDamage.missing(
        "answer " + sequence + " of session " + session, "the session has not acknowledged it");
  }
}

package dev.palisade.kv.state;

import dev.palisade.raft.Invariant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One session and the answers that it may still be asked for again. Not thread-safe.
 *
 * <p>S1: an answer is remembered for a sequence of [acknowledgedBelow, acknowledgedBelow + {@link
 * Limits#UNACKNOWLEDGED}) only.
 */
final class Session {
  private static final int HEAD_BYTES = 3 * Long.BYTES;

  private final long id;
  private final long ttlMillis;
  private final StateHash hash;
  private long acknowledgedBelow = 1;
  private long lastUsedIndex;

  private final TreeMap<Long, KeptAnswer> answers = new TreeMap<>();
  private final RefusedSequences refused = new RefusedSequences();
  private long answerBytes;

  // Rows of answers in the store, oldest first, and the answers that are in none yet.
  private final ArrayDeque<StoredAnswers> stored = new ArrayDeque<>(0);
  private final List<KeptAnswer> unwritten = new ArrayList<>(0);

  // Whether the head as it is now is an element of the running hash.
  private boolean isHashed;

  private record StoredAnswers(long atIndex, long highestSequence) {}

  Session(long id, long ttlMillis, StateHash hash) {
    this.id = id;
    this.ttlMillis = ttlMillis;
    this.hash = hash;
  }

  long id() {
    return id;
  }

  long ttlMillis() {
    return ttlMillis;
  }

  long lastUsedIndex() {
    return lastUsedIndex;
  }

  long acknowledgedBelow() {
    return acknowledgedBelow;
  }

  /** What the remembered answers count, with an overhead for each. */
  long answerBytes() {
    return answerBytes;
  }

  /** How many answers are remembered. */
  int answers() {
    return answers.size();
  }

  void use(long atIndex) {
    unhashHead();
    lastUsedIndex = atIndex;
  }

  /** Forgets the answers below. */
  void acknowledge(long belowSequence) {
    if (belowSequence <= acknowledgedBelow) {
      return;
    }
    unhashHead();
    for (var first = answers.firstEntry();
        first != null && first.getKey() < belowSequence;
        first = answers.firstEntry()) {
      forget(first.getValue());
    }
    refused.forget(acknowledgedBelow, belowSequence);
    acknowledgedBelow = belowSequence;
  }

  /** The first answer to this sequence, or null. */
  byte @Nullable [] answerTo(long sequence, Store store) {
    KeptAnswer answer = answers.get(sequence);
    return answer == null ? null : answer.outcome(id, store);
  }

  /** Whether the command of this sequence was refused since there was no room for its answer. */
  boolean wasRefused(long sequence) {
    return refused.contains(sequence);
  }

  /** There is no room for an answer to this sequence. */
  void refuse(long sequence) {
    requireWithinWindow(sequence);
    unhashHead();
    refused.add(sequence);
  }

  void remember(long sequence, byte[] outcome) {
    KeptAnswer answer = new KeptAnswer(sequence, outcome, answerKey(sequence), hash);
    put(answer);
    unwritten.add(answer);
  }

  /** Takes all that this session adds to the running hash out of it. */
  void forgetAll() {
    while (!answers.isEmpty()) {
      forget(answers.firstEntry().getValue());
    }
    unhashHead();
  }

  /** Adds what changed since the last batch, which ends at this log index. */
  void write(Batch batch, long atIndex) {
    byte[] head = headRow();
    unhashHead();
    hash.add(Layout.SESSIONS, headKey(id), head);
    isHashed = true;
    batch.put(headKey(id), head);
    while (!stored.isEmpty() && stored.element().highestSequence < acknowledgedBelow) {
      batch.delete(Layout.answersKey(id, stored.remove().atIndex));
    }
    writeAnswers(batch, atIndex);
  }

  /** Deletes all rows of this session. */
  void erase(Batch batch) {
    batch.delete(headKey(id));
    for (StoredAnswers row : stored) {
      batch.delete(Layout.answersKey(id, row.atIndex));
    }
  }

  private void writeAnswers(Batch batch, long atIndex) {
    long highest = 0;
    PayloadWriter row = new PayloadWriter(64);
    for (KeptAnswer answer : unwritten) {
      if (answer.sequence() >= acknowledgedBelow) {
        answer.write(row, atIndex);
        highest = Math.max(highest, answer.sequence());
      }
    }
    unwritten.clear();
    if (highest > 0) {
      batch.put(Layout.answersKey(id, atIndex), row.toBytes());
      stored.add(new StoredAnswers(atIndex, highest));
    }
  }

  /**
   * Reads the head of a session as {@link #write} wrote it.
   *
   * @throws StateDamagedException if it is no such row
   */
  static Session ofHeadRow(long id, byte[] bytes, StateHash hash) {
    if (bytes.length != HEAD_BYTES) {
      RowDamage.requireLength(
          "the head of session " + id, bytes, HEAD_BYTES + RefusedSequences.ROW_BYTES);
    }
    Session session = new Session(id, BigEndian.getLong(bytes, 0), hash);
    session.acknowledgedBelow = BigEndian.getLong(bytes, 8);
    session.lastUsedIndex = BigEndian.getLong(bytes, 16);
    if (bytes.length > HEAD_BYTES) {
      session.refused.read(bytes, HEAD_BYTES);
    }
    session.isHashed = true;
    return session;
  }

  /**
   * Reads a row of answers as {@link #write} wrote it; rows come in the order of their index. The
   * running hash has them already.
   *
   * @throws StateDamagedException if it is no such row
   */
  void readAnswers(long atIndex, byte[] bytes) {
    StateHash counted = new StateHash(0, 0);
    long highest = 0;
    for (AnswersRow row = AnswersRow.of(Layout.answersKey(id, atIndex), bytes); row.next(); ) {
      long sequence = row.sequence();
      highest = Math.max(highest, sequence);
      // A row stays until all its answers are acknowledged.
      if (sequence >= acknowledgedBelow) {
        if (sequence - acknowledgedBelow >= Limits.UNACKNOWLEDGED) {
          throw RowDamage.contradiction(
              "session %d remembers sequence %d, and acknowledged all below %d"
                  .formatted(id, sequence, acknowledgedBelow));
        }
        KeptAnswer answer = new KeptAnswer(sequence, row.outcome(), answerKey(sequence), counted);
        answer.isIn(atIndex);
        put(answer);
      }
    }
    stored.add(new StoredAnswers(atIndex, highest));
  }

  /** Adds all that this session stands for in the running hash to another one. */
  void addTo(StateHash other) {
    other.add(Layout.SESSIONS, headKey(id), headRow());
    answers.values().forEach(answer -> answer.addTo(other));
  }

  private void put(KeptAnswer answer) {
    requireWithinWindow(answer.sequence());
    answers.put(answer.sequence(), answer);
    answerBytes += answer.countedBytes();
  }

  private void forget(KeptAnswer answer) {
    answers.remove(answer.sequence());
    answer.forget(hash);
    answerBytes -= answer.countedBytes();
  }

  /** Keeps S1. */
  private void requireWithinWindow(long sequence) {
    long ahead = sequence - acknowledgedBelow;
    Invariant.check(
        ahead >= 0 && ahead < Limits.UNACKNOWLEDGED,
        "a remembered sequence lies within the session's window",
        sequence,
        acknowledgedBelow);
  }

  /** Before the head changes; {@link #write} adds the new one. */
  private void unhashHead() {
    if (isHashed) {
      hash.subtract(Layout.SESSIONS, headKey(id), headRow());
      isHashed = false;
    }
  }

  private static byte[] headKey(long id) {
    return Layout.key(Layout.SESSIONS, id);
  }

  /** An element of the hash, not a row: rows hold the answers of a whole batch. */
  private byte[] answerKey(long sequence) {
    return Layout.answersKey(id, sequence);
  }

  private byte[] headRow() {
    byte[] row = new byte[HEAD_BYTES + (refused.isEmpty() ? 0 : RefusedSequences.ROW_BYTES)];
    BigEndian.putLong(row, 0, ttlMillis);
    BigEndian.putLong(row, 8, acknowledgedBelow);
    BigEndian.putLong(row, 16, lastUsedIndex);
    if (!refused.isEmpty()) {
      refused.write(row, HEAD_BYTES);
    }
    return row;
  }
}

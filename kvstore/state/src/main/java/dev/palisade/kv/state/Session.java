package dev.palisade.kv.state;

import dev.palisade.raft.Invariant;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One session and the answers that it may still be asked for again. Not thread-safe.
 *
 * <p>S1: an answer is remembered for a sequence of [acknowledgedBelow, acknowledgedBelow + {@link
 * Limits#UNACKNOWLEDGED}) only.
 */
final class Session {
  /** What an answer counts besides its bytes. */
  private static final int ANSWER_OVERHEAD_BYTES = 32;

  private final long id;
  private final long ttlMillis;
  private final StateHash hash;
  private long acknowledgedBelow = 1;
  private long lastUsedIndex;

  // By sequence modulo the length, a power of two.
  private byte[] @Nullable [] answers = new byte[8][];
  private long answerBytes;

  // Rows of answers in the store, oldest first, and the answers that are in none yet.
  private final ArrayDeque<StoredAnswers> stored = new ArrayDeque<>();
  private final List<Answer> unwritten = new ArrayList<>();

  // The element of the running hash that stands for this session now; null before the first.
  private byte @Nullable [] hashedHead;

  private record StoredAnswers(long atIndex, long highestSequence) {}

  private record Answer(long sequence, byte[] outcome) {}

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

  void use(long atIndex) {
    lastUsedIndex = atIndex;
  }

  /** Forgets the answers below. */
  void acknowledge(long belowSequence) {
    if (belowSequence <= acknowledgedBelow) {
      return;
    }
    // At most this many slots hold something: further ones were never answered.
    long slots = Math.min(belowSequence - acknowledgedBelow, answers.length);
    for (long sequence = acknowledgedBelow; sequence < acknowledgedBelow + slots; sequence++) {
      byte[] outcome = answers[slot(sequence)];
      if (outcome != null) {
        answers[slot(sequence)] = null;
        forget(sequence, outcome);
      }
    }
    acknowledgedBelow = belowSequence;
  }

  /** The first answer to this sequence, or null. */
  byte @Nullable [] answerTo(long sequence) {
    return sequence - acknowledgedBelow < answers.length ? answers[slot(sequence)] : null;
  }

  void remember(long sequence, byte[] outcome) {
    put(sequence, outcome);
    hash.add(Layout.SESSIONS, answerKey(sequence), outcome);
    unwritten.add(new Answer(sequence, outcome));
  }

  /** Takes all that this session adds to the running hash out of it. */
  void forgetAll() {
    for (int i = 0; i < answers.length; i++) {
      byte[] outcome = answers[slot(acknowledgedBelow + i)];
      if (outcome != null) {
        forget(acknowledgedBelow + i, outcome);
      }
    }
    if (hashedHead != null) {
      hash.subtract(Layout.SESSIONS, headKey(id), hashedHead);
    }
  }

  /** Adds what changed since the last batch, which ends at this log index. */
  void write(Batch batch, long atIndex) {
    byte[] head = headRow();
    if (hashedHead != null) {
      hash.subtract(Layout.SESSIONS, headKey(id), hashedHead);
    }
    hash.add(Layout.SESSIONS, headKey(id), head);
    hashedHead = head;
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
    PayloadWriter row = new PayloadWriter(256);
    for (Answer answer : unwritten) {
      if (answer.sequence >= acknowledgedBelow) {
        row.varint(answer.sequence);
        row.bytes(answer.outcome);
        highest = Math.max(highest, answer.sequence);
      }
    }
    unwritten.clear();
    if (highest > 0) {
      batch.put(Layout.answersKey(id, atIndex), row.toBytes());
      stored.add(new StoredAnswers(atIndex, highest));
    }
  }

  /** Reads the head of a session as {@link #write} wrote it. */
  static Session ofHeadRow(long id, byte[] bytes, StateHash hash) {
    Session session = new Session(id, BigEndian.getLong(bytes, 0), hash);
    session.acknowledgedBelow = BigEndian.getLong(bytes, 8);
    session.lastUsedIndex = BigEndian.getLong(bytes, 16);
    session.hashedHead = bytes;
    return session;
  }

  /** Reads a row of answers as {@link #write} wrote it; rows come in the order of their index. */
  void readAnswers(long atIndex, byte[] bytes) {
    PayloadReader row = new PayloadReader(ByteBuffer.wrap(bytes));
    long highest = 0;
    while (!row.atEnd()) {
      long sequence = row.varint();
      byte[] outcome = row.bytes();
      highest = Math.max(highest, sequence);
      // A row stays until all its answers are acknowledged.
      if (sequence >= acknowledgedBelow) {
        put(sequence, outcome);
      }
    }
    stored.add(new StoredAnswers(atIndex, highest));
  }

  /** Adds all that this session stands for in the running hash to another one. */
  void addTo(StateHash other) {
    other.add(Layout.SESSIONS, headKey(id), headRow());
    for (int i = 0; i < answers.length; i++) {
      byte[] outcome = answers[slot(acknowledgedBelow + i)];
      if (outcome != null) {
        other.add(Layout.SESSIONS, answerKey(acknowledgedBelow + i), outcome);
      }
    }
  }

  private void put(long sequence, byte[] outcome) {
    // Keeps S1.
    long ahead = sequence - acknowledgedBelow;
    Invariant.check(
        ahead >= 0 && ahead < Limits.UNACKNOWLEDGED,
        "a remembered sequence lies within the session's window",
        sequence,
        acknowledgedBelow);
    while (ahead >= answers.length) {
      grow();
    }
    answers[slot(sequence)] = outcome;
    answerBytes += outcome.length + ANSWER_OVERHEAD_BYTES;
  }

  private void forget(long sequence, byte[] outcome) {
    hash.subtract(Layout.SESSIONS, answerKey(sequence), outcome);
    answerBytes -= outcome.length + ANSWER_OVERHEAD_BYTES;
  }

  private void grow() {
    byte[] @Nullable [] before = answers;
    answers = Arrays.copyOf(before, 2 * before.length);
    Arrays.fill(answers, null);
    for (long sequence = acknowledgedBelow;
        sequence < acknowledgedBelow + before.length;
        sequence++) {
      answers[slot(sequence)] = before[(int) (sequence & (before.length - 1))];
    }
  }

  private int slot(long sequence) {
    return (int) (sequence & (answers.length - 1));
  }

  private static byte[] headKey(long id) {
    return Layout.key(Layout.SESSIONS, id);
  }

  /** An element of the hash, not a row: rows hold the answers of a whole batch. */
  private byte[] answerKey(long sequence) {
    return Layout.answersKey(id, sequence);
  }

  private byte[] headRow() {
    byte[] row = new byte[3 * Long.BYTES];
    BigEndian.putLong(row, 0, ttlMillis);
    BigEndian.putLong(row, 8, acknowledgedBelow);
    BigEndian.putLong(row, 16, lastUsedIndex);
    return row;
  }
}

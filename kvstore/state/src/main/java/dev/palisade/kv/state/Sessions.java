package dev.palisade.kv.state;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All sessions, the least recently used in log order first. Kept in memory but for long answers;
 * what changed is written with each batch. Whether there is room for a session or an answer depends
 * on the log alone, so all replicas refuse the same; a session never goes for want of room, or a
 * client could end what others count on (Ongaro 2014, §6.3, lets the oldest go). Not thread-safe.
 *
 * <p>A session that has acknowledged all of its answers always goes on, whatever others keep.
 */
final class Sessions {
  private final StateHash hash;
  private final Bounds bounds;

  // By the index of the last use, then by id: an entry can use one session and open another.
  private final LinkedHashMap<Long, Session> byUse = new LinkedHashMap<>();
  private final LinkedHashSet<Session> changed = new LinkedHashSet<>();
  private final List<Session> removed = new ArrayList<>();
  private long totalAnswerBytes;
  private long totalAnswers;

  Sessions(StateHash hash, Bounds bounds) {
    this.hash = hash;
    this.bounds = bounds;
  }

  /** Reads all sessions of the store. */
  void load(Store store) {
    List<Session> all = new ArrayList<>();
    forEach(store, hash, all::add);
    // The rows come by id, and the sort keeps that order among equals.
    all.sort(Comparator.comparingLong(Session::lastUsedIndex));
    for (Session session : all) {
      byUse.put(session.id(), session);
      totalAnswerBytes += session.answerBytes();
      totalAnswers += session.answers();
    }
  }

  boolean contains(long id) {
    return byUse.containsKey(id);
  }

  /** The session, which an entry at this index names, or null; it is now the most recently used. */
  @Nullable Session use(long id, long atIndex) {
    Session session = byUse.remove(id);
    if (session != null) {
      byUse.put(id, session);
      session.use(atIndex);
      changed.add(session);
    }
    return session;
  }

  /** Forgets answers of the session. */
  void acknowledge(Session session, long belowSequence) {
    count(session, -1);
    session.acknowledge(belowSequence);
    count(session, 1);
  }

  /**
   * How many bytes the next answer of the session may hold of keys and values; -1 when the session
   * must first acknowledge some.
   */
  long roomFor(Session session) {
    if (totalAnswers < bounds.answers() && totalAnswerBytes < bounds.totalAnswerBytes()) {
      return session.answerBytes() <= bounds.sessionAnswerBytes() ? Limits.ANSWER_BYTES : -1;
    }
    return session.answers() == 0 ? Limits.SMALL_ANSWER_BYTES : -1;
  }

  /** Remembers the first answer; does nothing when the command ended its own session. */
  void remember(Session session, long sequence, byte[] outcome) {
    if (byUse.get(session.id()) != session) {
      return;
    }
    count(session, -1);
    session.remember(sequence, outcome);
    count(session, 1);
  }

  /** How many sessions may be open. */
  int most() {
    return bounds.sessions();
  }

  boolean isFull() {
    return byUse.size() >= bounds.sessions();
  }

  /** An entry at this index opens a session, for which there is room. */
  void open(long id, long ttlMillis, long atIndex) {
    Session session = new Session(id, ttlMillis, hash);
    session.use(atIndex);
    byUse.put(id, session);
    changed.add(session);
  }

  /** Whether there was such a session. */
  boolean close(long id) {
    Session session = byUse.get(id);
    if (session == null) {
      return false;
    }
    remove(session);
    return true;
  }

  /** All of them end. */
  void closeAll() {
    List.copyOf(byUse.values()).forEach(this::remove);
  }

  /** By use, the least recently used first. */
  List<SessionView> all() {
    List<SessionView> all = new ArrayList<>(byUse.size());
    for (Session session : byUse.values()) {
      all.add(new SessionView(session.id(), session.ttlMillis(), session.lastUsedIndex()));
    }
    return all;
  }

  /** Adds what changed since the last batch, which ends at this log index. */
  void write(Batch batch, long atIndex) {
    for (Session session : removed) {
      session.erase(batch);
    }
    for (Session session : changed) {
      session.write(batch, atIndex);
    }
    removed.clear();
    changed.clear();
  }

  /** Adds every session in a store to a hash; holds one of them in memory at a time. */
  static void addRows(Store store, StateHash hash) {
    StateHash unused = new StateHash(0, 0);
    forEach(store, unused, session -> session.addTo(hash));
  }

  private static void forEach(Store store, StateHash hash, Consumer<Session> each) {
    byte[] from = {Layout.SESSIONS};
    try (Store.Cursor rows =
        store.scan(from, Layout.endOf(Layout.SESSIONS), Store.Direction.ASCENDING)) {
      Session session = null;
      for (; rows.valid(); rows.next()) {
        byte[] key = rows.key();
        boolean isHead = key.length == 1 + Long.BYTES;
        if (!isHead) {
          RowDamage.requireLength("the key of a session's answers", key, 1 + 2 * Long.BYTES);
        }
        long id = BigEndian.getLong(key, 1);
        if (isHead) {
          if (session != null) {
            each.accept(session);
          }
          session = Session.ofHeadRow(id, rows.value(), hash);
        } else if (session == null || session.id() != id) {
          // A session's head comes before its answers.
          throw RowDamage.missing("the head of session " + id, "there are answers of it");
        } else {
          session.readAnswers(BigEndian.getLong(key, 1 + Long.BYTES), rows.value());
        }
      }
      if (session != null) {
        each.accept(session);
      }
    }
  }

  private void count(Session session, int sign) {
    totalAnswerBytes += sign * session.answerBytes();
    totalAnswers += (long) sign * session.answers();
  }

  private void remove(Session session) {
    count(session, -1);
    session.forgetAll();
    byUse.remove(session.id());
    changed.remove(session);
    removed.add(session);
  }
}

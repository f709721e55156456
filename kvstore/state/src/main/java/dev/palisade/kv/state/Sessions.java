package dev.palisade.kv.state;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All sessions, the least recently used in log order first. Kept in memory whole; what changed is
 * written with each batch. Which session is expired for want of room depends on the log alone, so
 * all replicas expire the same (Ongaro 2014, §6.3). Not thread-safe.
 */
final class Sessions {
  private final StateHash hash;
  private final Bounds bounds;

  // By the index of the last use, then by id: an entry can use one session and open another.
  private final LinkedHashMap<Long, Session> byUse = new LinkedHashMap<>();
  private final LinkedHashSet<Session> changed = new LinkedHashSet<>();
  private final List<Session> removed = new ArrayList<>();
  private long totalAnswerBytes;

  Sessions(StateHash hash, Bounds bounds) {
    this.hash = hash;
    this.bounds = bounds;
  }

  /** Reads all sessions of the store. */
  void load(Store store) {
    List<Session> all = new ArrayList<>();
    byte[] from = {Layout.SESSIONS};
    try (Store.Cursor rows =
        store.scan(from, Layout.endOf(Layout.SESSIONS), Store.Direction.ASCENDING)) {
      for (; rows.valid(); rows.next()) {
        byte[] key = rows.key();
        long id = BigEndian.getLong(key, 1);
        if (key.length == 1 + Long.BYTES) {
          all.add(Session.ofHeadRow(id, rows.value(), hash));
        } else {
          // A session's head comes before its answers.
          all.getLast().readAnswers(BigEndian.getLong(key, 1 + Long.BYTES), rows.value());
        }
      }
    }
    // The rows come by id, and the sort keeps that order among equals.
    all.sort(Comparator.comparingLong(Session::lastUsedIndex));
    for (Session session : all) {
      byUse.put(session.id(), session);
      totalAnswerBytes += session.answerBytes();
    }
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
    long before = session.answerBytes();
    session.acknowledge(belowSequence);
    totalAnswerBytes += session.answerBytes() - before;
  }

  /** Whether the session may run one more command before it acknowledges some. */
  boolean hasRoom(Session session) {
    return session.answerBytes() <= bounds.sessionAnswerBytes();
  }

  /** Remembers the first answer; does nothing when the command ended its own session. */
  void remember(Session session, long sequence, byte[] outcome) {
    if (byUse.get(session.id()) != session) {
      return;
    }
    long before = session.answerBytes();
    session.remember(sequence, outcome);
    totalAnswerBytes += session.answerBytes() - before;
    while (totalAnswerBytes > bounds.totalAnswerBytes()) {
      remove(leastRecentlyUsed());
    }
  }

  /** An entry at this index opens a session; beyond the bound the least recently used ones go. */
  void open(long id, long ttlMillis, long atIndex) {
    while (byUse.size() >= bounds.sessions()) {
      remove(leastRecentlyUsed());
    }
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

  /** Adds every session to another hash. */
  void addTo(StateHash other) {
    byUse.values().forEach(session -> session.addTo(other));
  }

  private Session leastRecentlyUsed() {
    return byUse.values().iterator().next();
  }

  private void remove(Session session) {
    totalAnswerBytes -= session.answerBytes();
    session.forgetAll();
    byUse.remove(session.id());
    changed.remove(session);
    removed.add(session);
  }
}

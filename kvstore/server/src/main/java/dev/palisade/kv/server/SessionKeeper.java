package dev.palisade.kv.server;

import dev.palisade.kv.state.Command;
import dev.palisade.kv.state.Limits;
import dev.palisade.kv.state.Outcome;
import dev.palisade.kv.state.SessionView;
import dev.palisade.raft.replica.Call;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * On the leader, notes when each session was last heard, and proposes the end of those silent
 * beyond their time. The end itself is an entry of the log, so that all replicas agree on it; a new
 * leader gives every session its full time again. Thread-safe.
 */
final class SessionKeeper {
  private final Map<Long, Long> heardNanos = new ConcurrentHashMap<>();

  /** A sign of the session's client; one that {@link #silent} has not seen yet is not noted. */
  void heard(long session) {
    heardNanos.replace(session, System.nanoTime());
  }

  /** Another leads, or this node anew: what was noted counts no more. */
  void leadershipChanged() {
    heardNanos.clear();
  }

  /**
   * The sessions that were silent for longer than they may. Sessions not noted yet are noted as
   * heard now.
   *
   * @param sessions every session of the state
   */
  List<Long> silent(List<SessionView> sessions, long nowNanos) {
    Set<Long> known = new HashSet<>();
    List<Long> silent = new ArrayList<>();
    for (SessionView session : sessions) {
      known.add(session.id());
      long heard = heardNanos.computeIfAbsent(session.id(), _ -> nowNanos);
      if (nowNanos - heard > session.ttlMillis() * 1_000_000
          && silent.size() < Limits.EXPIRED_SESSIONS) {
        silent.add(session.id());
      }
    }
    heardNanos.keySet().retainAll(known);
    return silent;
  }

  /** The proposal that ends these sessions. */
  static Call<Outcome> expiry(List<Long> sessions, long deadlineNanos) {
    return new Housekeeping(new Command.ExpireSessions(sessions), deadlineNanos, () -> {});
  }
}

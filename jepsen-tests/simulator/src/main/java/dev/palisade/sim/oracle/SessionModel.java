package dev.palisade.sim.oracle;

import dev.palisade.kv.state.Outcome;
import dev.palisade.kv.state.OutcomeCodec;
import dev.palisade.kv.state.Request;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Sessions as a plain model: every answer is kept for ever. Not thread-safe. */
final class SessionModel {
  private static final class Open {
    final TreeMap<Long, byte[]> answers = new TreeMap<>();
    long acknowledgedBelow;
  }

  /** What a command of a session must meet. */
  enum Standing {
    RUNS,
    REPEATS,
    ACKNOWLEDGED,
    GONE
  }

  private final TreeMap<Long, Open> sessions = new TreeMap<>();

  void open(long session) {
    sessions.put(session, new Open());
  }

  /** Returns whether it was open. */
  boolean close(long session) {
    return sessions.remove(session) != null;
  }

  long close(List<Long> ids) {
    return ids.stream().filter(this::close).count();
  }

  Standing use(Request.Once once) {
    Open session = sessions.get(once.session());
    if (session == null) {
      return Standing.GONE;
    }
    session.acknowledgedBelow = Math.max(session.acknowledgedBelow, once.acknowledgedBelow());
    if (once.sequence() < session.acknowledgedBelow) {
      return Standing.ACKNOWLEDGED;
    }
    return session.answers.containsKey(once.sequence()) ? Standing.REPEATS : Standing.RUNS;
  }

  void remember(Request.Once once, Outcome outcome) {
    Open session = sessions.get(once.session());
    if (session != null) {
      session.answers.put(once.sequence(), OutcomeCodec.encode(outcome));
    }
  }

  /** Whether the outcome is the first answer to this command. */
  boolean isFirstAnswer(Request.Once once, Outcome outcome) {
    byte[] answer = answerTo(once.session(), once.sequence());
    return answer != null && Arrays.equals(answer, OutcomeCodec.encode(outcome));
  }

  private byte @Nullable [] answerTo(long id, long sequence) {
    Open session = sessions.get(id);
    return session == null ? null : session.answers.get(sequence);
  }
}

package dev.palisade.raft.replica;

import dev.palisade.raft.Entry;
import dev.palisade.raft.core.Effect.Refusal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The calls whose commands are in the log and not yet applied, by index and term. The replica adds
 * and loses them, the applier completes them; each call is taken out once, under the lock, and
 * ended outside of it. Thread-safe.
 *
 * @param <R> the state machine's result
 */
final class PendingCalls<R> {
  /** Calls of contiguous entries of one term; {@code taken} of them are out already. */
  private static final class Group<R> {
    private final long firstIndex;
    private final long term;
    private final List<Call<R>> calls;
    private int taken;

    Group(long firstIndex, long term, List<Call<R>> calls) {
      this.firstIndex = firstIndex;
      this.term = term;
      this.calls = calls;
    }

    long nextIndex() {
      return firstIndex + taken;
    }
  }

  private final ArrayDeque<Group<R>> groups = new ArrayDeque<>();

  /** The calls are entries from {@code firstIndex} on, all of {@code term}, behind all others. */
  void add(long firstIndex, long term, List<Call<R>> calls) {
    synchronized (groups) {
      groups.addLast(new Group<>(firstIndex, term, calls));
    }
  }

  /**
   * These entries were applied with these results. A call whose index was taken by an entry of
   * another term is certainly not applied.
   */
  void applied(List<Entry> entries, List<R> results) {
    List<Runnable> endings = new ArrayList<>();
    synchronized (groups) {
      for (int i = 0; i < entries.size() && !groups.isEmpty(); i++) {
        Group<R> head = groups.getFirst();
        Entry entry = entries.get(i);
        if (head.nextIndex() != entry.id().index()) {
          continue; // Nobody waits for this entry here.
        }
        Call<R> call = take(head);
        R result = results.get(i);
        endings.add(
            head.term == entry.id().term()
                ? () -> call.done(result)
                : () -> call.refused(Refusal.NOT_LEADER));
      }
    }
    endings.forEach(Runnable::run);
  }

  /**
   * Leadership was lost. What is committed here will still be applied and answered; of the rest
   * this replica cannot tell.
   */
  void leadershipLost(long commitIndex) {
    List<Call<R>> lost = new ArrayList<>();
    synchronized (groups) {
      while (!groups.isEmpty() && lastIndex(groups.getLast()) > commitIndex) {
        Group<R> group = groups.removeLast();
        int kept = (int) Math.max(group.taken, commitIndex + 1 - group.firstIndex);
        List<Call<R>> calls = group.calls;
        lost.addAll(calls.subList(kept, calls.size()));
        if (kept > group.taken) {
          Group<R> rest =
              new Group<>(group.firstIndex, group.term, List.copyOf(calls.subList(0, kept)));
          rest.taken = group.taken;
          groups.addLast(rest);
        }
      }
    }
    lost.forEach(Call::unknown);
  }

  /** The replica stops: of nothing that waits can it tell. */
  void stopped() {
    leadershipLost(0);
  }

  private Call<R> take(Group<R> head) {
    Call<R> call = head.calls.get(head.taken++);
    if (head.taken == head.calls.size()) {
      groups.removeFirst();
    }
    return call;
  }

  private static long lastIndex(Group<?> group) {
    return group.firstIndex + group.calls.size() - 1;
  }
}

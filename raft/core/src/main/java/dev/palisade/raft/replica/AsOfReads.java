package dev.palisade.raft.replica;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * Reads as of a timestamp that the state has not reached. Timestamps rise strictly with every entry
 * applied, so once an entry stamped at or after T is applied, no entry that comes later is stamped
 * at or before T: from then on, and on every replica, a read as of T has one answer. Bounded by
 * whoever admits reads, and by their deadlines. Not thread-safe.
 */
final class AsOfReads {
  /** Who was asked: this replica as it is, or a leader that a majority confirmed. */
  enum Asked {
    REPLICA,
    LEADER
  }

  private record Waiting(Read read, Asked asked, long number) {
    long asOfHlc() {
      return read.asOfHlc();
    }

    long deadlineNanos() {
      return read.deadlineNanos();
    }
  }

  private final TreeSet<Waiting> byTime =
      new TreeSet<>(
          Comparator.comparing(Waiting::asOfHlc, Long::compareUnsigned)
              .thenComparingLong(Waiting::number));
  private final TreeSet<Waiting> byDeadline =
      new TreeSet<>(
          Comparator.comparingLong(Waiting::deadlineNanos).thenComparingLong(Waiting::number));
  private long lastNumber;

  void add(Read read, Asked asked) {
    Waiting waiting = new Waiting(read, asked, ++lastNumber);
    byTime.add(waiting);
    byDeadline.add(waiting);
  }

  /** Takes those that a state whose last entry has this timestamp can answer for good. */
  List<Read> takeReached(long lastHlc) {
    List<Read> taken = new ArrayList<>();
    while (!byTime.isEmpty() && isReached(byTime.getFirst().read(), lastHlc)) {
      Waiting next = byTime.removeFirst();
      byDeadline.remove(next);
      taken.add(next.read());
    }
    return taken;
  }

  static boolean isReached(Read read, long lastHlc) {
    return Long.compareUnsigned(read.asOfHlc(), lastHlc) <= 0;
  }

  /** Takes those whose deadline passed. */
  List<Read> takeExpired(long nowNanos) {
    List<Read> taken = new ArrayList<>();
    while (!byDeadline.isEmpty() && byDeadline.getFirst().deadlineNanos() - nowNanos < 0) {
      Waiting next = byDeadline.removeFirst();
      byTime.remove(next);
      taken.add(next.read());
    }
    return taken;
  }

  /** Takes those that asked for a leader. */
  List<Read> takeAskedOfLeader() {
    List<Waiting> taken =
        byDeadline.stream().filter(waiting -> waiting.asked() == Asked.LEADER).toList();
    taken.forEach(byTime::remove);
    taken.forEach(byDeadline::remove);
    return taken.stream().map(Waiting::read).toList();
  }

  /** Takes all. */
  List<Read> takeAll() {
    List<Read> taken = byDeadline.stream().map(Waiting::read).toList();
    byTime.clear();
    byDeadline.clear();
    return taken;
  }

  /** When the next one has expired; {@link Long#MAX_VALUE} while none waits. */
  long nextDeadlineNanos() {
    return byDeadline.isEmpty()
        ? Long.MAX_VALUE
        : Math.min(byDeadline.getFirst().deadlineNanos(), Long.MAX_VALUE - 1) + 1;
  }
}

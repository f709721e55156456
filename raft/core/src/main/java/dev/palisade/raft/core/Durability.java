package dev.palisade.raft.core;

import dev.palisade.raft.Invariant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * What of this replica's log and hard state is durable, and the writes that are still on their way.
 *
 * <p>A write says which last index it makes durable. When entries are truncated before a write that
 * holds them is done, its claim shrinks with them: an index counts as durable only by a write
 * issued after the entry that stands there now. (Example: entries up to 9 are being written, 8 and
 * 9 are replaced; when the first write is done only 7 is durable, though an entry 8 exists.)
 */
final class Durability {
  private record Pending(long sequence, long lastIndex, long issuedNanos) {}

  private final ArrayDeque<Pending> pending = new ArrayDeque<>();
  private long issuedSequence;
  private long doneSequence;
  private long hardStateSequence;
  private long durableIndex;

  Durability(long durableIndex) {
    this.durableIndex = durableIndex;
  }

  /** Everything up to here is durable as the log holds it now. */
  long durableIndex() {
    return durableIndex;
  }

  /** The sequence that the next write gets; what a step changes is in the write it ends with. */
  long nextSequence() {
    return issuedSequence + 1;
  }

  boolean isDone(long sequence) {
    return doneSequence >= sequence;
  }

  /** Whether term and vote are durable as they are now. */
  boolean isHardStateDurable() {
    return isDone(hardStateSequence);
  }

  /** Term or vote changed: the write that this step ends with brings them. */
  void hardStateChanges() {
    hardStateSequence = nextSequence();
  }

  /** Registers a write and returns its sequence. */
  long issue(long lastIndex, long nowNanos) {
    issuedSequence++;
    pending.add(new Pending(issuedSequence, lastIndex, nowNanos));
    return issuedSequence;
  }

  /** Everything up to and with {@code sequence} is written and synced. */
  void done(long sequence) {
    Invariant.check(
        sequence <= issuedSequence, "only issued writes are done", sequence, issuedSequence);
    Invariant.check(sequence >= doneSequence, "writes are done in order", sequence, doneSequence);
    doneSequence = sequence;
    while (!pending.isEmpty() && pending.getFirst().sequence() <= sequence) {
      durableIndex = Math.max(durableIndex, pending.removeFirst().lastIndex());
    }
  }

  /** Entries from {@code index} on are no more what they were. */
  void truncateFrom(long index) {
    durableIndex = Math.min(durableIndex, index - 1);
    List<Pending> claims = new ArrayList<>(pending);
    pending.clear();
    for (Pending claim : claims) {
      long lastIndex = Math.min(claim.lastIndex(), index - 1);
      pending.add(new Pending(claim.sequence(), lastIndex, claim.issuedNanos()));
    }
  }

  /** A snapshot stands for everything up to {@code index}, and nothing follows. */
  void reset(long index) {
    truncateFrom(index + 1);
    durableIndex = index;
  }

  /** When the oldest unfinished write was issued; Long.MAX_VALUE if there is none. */
  long oldestIssuedNanos() {
    return pending.isEmpty() ? Long.MAX_VALUE : pending.getFirst().issuedNanos();
  }
}

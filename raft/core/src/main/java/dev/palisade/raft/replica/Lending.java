package dev.palisade.raft.replica;

import dev.palisade.raft.Snapshot;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The snapshots that others were offered or asked for a short while ago. They are not deleted, and
 * the log behind them is kept: otherwise a follower that fetches slowly would find, time and again,
 * that what it has fetched leads nowhere. Thread-safe.
 */
final class Lending {
  private static final long WHILE_NANOS = 10_000_000_000L;

  private record Lent(long index, long atNanos) {}

  private final TreeMap<String, Lent> lent = new TreeMap<>();

  /** It was offered to someone. */
  synchronized void offered(Snapshot snapshot, long nowNanos) {
    lent.put(snapshot.reference(), new Lent(snapshot.index(), nowNanos));
  }

  /** Someone asked for a part of it. */
  synchronized void asked(String reference, long nowNanos) {
    lent.computeIfPresent(reference, (_, before) -> new Lent(before.index(), nowNanos));
  }

  /** References of what is lent now. */
  synchronized Set<String> references(long nowNanos) {
    forgetOld(nowNanos);
    return new TreeSet<>(lent.keySet());
  }

  /** The lowest index of what is lent now; {@link Long#MAX_VALUE} when nothing is. */
  synchronized long lowestIndex(long nowNanos) {
    forgetOld(nowNanos);
    return lent.values().stream().mapToLong(Lent::index).min().orElse(Long.MAX_VALUE);
  }

  private void forgetOld(long nowNanos) {
    lent.values().removeIf(each -> nowNanos - each.atNanos() > WHILE_NANOS);
  }
}

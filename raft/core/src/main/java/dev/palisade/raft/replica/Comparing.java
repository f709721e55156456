package dev.palisade.raft.replica;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The leader's side of comparing states: it marks an entry now and then, gathers what everyone's
 * state hashes to behind it, and judges when all have reported, or when the next mark is due.
 */
final class Comparing {
  private final NodeId self;
  private final long everyNanos;

  /** The latest of each. */
  private final TreeMap<NodeId, StateReport> reports = new TreeMap<>();

  private boolean leads;
  private long dueNanos;

  /** What is being compared: the leader's own report of it has come. */
  private @Nullable EntryId open;

  /** Nothing was proposed behind this index when the last mark was. */
  private long markedIndex;

  /**
   * @param everyNanos between two marks; {@link Long#MAX_VALUE} for never
   */
  Comparing(NodeId self, long everyNanos) {
    this.self = self;
    this.everyNanos = everyNanos;
  }

  void leads(boolean isLeader, long nowNanos) {
    if (isLeader != leads) {
      leads = isLeader;
      open = null;
      reports.clear();
      dueNanos = nowNanos + everyNanos;
    }
  }

  /** When {@link #isDue} changes, in monotonic nanoseconds. */
  long deadlineNanos() {
    return leads && everyNanos < Long.MAX_VALUE ? dueNanos : Long.MAX_VALUE;
  }

  boolean isDue(long nowNanos) {
    return deadlineNanos() != Long.MAX_VALUE && nowNanos - dueNanos >= 0;
  }

  /**
   * The next round begins.
   *
   * @param lastIndex of the log
   * @return whether an entry is to be marked: something was proposed since the last one
   */
  boolean begin(long nowNanos, long lastIndex) {
    dueNanos = nowNanos + everyNanos;
    open = null;
    boolean isNews = lastIndex > markedIndex;
    markedIndex = lastIndex + 1;
    return isNews;
  }

  /** A replica reports. */
  void reported(NodeId by, StateReport report) {
    if (!leads) {
      return;
    }
    StateReport before = reports.get(by);
    if (before == null || before.at().index() <= report.at().index()) {
      reports.put(by, report);
      open = by.equals(self) ? report.at() : open;
    }
  }

  /**
   * The verdict on what is being compared, which ends that; null when nothing is.
   *
   * @param late whether those that have not reported are not waited for any more
   */
  @Nullable StateComparison judge(Membership membership, boolean late) {
    EntryId at = open;
    if (at == null) {
      return null;
    }
    TreeMap<NodeId, String> hashes = new TreeMap<>();
    reports.forEach(
        (node, report) -> {
          if (report.at().equals(at)) {
            hashes.put(node, report.hash());
          }
        });
    if (!late && !hashes.keySet().containsAll(membership.members())) {
      return null;
    }
    open = null;
    return StateComparison.of(at, membership, hashes);
  }
}

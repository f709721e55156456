package dev.palisade.raft.replica;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The leader's side of comparing states: it marks an entry now and then, gathers what everyone's
 * state hashes to behind it, and judges when all have reported, or when the next mark is due.
 */
final class Comparing {
  /** Stands for a hash when a member has reported two. */
  private static final String DISPUTED = "";

  /** Reports that differ are judged so long after the leader's own, or half a round after it. */
  private static final long MOST_DOUBT_NANOS = 2_000_000_000;

  private final NodeId self;
  private final long everyNanos;

  /** The latest of each. */
  private final TreeMap<NodeId, StateReport> reports = new TreeMap<>();

  private boolean leads;
  private long dueNanos;

  /** What is being compared: the leader's own report of it has come. */
  private @Nullable EntryId open;

  private long openedNanos;

  /** When differing reports count; passed over once it was looked at then. */
  private long doubtEndNanos = Long.MAX_VALUE;

  /** Members that a verdict of this leader named, and that have not been right since. */
  private final TreeSet<NodeId> accused = new TreeSet<>();

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
      accused.clear();
      dueNanos = nowNanos + everyNanos;
    }
  }

  /** When there may be something to judge or to begin, in monotonic nanoseconds. */
  long deadlineNanos() {
    if (!leads || everyNanos == Long.MAX_VALUE) {
      return Long.MAX_VALUE;
    }
    return open == null ? dueNanos : Math.min(dueNanos, doubtEndNanos);
  }

  boolean isDue(long nowNanos) {
    return leads && everyNanos < Long.MAX_VALUE && nowNanos - dueNanos >= 0;
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

  /**
   * A member reports. One that reports two hashes behind one entry is not believed there: the two
   * cannot both come from it.
   */
  void reported(NodeId by, StateReport report, long nowNanos) {
    if (!leads) {
      return;
    }
    StateReport before = reports.get(by);
    if (before == null || before.at().index() < report.at().index()) {
      reports.put(by, report);
      if (by.equals(self)) {
        open = report.at();
        openedNanos = nowNanos;
        doubtEndNanos = nowNanos + doubtNanos();
      }
    } else if (before.at().equals(report.at()) && !before.equals(report) && !by.equals(self)) {
      reports.put(by, new StateReport(report.at(), DISPUTED));
    }
  }

  /**
   * The verdict on what is being compared, which ends that; null when nothing is. When all have
   * reported and agree, it is given at once; when they differ, a little later, since a report that
   * was made in a member's name is found out by the member's own.
   */
  @Nullable StateComparison judge(Membership membership, long nowNanos) {
    EntryId at = open;
    if (at == null) {
      return null;
    }
    TreeMap<NodeId, String> hashes = new TreeMap<>();
    TreeSet<NodeId> reported = new TreeSet<>();
    reports.forEach(
        (node, report) -> {
          if (report.at().equals(at)) {
            reported.add(node);
            if (!report.hash().equals(DISPUTED)) {
              hashes.put(node, report.hash());
            }
          }
        });
    boolean agree =
        hashes.size() == reported.size() && hashes.values().stream().distinct().count() == 1;
    boolean isTime = agree || nowNanos - openedNanos >= doubtNanos();
    if (nowNanos - doubtEndNanos >= 0) {
      doubtEndNanos = Long.MAX_VALUE; // Reports that come later are looked at when they come.
    }
    if (!isDue(nowNanos) && !(isTime && reported.containsAll(membership.members()))) {
      return null;
    }
    open = null;
    StateComparison judged = StateComparison.of(at, membership, hashes);
    accused.removeAll(judged.equal());
    accused.removeIf(node -> !membership.isMember(node));
    return judged;
  }

  /**
   * Whether those that differ are to be told, and then may drop their states. Never so many that,
   * with those told before that have not been right again, no majority would be left.
   */
  boolean mayAccuse(StateComparison judged, Membership membership) {
    if (judged.right() == null || judged.different().isEmpty()) {
      return false;
    }
    TreeSet<NodeId> all = new TreeSet<>(accused);
    all.addAll(judged.different());
    if (!StateComparison.isMinority(membership, all)) {
      return false;
    }
    accused.addAll(all);
    return true;
  }

  private long doubtNanos() {
    return Math.min(everyNanos / 2, MOST_DOUBT_NANOS);
  }
}

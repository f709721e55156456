package dev.palisade.sim.world;

import dev.palisade.raft.Entry;
import dev.palisade.raft.EntryKind;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import dev.palisade.sim.oracle.Oracle;
import dev.palisade.sim.oracle.Violation;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.TreeSet;

/**
 * What the verdicts on states demand of one process: one that names it, and is new to it, is the
 * last thing that a state takes which does not fit its own rows; otherwise the second one is.
 */
final class Verdicts {
  private final NodeId self;
  private final long replayedIndex;

  /** Marks behind which this process reported a wrong hash. */
  private final TreeSet<Long> misreported = new TreeSet<>();

  private long accusedAt;
  private boolean condemned;

  /**
   * @param replayedIndex the last index of the log at the start of the process
   */
  Verdicts(NodeId self, long replayedIndex) {
    this.self = self;
    this.replayedIndex = replayedIndex;
  }

  void misreported(long mark) {
    misreported.add(mark);
  }

  /** Whether a state that differs fits its rows: of some it is so, of others not. */
  boolean rowsFit() {
    return !misreported.isEmpty() && misreported.first() % 2 == 0;
  }

  /** Another state has taken the place of this one. */
  void forget() {
    misreported.clear();
    accusedAt = 0;
  }

  /** These entries come next. */
  void require(List<Entry> entries, Membership membership) {
    if (condemned) {
      throw new Violation(Oracle.QUARANTINE, self + " goes on with a state that was found wrong");
    }
    for (Entry entry : entries) {
      if (entry.kind() == EntryKind.STATE_VERDICT && entry.id().index() > replayedIndex) {
        weigh(entry.payload(), membership);
      }
    }
  }

  private void weigh(ByteBuffer payload, Membership membership) {
    long mark = payload.getLong(payload.position() + 8);
    TreeSet<NodeId> named = named(payload);
    if (!misreported.contains(mark) || !named.contains(self) || !isMinority(named, membership)) {
      return;
    }
    if (!rowsFit() || accusedAt > 0 && accusedAt < mark) {
      condemned = true;
    }
    accusedAt = mark;
  }

  private static TreeSet<NodeId> named(ByteBuffer payload) {
    int start = payload.position();
    int at = start + 24 + Byte.toUnsignedInt(payload.get(start + 1));
    TreeSet<NodeId> named = new TreeSet<>();
    for (int i = Short.toUnsignedInt(payload.getShort(start + 2)); i > 0; i--, at += 4) {
      named.add(new NodeId(payload.getInt(at)));
    }
    return named;
  }

  private static boolean isMinority(TreeSet<NodeId> named, Membership membership) {
    return isMinority(named, membership.voters())
        && (!membership.isJoint() || isMinority(named, membership.outgoing()));
  }

  private static boolean isMinority(TreeSet<NodeId> named, List<NodeId> voters) {
    return 2 * voters.stream().filter(named::contains).count() < voters.size();
  }
}

package dev.palisade.kv.server;

import dev.palisade.proto.kv.Error;
import dev.palisade.proto.kv.NotLeaderDetail;
import dev.palisade.raft.MemberAddress;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.core.Effect.RoleChanged;
import dev.palisade.raft.core.Effect.RoleName;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who leads, as this node knows it, and what it tells a client that asked the wrong one. */
final class Leadership {
  /** What is known, and since when. */
  private record View(RoleName role, long term, @Nullable NodeId leader, long sinceNanos) {}

  private volatile Map<NodeId, MemberAddress> addresses;

  /** Without a leader for so long, a node takes it that there is no quorum. */
  private final long patienceNanos;

  private volatile View view;

  Leadership(Map<NodeId, MemberAddress> addresses, long patienceNanos, long nowNanos) {
    this.addresses = addresses;
    this.patienceNanos = patienceNanos;
    view = new View(RoleName.FOLLOWER, 0, null, nowNanos);
  }

  void changed(RoleChanged change, long nowNanos) {
    View before = view;
    boolean stillNone = before.leader() == null && change.leader() == null;
    view =
        new View(
            change.role(),
            change.term(),
            change.leader(),
            stillNone ? before.sinceNanos() : nowNanos);
  }

  /** From now on the members are there. */
  void moved(Map<NodeId, MemberAddress> now) {
    addresses = now;
  }

  boolean isHere() {
    return view.role() == RoleName.LEADER;
  }

  boolean isKnown() {
    return view.leader() != null;
  }

  /** Why this node, which does not lead, cannot serve: another does, or none can. */
  Error refusal(long nowNanos) {
    View now = view;
    NodeId leader = now.leader();
    if (leader == null && nowNanos - now.sinceNanos() > patienceNanos) {
      return WireErrors.noQuorum(
          "no leader for %,d ms: a majority of the nodes cannot be reached"
              .formatted((nowNanos - now.sinceNanos()) / 1_000_000),
          Error.Outcome.REFUSED);
    }
    NotLeaderDetail.Builder detail = NotLeaderDetail.newBuilder().setTerm(now.term());
    if (leader != null) {
      MemberAddress address = addresses.get(leader);
      detail.setLeader(leader.value()).setLeaderEndpoint(address == null ? "" : address.client());
    }
    return WireErrors.notLeader(detail.build());
  }
}

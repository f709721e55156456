package dev.palisade.raft.core;

import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a leader changes the configuration: by joint consensus (Ongaro 2014, §4.3), any number of
 * voters at once. The joint configuration counts from the moment it is in the log; once it is
 * committed, the leader appends the one that it leads to; once that is committed, the change is
 * done. Learners alone need no joint phase, since they are not counted.
 *
 * <pre>
 *   {1 2 3}  ->  {1 2 4} and {1 2 3}  ->  {1 2 4}
 * </pre>
 */
final class Changes {
  private final ReplicaState state;
  private final TreeMap<NodeId, Peer> peers;

  /** Whether someone waits for the end of the change that is under way. */
  private boolean isAsked;

  /**
   * @param peers those that the leader feeds: everyone of the configuration, and those removed that
   *     have not learned of it
   */
  Changes(ReplicaState state, TreeMap<NodeId, Peer> peers) {
    this.state = state;
    this.peers = peers;
  }

  /** The configuration to append; null when there is none, and the asker has been answered. */
  @Nullable Membership begin(
      Event.MembershipRequested request, long firstIndexOfTerm, @Nullable Transfer transfer) {
    Membership current = state.membership();
    String refusal = refusal(request, firstIndexOfTerm, transfer);
    if (refusal != null) {
      state.emit(new Effect.MembershipEnded(Effect.Outcome.REFUSED, refusal));
      return null;
    }
    Membership next = request.target().after(current);
    if (next.equals(current)) {
      state.emit(new Effect.MembershipEnded(Effect.Outcome.DONE, "it is so already"));
      return null;
    }
    isAsked = true;
    return next.voters().equals(current.voters()) ? next : current.jointWith(next);
  }

  /** Bytes of the record in the log: a no-op's and the payload, each a multiple of 8. */
  int storedBytes(Membership membership) {
    return state.config().noOpStoredBytes() + (membership.payloadBytes() + 7) / 8 * 8;
  }

  /**
   * The commit index rose. The configuration to append: the one that a joint one leads to, once
   * that is committed; otherwise null.
   */
  @Nullable Membership committed() {
    if (!state.isMembershipCommitted()) {
      return null;
    }
    Membership membership = state.membership();
    if (membership.isJoint()) {
      return membership.left();
    }
    if (isAsked) {
      isAsked = false;
      state.emit(new Effect.MembershipEnded(Effect.Outcome.DONE, membership.toString()));
    }
    return null;
  }

  /** Leadership ends: whoever waits cannot be told what becomes of the change. */
  void end() {
    if (isAsked) {
      isAsked = false;
      String detail = "this replica leads no more: another leader may complete the change";
      state.emit(new Effect.MembershipEnded(Effect.Outcome.UNKNOWN, detail));
    }
  }

  // Whom to feed.

  /** Feeds whoever is a member now, and those that are not until they know. */
  void feedMembers(long next) {
    for (NodeId member : state.members()) {
      if (!member.equals(state.self())) {
        peers.computeIfAbsent(member, _ -> new Peer(state, member, next)).stay();
      }
    }
    for (Peer peer : peers.values()) {
      if (!state.membership().isMember(peer.node())) {
        peer.leave(state.configurations().latestIndex());
      }
    }
  }

  /** A heartbeat was answered: perhaps one that told a removed replica of its removal. */
  void heardOf(Peer peer) {
    if (peer.knowsItLeft()) {
      peers.remove(peer.node());
    }
  }

  /** Gives up on removed replicas that cannot be told. */
  void forgetRemoved() {
    peers.values().removeIf(Peer::isGivenUp);
  }

  private @Nullable String refusal(
      Event.MembershipRequested request, long firstIndexOfTerm, @Nullable Transfer transfer) {
    Membership current = state.membership();
    Membership target = request.target();
    String defect = MembershipDefect.of(current, target);
    if (defect != null) {
      return defect;
    }
    if (state.commitIndex() < firstIndexOfTerm) {
      return "this leader has committed nothing in its term yet: try again soon";
    }
    if (current.isJoint() || !state.isMembershipCommitted()) {
      return "another change is under way, to " + current.left();
    }
    if (transfer != null) {
      return "leadership is being handed over to " + transfer.to();
    }
    if (!request.from().equals(current)) {
      return "the membership has changed since: it is "
          + current
          + " now; look at it, and ask again";
    }
    boolean isCautious = request.caution() == Event.Caution.WAIT_FOR_MAJORITIES;
    for (NodeId voter : target.voters()) {
      String lag = current.voters().contains(voter) ? null : lagOf(voter, isCautious);
      if (lag != null) {
        return lag;
      }
    }
    // Keeps the majorities that are to decide within reach (Ongaro 2014, §4.3).
    return isCautious && !target.voters().equals(current.voters())
        ? new VotersInContact(state, peers).refusal(current, target)
        : null;
  }

  /** Why this one cannot vote yet: a new voter far behind could stop all commits for long. */
  private @Nullable String lagOf(NodeId node, boolean isCautious) {
    Peer peer = peers.get(node);
    if (peer == null || !state.membership().learners().contains(node)) {
      return node + " is no learner: add it as one first, and promote it when it has caught up";
    }
    if (!isCautious) {
      return null;
    }
    LogIndex log = state.log();
    long entries = log.lastIndex() - peer.match();
    if (peer.progress() instanceof Progress.Snapshotting) {
      return node + " is " + entries + " entries behind and waits for a snapshot";
    }
    long bytes = log.storedBytesUpTo(log.lastIndex());
    bytes -= log.storedBytesUpTo(Math.max(peer.match(), log.baseIndex()));
    CoreConfig.Limits limits = state.config().limits();
    boolean isNear = entries <= limits.appendEntries() && bytes <= limits.appendBytes();
    if (isNear && peer.progress() instanceof Progress.Replicate && peer.isInContact()) {
      return null;
    }
    return "%s is %d entries (%d bytes) behind; it may be at most %d entries and %d bytes, and must be heard"
        .formatted(node, entries, bytes, limits.appendEntries(), limits.appendBytes());
  }
}

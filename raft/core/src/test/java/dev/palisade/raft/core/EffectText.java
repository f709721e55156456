package dev.palisade.raft.core;

import dev.palisade.raft.EntryIds;
import dev.palisade.raft.HardState;
import dev.palisade.raft.Membership;
import dev.palisade.raft.MembershipEntry;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.Snapshot;
import java.util.List;
import java.util.Locale;

/** Messages and effects as golden scripts show them. */
final class EffectText {
  private EffectText() {}

  static String of(Message message) {
    return switch (message) {
      case Message.PreVote(var term, var last) -> "PreVote term=" + term + " last=" + last;
      case Message.PreVoteReply(var term, var granted) ->
          "PreVoteReply term=" + term + (granted ? " granted" : " refused");
      case Message.Vote(_, var last, var transfer) ->
          "Vote last=" + last + (transfer ? " transfer" : "");
      case Message.VoteReply(_, var granted) -> "VoteReply" + (granted ? " granted" : " refused");
      case Message.Append(_, var base, var entries, var commitIndex) ->
          "Append base=" + base + " " + of(entries) + " commit=" + commitIndex;
      case Message.AppendReply(_, var durableIndex) -> "AppendReply durable=" + durableIndex;
      case Message.AppendRefused(_, var base, var hint) ->
          "AppendRefused base=" + base + " hint=" + hint;
      case Message.Heartbeat(_, var commitIndex, var round) ->
          "Heartbeat round=" + round + " commit=" + commitIndex;
      case Message.HeartbeatReply(_, var round) -> "HeartbeatReply round=" + round;
      case Message.TimeoutNow _ -> "TimeoutNow";
      case Message.InstallSnapshot(_, var snapshot) -> "InstallSnapshot " + of(snapshot);
      case Message.Removed(_, var configuration) -> "Removed configuration=" + configuration;
      case Message.Lost(_, var last) -> "Lost last=" + last;
    };
  }

  /** What the replica does; a Send as {@code → n2 Append …}. */
  static String of(Effect effect) {
    return switch (effect) {
      case Effect.Send(var to, var message) -> "→ " + to + " " + of(message);
      case Effect.Persist(_, var hardState, var entries) ->
          "persist"
              + (hardState == null ? "" : " " + of(hardState))
              + (entries.isEmpty() ? "" : " " + of(entries));
      case Effect.CreateNoOp(var id) -> "create no-op " + id;
      case Effect.CreateMembership(var id, var membership) -> "create " + id + " " + of(membership);
      case Effect.Apply(var toIndex) -> "apply " + toIndex;
      case Effect.AcceptProposal(var firstIndex, var count, _) ->
          "accept proposal [" + firstIndex + ", " + (firstIndex + count) + ")";
      case Effect.RefuseProposal(var reason) -> "refuse proposal: " + reason;
      case Effect.AnswerRead(var readId, var atIndex) -> "answer read " + readId + " at " + atIndex;
      case Effect.RefuseRead(var readId, var reason) -> "refuse read " + readId + ": " + reason;
      case Effect.RoleChanged(var role, _, var leader) ->
          of(role) + (role == Effect.RoleName.FOLLOWER && leader != null ? " of " + leader : "");
      case Effect.TransferEnded(var done, var detail) ->
          "transfer " + (done ? "done" : "failed") + ": " + detail;
      case Effect.MembershipEnded(var outcome, var detail) ->
          "change " + outcome.name().toLowerCase(Locale.ROOT) + ": " + detail;
      case Effect.MembershipChanged(var index, var membership) ->
          "counts by " + of(membership) + " at " + index;
      case Effect.Removed _ -> "removed";
      case Effect.PromiseKept _ -> "promise kept";
      case Effect.MessageRefused(var from, var why) -> "refuses a message of " + from + ": " + why;
      case Effect.FetchSnapshot(var from, var snapshot) ->
          "fetch snapshot " + of(snapshot) + " from " + from;
      case Effect.InstallSnapshot(var snapshot) -> "install snapshot " + of(snapshot);
    };
  }

  /**
   * As {@code {1 2 3}}; joint as {@code {1 2 4}+{1 2 3}}; learners as {@code {1 2 3} learners 4}.
   */
  static String of(Membership membership) {
    return group(membership.voters())
        + (membership.isJoint() ? "+" + group(membership.outgoing()) : "")
        + (membership.learners().isEmpty() ? "" : " learners " + words(membership.learners()));
  }

  private static String group(List<NodeId> nodes) {
    return "{" + words(nodes) + "}";
  }

  private static String words(List<NodeId> nodes) {
    return String.join(" ", nodes.stream().map(node -> String.valueOf(node.value())).toList());
  }

  private static String of(Snapshot snapshot) {
    return snapshot.lastIncluded() + " " + of(snapshot.membership());
  }

  /** As the ids print, with the configurations among them: {@code [2@1 3@1={1 2}]}. */
  static String of(EntryIds entries) {
    StringBuilder text = new StringBuilder(entries.toString());
    for (MembershipEntry each : entries.memberships().reversed()) {
      String id = entries.idAt(each.index()).toString();
      int end =
          text.indexOf((each.index() == entries.firstIndex() ? "[" : " ") + id) + 1 + id.length();
      text.insert(end, "=" + of(each.membership()));
    }
    return text.toString();
  }

  static String of(Effect.RoleName role) {
    return role.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static String of(Status status) {
    StringBuilder text = new StringBuilder();
    text.append(of(status.role()));
    text.append(" last=").append(status.lastIndex());
    text.append(" durable=").append(status.durableIndex());
    text.append(" commit=").append(status.commitIndex());
    text.append(" applied=").append(status.appliedIndex());
    for (Status.Peer peer : status.peers()) {
      text.append(", ").append(peer.node()).append(' ').append(peer.progress());
      text.append(" match=").append(peer.matchIndex()).append(" next=").append(peer.nextIndex());
    }
    return text.toString();
  }

  private static String of(HardState hardState) {
    return "term=" + hardState.term() + " vote=" + hardState.vote();
  }
}

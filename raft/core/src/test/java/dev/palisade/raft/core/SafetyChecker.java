package dev.palisade.raft.core;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryIds;
import dev.palisade.raft.HardState;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sees the effects of all replicas, and fails on what Raft rules out (Ongaro 2014, figure 3.2).
 *
 * <ul>
 *   <li>Election safety: a term has one leader.
 *   <li>Log matching: the entry before an entry is the same in every log.
 *   <li>Leader completeness: a leader holds everything committed before; therefore it commits by
 *       entries of its own term only (figure 3.7).
 *   <li>State machine safety: what is committed at an index is the same everywhere, and durable at
 *       a quorum when it is first called committed.
 *   <li>A configuration is the same everywhere, also where it came by a snapshot; what is committed
 *       is durable at a quorum of the one that its leader counted by, learners not counted.
 *   <li>A snapshot stands for what was committed, and replaces only what is older.
 *   <li>Promises are kept: a vote, and an acknowledgement with its term, is told only when it would
 *       survive a crash.
 *   <li>Reads are never stale: the index is at least what was committed anywhere when the read
 *       came.
 * </ul>
 */
final class SafetyChecker {
  private final List<TestReplica> replicas;
  private final Map<Long, NodeId> leaderOfTerm = new HashMap<>();
  private final Map<EntryId, Long> termBefore = new HashMap<>();
  private final ArrayList<Long> committedTerms = new ArrayList<>(List.of(0L));
  private final Map<Long, Long> committedWhenAsked = new HashMap<>();
  private final Map<NodeId, Long> commitIndexes = new HashMap<>();
  private final Map<EntryId, Membership> configurations = new HashMap<>();
  private final TreeMap<Long, Membership> committedConfigurations = new TreeMap<>();
  private final TreeMap<String, Integer> seen = new TreeMap<>();

  SafetyChecker(Membership initial, List<TestReplica> replicas) {
    committedConfigurations.put(0L, initial);
    this.replicas = replicas;
  }

  long committedIndex() {
    return committedTerms.size() - 1L;
  }

  /** How often each kind of effect was seen, by its name. */
  TreeMap<String, Integer> seen() {
    return seen;
  }

  private static String nameOf(Effect effect) {
    String name = effect.getClass().getSimpleName();
    return switch (effect) {
      case Effect.MembershipEnded(var outcome, _) -> name + " " + outcome;
      case Effect.CreateMembership(_, var membership) when membership.isJoint() -> name + " joint";
      case Effect.RoleChanged(var role, _, _) -> name + " " + role;
      default -> name;
    };
  }

  void readAsked(long readId) {
    committedWhenAsked.put(readId, committedIndex());
  }

  boolean isReadOpen(long readId) {
    return committedWhenAsked.containsKey(readId);
  }

  void restarted(TestReplica replica) {
    commitIndexes.put(replica.id(), replica.status().commitIndex());
    requireCommittedConfiguration(replica);
  }

  void crashed(TestReplica replica) {
    commitIndexes.remove(replica.id());
  }

  void saw(TestReplica replica, List<Effect> effects) {
    for (Effect effect : effects) {
      seen.merge(nameOf(effect), 1, Integer::sum);
      switch (effect) {
        case Effect.RoleChanged(var role, var term, _) when role == Effect.RoleName.LEADER ->
            leads(replica, term);
        case Effect.Persist persist -> appended(replica, persist.entries());
        case Effect.Apply(var toIndex) -> applies(replica, toIndex);
        case Effect.Send(var to, var message) -> promises(replica, to, message);
        case Effect.AnswerRead(var readId, var atIndex) -> readAnswered(replica, readId, atIndex);
        case Effect.RefuseRead(var readId, _) -> committedWhenAsked.remove(readId);
        case Effect.RoleChanged _,
            Effect.CreateNoOp _,
            Effect.CreateMembership _,
            Effect.AcceptProposal _,
            Effect.RefuseProposal _,
            Effect.TransferEnded _,
            Effect.MembershipEnded _,
            Effect.FetchSnapshot _ -> {}
        case Effect.MembershipChanged(var index, var membership) ->
            countsBy(replica, index, membership);
        case Effect.InstallSnapshot(var snapshot) -> installs(replica, snapshot);
        case Effect.PromiseKept _, Effect.MessageRefused _ -> {}
        case Effect.Removed _ -> {} // Below: the step may itself have committed the removal.
      }
    }
    long commitIndex = replica.status().commitIndex();
    if (commitIndex > commitIndexes.getOrDefault(replica.id(), 0L)) {
      committed(replica, commitIndex, countedBy(replica, effects));
    }
    if (effects.contains(new Effect.Removed())) {
      requireRemoved(replica.id());
    }
  }

  private void countsBy(TestReplica replica, long index, Membership membership) {
    EntryId id = new EntryId(index, replica.log().termAt(index));
    Membership known = configurations.putIfAbsent(id, membership);
    require(
        known == null || known.equals(membership),
        replica.id() + " counts by " + membership + " since " + id + ", elsewhere it is " + known);
  }

  private void installs(TestReplica replica, Snapshot snapshot) {
    EntryId id = snapshot.lastIncluded();
    require(
        id.index() <= committedIndex() && committedTerms.get((int) id.index()) == id.term(),
        replica.id() + " installs a snapshot of " + id + ", which is not committed");
    require(
        id.index() > replica.appliedIndex(),
        replica.id() + " has applied " + replica.appliedIndex() + ", and goes back to " + id);
  }

  /** What the replica counted by when it committed: not yet what it appended in the same step. */
  private static Membership countedBy(TestReplica replica, List<Effect> effects) {
    for (Effect effect : effects) {
      if (effect instanceof Effect.CreateMembership(var id, _)) {
        return replica.configurationAt(id.index() - 1);
      }
    }
    return replica.configuration();
  }

  private void promises(TestReplica replica, NodeId to, Message message) {
    switch (message) {
      case Message.VoteReply(var term, var granted) when granted ->
          require(
              replica.durableHardState().equals(new HardState(term, to)),
              replica.id()
                  + " tells "
                  + to
                  + " of a vote in term "
                  + term
                  + " that is not durable");
      case Message.Vote(var term, _, _) ->
          require(
              replica.durableHardState().equals(new HardState(term, replica.id())),
              replica.id() + " campaigns in term " + term + ", but its own vote is not durable");
      case Message.AppendReply(var term, var durableIndex) -> {
        require(
            replica.durableHardState().term() == term,
            replica.id() + " acknowledges in term " + term + ", which is not durable");
        require(
            replica.durableLog().termAt(durableIndex) == replica.log().termAt(durableIndex),
            replica.id() + " acknowledges " + durableIndex + ", which is not durable");
      }
      case Message.VoteReply _,
          Message.PreVote _,
          Message.PreVoteReply _,
          Message.Append _,
          Message.AppendRefused _,
          Message.Heartbeat _,
          Message.HeartbeatReply _,
          Message.InstallSnapshot _,
          Message.Removed _,
          Message.Lost _,
          Message.TimeoutNow _ -> {}
    }
  }

  private void applies(TestReplica replica, long toIndex) {
    long durable = replica.durableLog().termAt(toIndex);
    require(
        durable == replica.log().termAt(toIndex),
        replica.id() + " applies " + toIndex + " before it is durable there");
  }

  private void leads(TestReplica replica, long term) {
    NodeId earlier = leaderOfTerm.putIfAbsent(term, replica.id());
    require(
        earlier == null || earlier.equals(replica.id()),
        "term " + term + " has two leaders, " + earlier + " and " + replica.id());
    for (long index = replica.log().base().index(); index <= committedIndex(); index++) {
      require(
          replica.log().termAt(index) == committedTerms.get((int) index),
          replica.id() + " leads term " + term + " without the committed entry " + index);
    }
  }

  private void appended(TestReplica replica, EntryIds entries) {
    for (long index = entries.firstIndex(); index < entries.toExclusive(); index++) {
      EntryId id = entries.idAt(index);
      // Later effects of the same step may have replaced nothing: a step writes once.
      long before =
          index == entries.firstIndex()
              ? replica.log().termAt(index - 1)
              : entries.termAt(index - 1);
      Long known = termBefore.putIfAbsent(id, before);
      // Of the entry before the base only its id is known.
      require(
          known == null || known == before,
          id
              + " follows an entry of term "
              + before
              + " at "
              + replica.id()
              + ", elsewhere "
              + known);
    }
  }

  private void committed(TestReplica replica, long commitIndex, Membership countedBy) {
    long before = commitIndexes.getOrDefault(replica.id(), 0L);
    commitIndexes.put(replica.id(), commitIndex);
    Status status = replica.status();
    require(
        status.role() != Effect.RoleName.LEADER
            || replica.log().termAt(commitIndex) == status.term(),
        replica.id() + " commits an entry of an earlier term by counting");
    long from = Math.max(before + 1, replica.log().base().index());
    for (long index = from; index <= commitIndex; index++) {
      long term = replica.log().termAt(index);
      if (index > committedIndex()) {
        requireDurableAtQuorum(new EntryId(index, term), countedBy);
        committedTerms.add(term);
        Membership membership = configurations.get(new EntryId(index, term));
        if (membership != null) {
          committedConfigurations.put(index, membership);
        }
      }
      require(
          committedTerms.get((int) index) == term,
          replica.id()
              + " commits "
              + index
              + "@"
              + term
              + ", elsewhere its term is "
              + committedTerms.get((int) index));
    }
    requireCommittedConfiguration(replica);
  }

  private void requireRemoved(NodeId node) {
    require(
        committedConfigurations.values().stream().anyMatch(each -> !each.isMember(node)),
        node + " thinks that it is removed, but was by no committed configuration");
  }

  private void requireCommittedConfiguration(TestReplica replica) {
    long commitIndex = replica.status().commitIndex();
    Membership here = replica.configurationAt(commitIndex);
    Membership committed = committedConfigurations.floorEntry(commitIndex).getValue();
    require(
        here.equals(committed),
        replica.id() + " has " + here + " at " + commitIndex + ", but committed is " + committed);
  }

  private void requireDurableAtQuorum(EntryId id, Membership countedBy) {
    long reached =
        DumbQuorum.reached(
            countedBy,
            node ->
                replicas.stream()
                    .filter(replica -> replica.id().equals(node))
                    .filter(replica -> replica.durableLog().holds(id) || hasPromised(replica, id))
                    .count());
    require(reached == 1, id + " is committed but not durable at a quorum of " + countedBy);
  }

  /** What a damaged replica lost counts: it lets nobody lead without it. */
  private static boolean hasPromised(TestReplica replica, EntryId id) {
    EntryId promised = replica.promised();
    return promised != null && promised.index() >= id.index();
  }

  private void readAnswered(TestReplica replica, long readId, long atIndex) {
    Long committed = committedWhenAsked.remove(readId);
    require(committed != null, "read " + readId + " is answered though nobody waits for it");
    require(
        committed != null && atIndex >= committed,
        replica.id()
            + " answers read "
            + readId
            + " at "
            + atIndex
            + ", but "
            + committed
            + " was committed when it came");
  }

  private static void require(boolean holds, String sentence) {
    if (!holds) {
      throw new AssertionError(sentence);
    }
  }
}

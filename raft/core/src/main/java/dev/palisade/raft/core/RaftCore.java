package dev.palisade.raft.core;

import dev.palisade.raft.Invariant;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import java.util.List;

/**
 * One replica of the Raft algorithm (Ongaro 2014) as a pure state machine: an event goes in,
 * effects come out. It owns no thread, clock, file, socket or randomness; whoever calls it carries
 * the effects out in the order given, and comes back with what happened.
 *
 * <p>A cluster of replicas keeps the same log of entries. Time is divided into terms; in each, at
 * most one replica leads. Whoever hears no leader for a random while asks whether it could win
 * (pre-vote), begins a new term with a vote for itself, and leads if a majority votes for it. A
 * voter refuses a candidate whose log is behind its own; so whoever leads holds everything that a
 * majority ever held. The leader appends what is proposed, sends it to the followers, and calls it
 * committed when a majority holds it durably. An Append names the entry before its own; a follower
 * that does not hold this base refuses it and hints where the logs may part, and the leader goes
 * back until they agree; there the follower's log is replaced by the leader's. Committed entries
 * are applied in order by every replica, and hence all state machines go through the same states.
 *
 * <p>A write as it passes through, n1 leading:
 *
 * <pre>
 *   n1: Proposed            -> AcceptProposal 2, Persist 2@1, Send n2 Append 2@1, Send n3 Append 2@1
 *   n2: Received Append     -> Persist 2@1
 *   n2: Persisted           -> Send n1 AppendReply durable=2
 *   n1: Received            -> nothing yet: n1 itself is not durable, one of three does not decide
 *   n1: Persisted           -> Apply 2, Send n2 Append [] commit=2
 * </pre>
 *
 * <p>The configuration of the cluster is an entry as well, and counts from the moment it is in the
 * log. A change of voters passes through a joint configuration, in which two majorities count:
 *
 * <pre>
 *   n1: MembershipRequested {1 2 4} -> CreateMembership {1 2 4}+{1 2 3}, Persist 2@1, Send …
 *   n1: both majorities hold it     -> CreateMembership {1 2 4}, Persist 3@1, Send …, Apply 2
 *   n1: two of {1 2 4} hold that    -> MembershipEnded DONE, Apply 3
 * </pre>
 *
 * <p>A log is compacted behind a snapshot. A follower that needs what was dropped is offered the
 * snapshot; it fetches the bytes, installs them in the place of its state and its log, and
 * acknowledges, and the leader goes on behind it:
 *
 * <pre>
 *   n1: Compacted 5                 -> nothing: n3 is at 1
 *   n1: n3 refuses 6@1              -> Send n3 InstallSnapshot 5@1 (again with each heartbeat)
 *   n3: Received                    -> FetchSnapshot 5@1 from n1
 *   n3: SnapshotFetched             -> InstallSnapshot 5@1, unless its log has passed 5 meanwhile
 *   n3: SnapshotInstalled           -> Send n1 AppendReply durable=5
 * </pre>
 *
 * <p>A replica whose disk lost entries that it had acknowledged remembers up to where they went: by
 * that, and not by what is left, it judges who may lead, since others may count on what it said. It
 * does not lead itself, and tells its leader what it lacks, until it has caught up:
 *
 * <pre>
 *   n3: lost 4@1 to 9@2             -> votes only for those who hold 9@2 or more
 *   n3: Received Heartbeat commit=9 -> Send n1 Lost 3@1
 *   n1: Received Lost               -> Send n3 Append 4@1 …
 *   n3: 9@2 is durable              -> PromiseKept
 * </pre>
 *
 * <p>What always holds, beyond what single types keep:
 *
 * <ul>
 *   <li>I1: the term never decreases, and a vote once given in a term stays.
 *   <li>I2: a term has at most one leader.
 *   <li>I3: commit index and applied index never decrease.
 *   <li>I4: committed entries are never truncated, and lie within the log.
 *   <li>I5: applied ≤ committed ≤ last, and applied ≤ durable.
 *   <li>I6: durable ≤ last here, and match ≤ last, match &lt; next for each follower.
 *   <li>I7: writes are issued and done in the order of their sequence.
 *   <li>I8: base ≤ applied, and the newest snapshot ≤ applied: a log never begins, and a snapshot
 *       never ends, beyond what the state machine holds.
 *   <li>I9: the configuration that counts is the last in the log, or that of its base.
 * </ul>
 *
 * <p>Not thread-safe: one actor owns it. Caveats:
 *
 * <ul>
 *   <li>A replica is of no cluster's configuration until an entry or a snapshot tells it so: one
 *       that joins is started with the configuration that the cluster had at its beginning.
 *   <li>What two replicas of three have lost at once may be lost for good; then nobody leads.
 *   <li>Node ids are never reused: a replica that was removed stays removed.
 *   <li>Memory grows by 16 bytes for each entry in the log, until that is compacted.
 *   <li>Deadlines count only when {@link Event.TimePassed} says so. Step what waits first: a
 *       replica that was itself asleep then finds its leader's messages before it finds them
 *       missing.
 *   <li>A leader commits what a majority holds even if its own log does not hold it durably, but no
 *       replica applies what its own log may lose: a leader with a slow disk answers late.
 *   <li>What a peer says is looked at first ({@link MessageCheck}): a message that would break an
 *       invariant is refused, by an {@link Effect.MessageRefused}, and changes nothing. A leader is
 *       trusted about its own entries, a follower about what it holds.
 * </ul>
 */
public final class RaftCore {
  /** Rounds count from 1 in each term. */
  private static final long NO_ROUND = 0;

  private final ReplicaState state;
  private final Voting voting;
  private final MessageCheck check;
  private final RemovalNotices removalNotices;
  private final StepInvariants invariants = new StepInvariants();
  private Role role;
  private Effect.RoleChanged announced;

  /**
   * A replica as it was found after a start; {@link Event.Started} comes first. The configuration
   * is the latest in the log, else that of the snapshot, else the one given.
   *
   * @param membership at the beginning of the cluster
   * @param seed of the random election timeouts: different for each replica and run
   */
  public RaftCore(CoreConfig config, Membership membership, Recovered recovered, long seed) {
    state = new ReplicaState(config, membership, recovered, seed);
    voting = new Voting(state);
    check = new MessageCheck(state);
    removalNotices = new RemovalNotices(state);
    role = new Follower(state, null);
    announced = new Effect.RoleChanged(role.name(), state.term(), null);
  }

  /**
   * Takes an event and gives what is to be done, in order.
   *
   * @param nowNanos of a monotonic clock; never less than at the step before
   * @throws Invariant.Violation if this replica can no longer be trusted: it must stop
   */
  public List<Effect> step(Event event, long nowNanos) {
    state.beginStep(nowNanos);
    role = next(event);
    announceRole();
    Outbox outbox = state.endStep();
    invariants.check(state, role);
    return outbox.drain();
  }

  /** When {@link Event.TimePassed} is due, on the clock of {@link #step}; not before a start. */
  public long nextDeadlineNanos() {
    return role.deadlineNanos();
  }

  /** The configuration that counts, committed or not. */
  public Membership membership() {
    return state.membership();
  }

  /**
   * The configuration in force at an index from the newest snapshot's on: what a snapshot taken
   * there must hold.
   */
  public Membership membershipAt(long index) {
    return state.configurations().at(index);
  }

  /** How it stands now. */
  public Status status() {
    return new Status(
        role.name(),
        state.term(),
        role.leader(),
        state.commitIndex(),
        state.appliedIndex(),
        state.log().lastIndex(),
        state.durability().durableIndex(),
        state.promised(),
        role instanceof Leader leader ? List.copyOf(leader.peers()) : List.of());
  }

  private Role next(Event event) {
    return switch (event) {
      case Event.Started() -> started();
      case Event.Received(var from, var message) -> received(from, message);
      case Event.Proposed(var storedBytes) -> proposed(storedBytes);
      case Event.ReadRequested(var readId) -> readRequested(readId);
      case Event.TransferRequested(var to) -> transferRequested(to);
      case Event.Persisted(var sequence) -> {
        state.durability().done(sequence);
        voting.persisted();
        yield role.persisted();
      }
      case Event.MembershipRequested request -> membershipRequested(request);
      case Event.SnapshotTaken(var snapshot) -> {
        state.snapshots().taken(snapshot);
        yield role;
      }
      case Event.Compacted(var toIndex) -> {
        state.compactTo(toIndex);
        yield role;
      }
      case Event.SnapshotFetched(var snapshot) -> {
        state.snapshots().fetched(snapshot, role);
        yield role;
      }
      case Event.SnapshotFailed(var snapshot) -> {
        state.snapshots().failed(snapshot);
        yield role;
      }
      case Event.SnapshotInstalled(var snapshot) -> {
        state.snapshots().installed(snapshot);
        if (role instanceof Follower follower) {
          follower.installed(snapshot);
        }
        yield role;
      }
      case Event.Applied(var index) -> {
        state.appliedTo(index);
        yield role;
      }
      case Event.PeerGone(var peer) -> {
        if (role instanceof Follower follower) {
          follower.peerGone(peer);
        }
        yield role;
      }
      case Event.TimePassed() -> role.timePassed();
    };
  }

  private Role started() {
    Follower follower = new Follower(state, null);
    Membership membership = state.membership();
    boolean decidesAlone =
        membership.voters().equals(List.of(state.self())) && membership.outgoing().isEmpty();
    return decidesAlone ? follower.campaign() : follower;
  }

  private Role received(NodeId from, Message message) {
    if (from.equals(state.self())) {
      return role;
    }
    String defect = check.defectOf(from, message, role);
    if (defect != null) {
      state.emit(new Effect.MessageRefused(from, defect));
      return role;
    }
    return switch (message) {
      case Message.PreVote request -> {
        voting.answer(from, request, role.hearsLeader());
        yield role;
      }
      case Message.Vote request -> voteRequested(from, request);
      case Message.FromLeader order -> ordered(from, order);
      case Message.Answer answer -> answered(from, answer);
    };
  }

  private Role voteRequested(NodeId from, Message.Vote request) {
    boolean isForTransfer = request.transfer() && state.membership().isVoter(from);
    if (role.hearsLeader() && !isForTransfer) {
      return role; // Whoever hears a leader does not help to depose it (Ongaro 2014, §4.2.3).
    }
    if (request.term() < state.term()) {
      state.send(from, new Message.VoteReply(state.term(), false));
      return role;
    }
    followLaterTerm(request.term());
    return voting.answer(from, request) ? new Follower(state, null) : role;
  }

  private Role ordered(NodeId from, Message.FromLeader order) {
    if (order.term() < state.term()) {
      if (order instanceof Message.Heartbeat) {
        // So that it steps down. Were its round repeated, and does it lead again by now, the answer
        // would confirm a round of its new term that this replica was never asked.
        state.send(from, new Message.HeartbeatReply(state.term(), NO_ROUND));
      }
      return role;
    }
    followLaterTerm(order.term());
    state.recogniseLeader(from); // Keeps I2.
    removalNotices.forget();
    Follower follower =
        role instanceof Follower current && from.equals(current.leader())
            ? current
            : new Follower(state, from);
    return follower.hear(order);
  }

  private Role answered(NodeId from, Message.Answer answer) {
    if (answer instanceof Message.PreVoteReply(var term, var granted)
        && (granted || term <= state.term())) {
      return role.answered(from, answer); // Its term is no replica's own, or proves no later one.
    }
    if (answer.term() < state.term()) {
      return role;
    }
    followLaterTerm(answer.term());
    if (answer instanceof Message.Removed(_, var configuration) && !role.hearsLeader()) {
      removalNotices.told(from, configuration.index());
      return state.isRemoved() ? new Follower(state, role.leader()) : role;
    }
    return role.answered(from, answer);
  }

  /** The rule of terms: whoever sees a later one follows in it (Ongaro 2014, §3.3). */
  private void followLaterTerm(long term) {
    if (term > state.term()) {
      role.end();
      state.adoptTerm(term);
      role = new Follower(state, null);
    }
  }

  private Role proposed(int[] storedBytes) {
    if (role instanceof Leader leader) {
      leader.propose(storedBytes);
    } else {
      state.emit(new Effect.RefuseProposal(Effect.Refusal.NOT_LEADER));
    }
    return role;
  }

  private Role readRequested(long readId) {
    if (role instanceof Leader leader) {
      leader.read(readId);
    } else {
      state.emit(new Effect.RefuseRead(readId, Effect.Refusal.NOT_LEADER));
    }
    return role;
  }

  private Role transferRequested(NodeId to) {
    if (role instanceof Leader leader) {
      leader.transfer(to);
    } else {
      state.emit(new Effect.TransferEnded(false, "this replica does not lead"));
    }
    return role;
  }

  private Role membershipRequested(Event.MembershipRequested request) {
    if (role instanceof Leader leader) {
      leader.change(request);
    } else {
      String detail = "this replica does not lead";
      state.emit(new Effect.MembershipEnded(Effect.Outcome.REFUSED, detail));
    }
    return role;
  }

  private void announceRole() {
    Effect.RoleChanged now = new Effect.RoleChanged(role.name(), state.term(), role.leader());
    if (!now.equals(announced)) {
      announced = now;
      state.emit(now);
    }
  }
}

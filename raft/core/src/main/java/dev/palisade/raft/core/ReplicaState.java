package dev.palisade.raft.core;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryIds;
import dev.palisade.raft.HardState;
import dev.palisade.raft.Invariant;
import dev.palisade.raft.Membership;
import dev.palisade.raft.MembershipEntry;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.Snapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a replica has whatever its role. The invariants named here are those above {@link RaftCore}.
 */
final class ReplicaState {
  /** A claim that is not repeated is forgotten, since whoever made it may have been broken. */
  private static final int DOUBT_ELECTION_TIMEOUTS = 10;

  private final CoreConfig config;
  private final Configurations configurations;
  private final Snapshots snapshots;
  private final LogIndex log;
  private final Durability durability;
  private final Outbox outbox = new Outbox();
  private final SeededRandom random;

  private HardState hardState;
  private @Nullable NodeId leaderOfTerm;
  private long commitIndex;
  private long appliedIndex;

  /** As far as the state machine was told to apply. */
  private long appliableIndex;

  private long nowNanos = Long.MIN_VALUE;

  private Membership announcedMembership;

  /**
   * Index of the committed configuration that ended this replica's membership; 0 while none did.
   */
  private long removedAt;

  /** The last entry of what was lost to damage; null when nothing is missing. */
  private @Nullable EntryId promised;

  /** What a leader counts on here and is not here; null when there is no such thing. */
  private @Nullable EntryId claimed;

  private long claimedNanos;
  private boolean hardStateChanged;
  private @Nullable EntryIds appended;

  ReplicaState(CoreConfig config, Membership membership, Recovered recovered, long seed) {
    this.config = config;
    Snapshot snapshot = recovered.snapshot();
    Membership atBase = snapshot == null ? membership : snapshot.membership();
    configurations =
        new Configurations(
            new MembershipEntry(recovered.base().index(), atBase),
            recovered.entries().memberships());
    announcedMembership = configurations.latest();
    snapshots = new Snapshots(this, snapshot);
    log = new LogIndex(recovered.base(), recovered.entries());
    durability = new Durability(log.lastIndex());
    random = new SeededRandom(seed);
    hardState = recovered.hardState();
    commitIndex = recovered.appliedIndex();
    appliedIndex = commitIndex;
    appliableIndex = commitIndex;
    promised = recovered.promised();
    Invariant.check(
        log.last().term() <= hardState.term(),
        "no entry is of a later term than the hard state: the log was not recovered whole",
        log.last().term(),
        hardState.term());
  }

  // What it is.

  CoreConfig config() {
    return config;
  }

  NodeId self() {
    return config.self();
  }

  /** The configuration that counts: the latest of the log, committed or not. */
  Membership membership() {
    return configurations.latest();
  }

  /** Everyone of the configuration, ascending. */
  List<NodeId> members() {
    return configurations.members();
  }

  Configurations configurations() {
    return configurations;
  }

  Snapshots snapshots() {
    return snapshots;
  }

  /** Whether the configuration that counts is committed. */
  boolean isMembershipCommitted() {
    return configurations.latestIndex() <= commitIndex;
  }

  /** The entry of the configuration that counts; {@link EntryId#ZERO} for the first of all. */
  EntryId idOfMembership() {
    return log.idAt(configurations.latestIndex());
  }

  /** Whether a committed configuration has ended this replica's membership. */
  boolean isRemoved() {
    return removedAt > 0;
  }

  /**
   * Whether this replica may lead: as a voter, or as one that votes no more by a configuration that
   * may not be committed, since without it nobody may be able to commit that (Ongaro 2014, §4.2.2).
   * Never while entries that others may count on are missing from its log.
   */
  boolean mayCampaign() {
    return !isRemoved()
        && !isDiskStalled()
        && !snapshots.isInstalling()
        && promised == null
        && claimed() == null
        && configurations.isVoterSince(commitIndex, self());
  }

  LogIndex log() {
    return log;
  }

  /**
   * The last entry that others may count on here, which is not in the log; null when all are there.
   */
  @Nullable EntryId promised() {
    return promised;
  }

  /** What a candidate must hold to get this replica's vote. */
  EntryId lastForVotes() {
    EntryId last = promised == null ? log.last() : promised;
    EntryId claimed = claimed();
    return claimed == null || last.isAtLeastAsUpToDateAs(claimed) ? last : claimed;
  }

  /**
   * A leader counts on entries up to this one here, which are not here: either that is not true, or
   * this disk is not the one that acknowledged them. For a while, and until a leader is heard that
   * counts on nothing of the kind, others may count on them: as on those of {@link #promised}.
   */
  void doubt(EntryId claimed) {
    this.claimed = claimed;
    claimedNanos = nowNanos;
  }

  /** A leader says what fits to this log. */
  void trustAgain() {
    claimed = null;
  }

  private @Nullable EntryId claimed() {
    long doubtNanos = DOUBT_ELECTION_TIMEOUTS * config.timeouts().electionNanos();
    if (claimed != null && nowNanos - claimedNanos >= doubtNanos) {
      claimed = null;
    }
    return claimed;
  }

  Durability durability() {
    return durability;
  }

  long term() {
    return hardState.term();
  }

  @Nullable NodeId vote() {
    return hardState.vote();
  }

  /** Whoever was seen to lead the current term, even if it was lost since. */
  @Nullable NodeId leaderOfTerm() {
    return leaderOfTerm;
  }

  long commitIndex() {
    return commitIndex;
  }

  long appliedIndex() {
    return appliedIndex;
  }

  long nowNanos() {
    return nowNanos;
  }

  /** A moment that a follower waits for before it campaigns: [base, 2 · base) from now. */
  long drawElectionDeadlineNanos() {
    long base = config.timeouts().electionNanos();
    return nowNanos + base + random.below(base);
  }

  /** A random number of [0, bound). */
  long draw(long bound) {
    return random.below(bound);
  }

  /**
   * Whether the oldest write has passed its deadline: such a replica neither leads nor campaigns.
   */
  boolean isDiskStalled() {
    return diskDeadlineNanos() <= nowNanos;
  }

  /** When the disk counts as stalled; Long.MAX_VALUE while no write is pending. */
  long diskDeadlineNanos() {
    long issued = durability.oldestIssuedNanos();
    return issued == Long.MAX_VALUE ? issued : issued + config.timeouts().diskNanos();
  }

  // What changes it.

  void adoptTerm(long term) {
    changeHardState(term, null);
  }

  /** Begins a term of its own with its own vote. */
  void beginCandidacy() {
    changeHardState(term() + 1, self());
  }

  void voteFor(NodeId candidate) {
    changeHardState(term(), candidate);
  }

  /** Keeps I2. */
  void recogniseLeader(NodeId leader) {
    Invariant.check(
        leaderOfTerm == null || leaderOfTerm.equals(leader),
        "a term has one leader, but in term "
            + term()
            + " there are "
            + leaderOfTerm
            + " and "
            + leader);
    leaderOfTerm = leader;
  }

  /** Adds entries after the last one; the step's write brings them. */
  void append(EntryIds entries) {
    Invariant.check(appended == null, "a step appends once at most");
    log.append(entries);
    configurations.add(entries.memberships());
    appended = entries;
  }

  /** The entries of [from, toExclusive), all after the base. */
  EntryIds entries(long from, long toExclusive) {
    EntryIds ids = log.range(from, toExclusive);
    List<MembershipEntry> memberships = configurations.within(from, toExclusive);
    return memberships.isEmpty() ? ids : ids.withMemberships(memberships);
  }

  /** Drops the entries from {@code index} on, which another leader's replace. Keeps I4 and I6. */
  void truncateFrom(long index) {
    Invariant.check(
        index > commitIndex, "committed entries are never truncated", index, commitIndex);
    log.truncateFrom(index);
    durability.truncateFrom(index);
    configurations.truncateFrom(index);
  }

  /** The log gave up its entries up to and with this one. */
  void compactTo(long index) {
    Invariant.check(
        index <= snapshots.newestIndex(),
        "only what a snapshot stands for is dropped",
        index,
        snapshots.newestIndex());
    if (index > log.baseIndex()) {
      configurations.compactTo(index);
      log.compactTo(index);
    }
  }

  /** The snapshot is this replica's state and log now. Keeps I3 and I4. */
  void installed(Snapshot snapshot) {
    long index = snapshot.index();
    Invariant.check(
        index > commitIndex, "a snapshot never replaces newer state", index, commitIndex);
    log.reset(snapshot.lastIncluded());
    durability.reset(index);
    configurations.reset(new MembershipEntry(index, snapshot.membership()));
    commitIndex = index;
    appliedIndex = index;
    appliableIndex = index;
  }

  /** Another replica knows of a committed configuration, this or a later one, without this one. */
  void learnOfRemoval(long configurationIndex) {
    boolean isNews = configurationIndex >= configurations.latestIndex();
    boolean wasMember = configurations.wasMember(self()) || membership().isRetired(self());
    if (isNews && !isRemoved() && wasMember) {
      removedAt = configurationIndex;
      emit(new Effect.Removed());
    }
  }

  /** Everything up to {@code index} is committed; not news if it was before. */
  void commitTo(long index) {
    commitIndex = Math.max(commitIndex, index);
  }

  void appliedTo(long index) {
    // Keeps I5.
    Invariant.check(
        index <= appliableIndex, "only what may be applied is applied", index, appliableIndex);
    appliedIndex = Math.max(appliedIndex, index);
  }

  void send(NodeId to, Message message) {
    emit(new Effect.Send(to, message));
  }

  void emit(Effect effect) {
    outbox.add(effect);
  }

  // The frame of a step.

  void beginStep(long now) {
    Invariant.check(now >= nowNanos, "time never runs backwards", now, nowNanos);
    nowNanos = now;
  }

  /** Turns what the step changed into one write, and says what may be applied now. */
  Outbox endStep() {
    // Keeps I5. What is committed may not be durable here yet: were it applied, a crash could leave
    // a state machine whose log ends before it, or holds at its index what the entry had replaced.
    long appliable = Math.min(commitIndex, durability.durableIndex());
    if (appliable > appliableIndex && !snapshots.isInstalling()) {
      appliableIndex = appliable;
      emit(new Effect.Apply(appliable));
    }
    if (hardStateChanged || appended != null) {
      long sequence = durability.issue(log.lastIndex(), nowNanos);
      EntryIds entries = appended == null ? EntryIds.none(log.lastIndex() + 1) : appended;
      emit(new Effect.Persist(sequence, hardStateChanged ? hardState : null, entries));
      hardStateChanged = false;
      appended = null;
    }
    keepPromise();
    announceMembership();
    return outbox;
  }

  /** A log that has caught up holds, in one way or another, all that was acknowledged. */
  private void keepPromise() {
    if (promised != null
        && log.idAt(durability.durableIndex()).isAtLeastAsUpToDateAs(promised)
        && !snapshots.isInstalling()) {
      promised = null;
      emit(new Effect.PromiseKept());
    }
  }

  private void announceMembership() {
    Membership now = membership();
    long index = configurations.latestIndex();
    if (now != announcedMembership && !now.equals(announcedMembership)) {
      announcedMembership = now;
      emit(new Effect.MembershipChanged(index, now));
    }
    if (now.isMember(self())) {
      removedAt = index > removedAt ? 0 : removedAt;
    } else if (isMembershipCommitted()) {
      learnOfRemoval(index);
    }
  }

  private void changeHardState(long term, @Nullable NodeId vote) {
    // Keeps I1.
    Invariant.check(term >= term(), "the term never decreases", term, term());
    if (term > term()) {
      leaderOfTerm = null;
    } else {
      Invariant.check(hardState.vote() == null, "a vote is given once in a term");
    }
    hardState = new HardState(term, vote);
    hardStateChanged = true;
    durability.hardStateChanges();
  }
}

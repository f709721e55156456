package dev.palisade.raft.replica;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryIds;
import dev.palisade.raft.EntryKind;
import dev.palisade.raft.FeatureLevel;
import dev.palisade.raft.Membership;
import dev.palisade.raft.MembershipEntry;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.Snapshot;
import dev.palisade.raft.clock.HybridClock;
import dev.palisade.raft.clock.TimeSource;
import dev.palisade.raft.core.Effect;
import dev.palisade.raft.core.Effect.Outcome;
import dev.palisade.raft.core.Effect.Refusal;
import dev.palisade.raft.core.Effect.RoleName;
import dev.palisade.raft.core.Event;
import dev.palisade.raft.core.Message;
import dev.palisade.raft.core.RaftCore;
import dev.palisade.raft.core.Recovered;
import dev.palisade.raft.core.Status;
import dev.palisade.raft.log.EntryBatch;
import dev.palisade.raft.log.EntryCodec;
import dev.palisade.raft.log.MembershipCodec;
import dev.palisade.raft.log.Wal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One replica: takes what comes in from callers, peers, disk and clock, steps the {@link RaftCore}
 * with it, and routes the effects to the log, the links and the applier. A passive actor: whoever
 * runs it decides when, one turn at a time, and runs its {@link LogWriter}, {@link Applier} and
 * {@link Snapshotter} beside it; everything public but {@link #runOnce} may be called from
 * anywhere.
 *
 * @param <R> the state machine's result
 */
public final class Replica<R> {
  /** Size in the log of a leader's first entry. */
  public static final int NO_OP_STORED_BYTES = EntryCodec.storedBytes(0);

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

  /** Whom to tell that a turn is due; called from any thread, must not block. */
  public record Signals(
      Runnable replica, Runnable logWriter, Runnable applier, Runnable snapshotter) {}

  private final RaftCore core;
  private final Wal wal;
  private final Transport transport;
  private final TimeSource time;
  private final ReplicaListener listener;
  private final Runnable wakeLogWriter;
  private final HybridClock clock;
  private final Inbox<R> inbox;
  private final PendingCalls<R> pending = new PendingCalls<>();
  private final Applier<R> applier;
  private final LogWriter logWriter;
  private final Snapshotter snapshotter;
  private final long keepLogBytes;
  private final NodeId self;
  private final Comparing comparing;
  private final FeatureLevels levels;

  /** Reads that the core was asked for, by the number that stands for them. */
  private final TreeMap<Long, List<Read>> askedReads = new TreeMap<>();

  /** The latest timestamp that a read of this leader is as of; 0 for none. */
  private long floorWanted;

  /** The timestamp of the last entry that this leader made; 0 for none. */
  private long lastStamped;

  private boolean isInstalling;
  private long lastReadId;
  private long appliedTold;
  private @Nullable BiConsumer<Boolean, String> transferEnded;
  private @Nullable BiConsumer<Outcome, String> changeEnded;

  /** Taken, and perhaps ahead of what the core knows to be applied. */
  private @Nullable Snapshot taken;

  /** What the event being stepped brought. */
  private EntryBatch brought = EntryBatch.none(1);

  private List<Call<R>> proposedCalls = List.of();

  /** What was lost to damage; local reads wait until it is here and applied. Null once it is. */
  private volatile @Nullable EntryId promised;

  private volatile Status status;
  private volatile Membership membership;
  private volatile @Nullable StateComparison lastComparison;

  /**
   * Puts a replica together from what its log, its state machine and its snapshots hold.
   *
   * @throws IOException if the disk fails, or a snapshot turns out to be damaged
   * @throws IllegalStateException if they are not of one replica
   */
  public Replica(ReplicaParts<R> parts) throws IOException {
    wal = parts.wal();
    transport = parts.transport();
    time = parts.time();
    listener = parts.listener();
    wakeLogWriter = parts.signals().logWriter();
    self = parts.config().self();
    comparing = new Comparing(self, parts.compareEveryNanos());
    levels = new FeatureLevels(self, parts.featureLevel());
    Revival revival = new Revival(parts);
    Recovered recovered = revival.run();
    long floor = Math.max(wal.hlcFloor(), parts.stateMachine().lastHlc());
    clock = new HybridClock(time, parts.maxClockOffsetMillis(), floor);
    inbox = new Inbox<>(parts.signals().replica());
    keepLogBytes = parts.snapshotOptions().keepLogBytes();
    snapshotter =
        new Snapshotter(
            parts, revival.bytesSinceSnapshot(parts.snapshotOptions()), inbox::snapshot);
    logWriter =
        new LogWriter(
            wal,
            inbox::persisted,
            index -> inbox.snapshot(new Event.Compacted(index)),
            wakeLogWriter);
    applier =
        new Applier<>(
            parts,
            pending,
            snapshotter,
            this::restored,
            new Applier.Judging(
                new StateJudge(
                    self, parts.stateMachine(), this::membership, wal.entryIds().lastIndex()),
                report -> inbox.reported(self, report)));
    appliedTold = applier.appliedIndex();
    core = new RaftCore(parts.config(), revival.initial(), recovered, parts.seed());
    promised = recovered.promised();
    status = core.status();
    membership = core.membership();
    levels.require(membership);
  }

  public Applier<R> applier() {
    return applier;
  }

  public LogWriter logWriter() {
    return logWriter;
  }

  public Snapshotter snapshotter() {
    return snapshotter;
  }

  public HybridClock clock() {
    return clock;
  }

  /** How the replica stood after its last turn. */
  public Status status() {
    return status;
  }

  /** The id of this replica. */
  public NodeId self() {
    return self;
  }

  /** The configuration that counts for this replica, committed or not. */
  public Membership membership() {
    return membership;
  }

  /** The voter that is furthest, this node aside; empty unless this node leads others that vote. */
  public Optional<NodeId> furthestVoter() {
    List<NodeId> voters = membership.voters();
    return status.peers().stream()
        .filter(peer -> voters.contains(peer.node()))
        .max(Comparator.comparingLong(Status.Peer::matchIndex))
        .map(Status.Peer::node);
  }

  /** Proposes the commands, in this order. Each call is ended exactly once. */
  public void propose(List<Call<R>> calls) {
    inbox.propose(calls);
  }

  /**
   * Lets the read run when it can see everything acknowledged before now, if this replica leads.
   * One as of a timestamp also waits until an entry stamped later is applied; if none is under way,
   * one is made.
   */
  public void read(Read read) {
    if (isWithinClockBound(read)) {
      inbox.read(read);
    }
  }

  /**
   * Lets the read run on what this replica has applied, whatever its role; refused while it lacks
   * what it had before its disk was damaged. One as of a timestamp waits until an entry stamped
   * then or later is applied here, which nobody makes for its sake.
   */
  public void readLocal(Read read) {
    if (isRepairing()) {
      read.refused(Refusal.REPAIRING);
    } else if (isWithinClockBound(read)) {
      applier.readLocal(read);
    }
  }

  /** Merges what a read is as of: whatever is stamped here from now on is later. */
  private boolean isWithinClockBound(Read read) {
    long asOf = read.asOfHlc();
    if (asOf != 0 && clock.observe(asOf) instanceof HybridClock.Observed.Refused(var aheadMillis)) {
      read.aheadOfClock(aheadMillis);
      return false;
    }
    return true;
  }

  /** Lets the read run on what this replica has applied, whatever that is worth: for observers. */
  public void look(Read read) {
    applier.readLocal(read);
  }

  /** Whether this replica lacks what it had before its disk was damaged. Any thread. */
  public boolean isRepairing() {
    EntryId missing = promised;
    return missing != null
        && (status.promised() != null || applier.appliedIndex() < missing.index());
  }

  /** What the last comparison of states found while this replica led; null when there was none. */
  public @Nullable StateComparison lastComparison() {
    return lastComparison;
  }

  /**
   * There is evidence that this peer's process has ended. It need not be right: a hint that
   * shortens the wait for an election, and decides nothing.
   */
  public void peerGone(NodeId peer) {
    inbox.gone(peer);
  }

  /** A peer says which feature levels it supports: up to this one. */
  public void supports(NodeId node, int level) {
    inbox.supports(node, level);
  }

  /** A peer reports what its state hashes to. */
  public void receive(NodeId from, StateReport report) {
    inbox.reported(from, report);
  }

  /**
   * A message came in from a peer.
   *
   * @param entries the bytes of an Append's entries; none for other messages
   */
  public void receive(NodeId from, Message message, EntryBatch entries) {
    inbox.receive(from, message, entries);
  }

  /**
   * Hands leadership over.
   *
   * @param ended is told whether it was done, and the detail, on the replica's turn
   */
  public void transfer(NodeId to, BiConsumer<Boolean, String> ended) {
    inbox.transfer(to, ended);
  }

  /**
   * Changes the configuration.
   *
   * @param ended is told what came of it, and the detail, on the replica's turn
   */
  public void change(Event.MembershipRequested request, BiConsumer<Outcome, String> ended) {
    inbox.change(request, ended);
  }

  /** The first turn. */
  public void start() {
    EntryId lost = promised;
    if (lost != null) {
      listener.lossFound(lost, wal.damage());
    }
    step(new Event.Started());
    status = core.status();
  }

  /** When a turn is due even if nothing comes in, on the clock of monotonic nanoseconds. */
  public long nextDeadlineNanos() {
    return Math.min(core.nextDeadlineNanos(), comparing.deadlineNanos());
  }

  /**
   * Takes a turn: everything that waits, then the clock.
   *
   * @return whether there was anything to do
   */
  public boolean runOnce() {
    boolean worked = tellApplied();
    for (Inbox.Input input = inbox.next(); input != null; input = inbox.next()) {
      handle(input);
      worked = true;
    }
    worked |= tellTaken();
    worked |= compareStates();
    worked |= raiseFeatureLevel();
    worked |= proposeWaiting();
    worked |= askWaitingReads();
    worked |= proposeFloor();
    if (core.nextDeadlineNanos() - time.monotonicNanos() <= 0) {
      step(new Event.TimePassed());
      worked = true;
    }
    if (worked) {
      status = core.status();
      listener.turnEnded();
    }
    return worked;
  }

  /** Ends every call and read that waits; after the last turn of all actors. */
  public void stopped() {
    inbox.refuseAll();
    askedReads.values().forEach(reads -> reads.forEach(read -> read.refused(Refusal.NOT_LEADER)));
    askedReads.clear();
    pending.stopped();
    applier.stopped();
    if (changeEnded != null) {
      changeEnded.accept(Outcome.UNKNOWN, "the replica stops");
      changeEnded = null;
    }
  }

  private void handle(Inbox.Input input) {
    switch (input) {
      case Inbox.Input.Incoming(var from, var message, var entries) -> {
        if (!contradicts(from, message, entries)) {
          observeClock(from, entries);
          brought = entries;
          step(new Event.Received(from, message));
        }
      }
      case Inbox.Input.Persisted(var sequence) -> step(new Event.Persisted(sequence));
      case Inbox.Input.Transfer(var to, var ended) -> {
        if (transferEnded != null) {
          ended.accept(false, "another transfer is under way");
        } else {
          transferEnded = ended;
          step(new Event.TransferRequested(to));
        }
      }
      case Inbox.Input.Change(var request, var ended) -> {
        if (changeEnded != null) {
          ended.accept(Outcome.REFUSED, "another change is under way");
        } else {
          changeEnded = ended;
          step(request);
        }
      }
      case Inbox.Input.Snapshots(Event.SnapshotTaken(var snapshot)) -> taken = snapshot;
      case Inbox.Input.Snapshots(Event.SnapshotInstalled(var snapshot)) -> {
        isInstalling = false;
        appliedTold = snapshot.index();
        step(new Event.SnapshotInstalled(snapshot));
        listener.snapshotInstalled(snapshot);
      }
      case Inbox.Input.Snapshots(var event) -> step(event);
      case Inbox.Input.Gone(var peer) -> step(new Event.PeerGone(peer));
      case Inbox.Input.Supports(var node, var level) -> levels.supports(node, level, membership);
      case Inbox.Input.Reported(var by, var report) -> reported(by, report);
    }
  }

  /** A snapshot taken beside the applier may hold more than the core was told of. */
  private boolean tellTaken() {
    Snapshot snapshot = taken;
    if (snapshot == null || snapshot.index() > appliedTold) {
      return false;
    }
    taken = null;
    step(new Event.SnapshotTaken(snapshot));
    long kept = wal.firstOfNewest(snapshot.index(), keepLogBytes);
    logWriter.dropBefore(Math.min(kept, snapshotter.neededFrom()));
    listener.snapshotTaken(snapshot);
    return true;
  }

  /** A leader takes it, a follower sends its own to the leader. */
  private void reported(NodeId by, StateReport report) {
    NodeId leader = status.leader();
    if (status.role() == RoleName.LEADER) {
      if (membership.isMember(by) && report.at().index() <= status.lastIndex()) {
        comparing.reported(by, report, time.monotonicNanos());
      }
    } else if (by.equals(self) && leader != null && !isRepairing()) {
      transport.report(leader, report);
    }
  }

  private boolean raiseFeatureLevel() {
    if (status.role() != RoleName.LEADER || changeEnded != null) {
      return false;
    }
    int level = levels.toRaise(core.membership(), time.monotonicNanos());
    if (level == 0) {
      return false;
    }
    changeEnded = (_, _) -> {}; // Whoever asks for a change meanwhile is told to ask again.
    Membership now = core.membership();
    step(
        new Event.MembershipRequested(
            now, now.atFeatureLevel(level), Event.Caution.WAIT_FOR_MAJORITIES));
    return true;
  }

  private boolean compareStates() {
    long now = time.monotonicNanos();
    boolean isDue = comparing.isDue(now);
    StateComparison judged = comparing.judge(core.membership(), now);
    if (judged != null) {
      lastComparison = judged;
      listener.statesCompared(judged);
      String hash = judged.right();
      if (hash != null && comparing.mayAccuse(judged, core.membership())) {
        StateReport right = new StateReport(judged.at(), hash);
        ByteBuffer verdict = new StateVerdict(right, judged.different()).encode();
        inbox.propose(List.of(new Unheard<>(EntryKind.STATE_VERDICT, verdict, now)));
      }
    }
    boolean isKnownToAll = core.membership().featureLevel() >= FeatureLevel.STATE_COMPARISON;
    if (isDue && comparing.begin(now, status.lastIndex()) && isKnownToAll) {
      inbox.propose(List.of(new Unheard<>(EntryKind.STATE_MARK, NOTHING, now)));
    }
    return isDue || judged != null;
  }

  /** The state is that of the snapshot now; the log follows. Called by the applier. */
  private void restored(Snapshot snapshot) {
    logWriter.reset(
        snapshot.lastIncluded(), () -> inbox.snapshot(new Event.SnapshotInstalled(snapshot)));
  }

  private boolean tellApplied() {
    long applied = applier.appliedIndex();
    if (applied == appliedTold || isInstalling) {
      return false;
    }
    appliedTold = applied;
    step(new Event.Applied(applied));
    return true;
  }

  private boolean proposeWaiting() {
    List<Call<R>> calls = inbox.takeCalls(time.monotonicNanos());
    if (calls.isEmpty()) {
      return false;
    }
    int[] storedBytes = new int[calls.size()];
    for (int i = 0; i < storedBytes.length; i++) {
      storedBytes[i] = EntryCodec.storedBytes(calls.get(i).payload().remaining());
    }
    proposedCalls = calls;
    step(new Event.Proposed(storedBytes));
    proposedCalls = List.of();
    return true;
  }

  private boolean askWaitingReads() {
    List<Read> reads = inbox.takeReads(time.monotonicNanos());
    if (reads.isEmpty()) {
      return false;
    }
    long readId = ++lastReadId;
    askedReads.put(readId, reads);
    for (Read read : reads) {
      floorWanted = Math.max(floorWanted, read.asOfHlc());
    }
    step(new Event.ReadRequested(readId));
    return true;
  }

  /**
   * Reads as of a timestamp wait for an entry stamped then or later. If neither the state nor what
   * this leader has proposed holds one, an empty entry is: only what is in the log binds the next
   * leader, too. Tried again each turn while it is refused.
   */
  private boolean proposeFloor() {
    boolean isWanted = floorWanted > Math.max(applier.lastHlc(), lastStamped);
    if (!isWanted || status.role() != RoleName.LEADER) {
      return false;
    }
    proposedCalls = List.of(new Unheard<>(EntryKind.NO_OP, NOTHING, time.monotonicNanos()));
    step(new Event.Proposed(new int[] {NO_OP_STORED_BYTES}));
    proposedCalls = List.of();
    return lastStamped >= floorWanted;
  }

  private void step(Event event) {
    for (Effect effect : core.step(event, time.monotonicNanos())) {
      carryOut(effect);
    }
  }

  private void carryOut(Effect effect) {
    switch (effect) {
      case Effect.CreateNoOp(var id) -> brought = created(id, EntryKind.NO_OP, NOTHING, List.of());
      case Effect.CreateMembership(var id, var membership) -> {
        List<MembershipEntry> entry = List.of(new MembershipEntry(id.index(), membership));
        ByteBuffer payload = MembershipCodec.encode(membership);
        brought = created(id, EntryKind.MEMBERSHIP, payload, entry);
      }
      case Effect.Persist(var sequence, var hardState, var entries) -> {
        EntryBatch batch =
            entries.isEmpty()
                ? EntryBatch.none(entries.firstIndex())
                : brought.range(entries.firstIndex(), entries.toExclusive());
        wal.stage(sequence, hardState, batch);
        wakeLogWriter.run();
      }
      case Effect.Send(var to, var message) -> {
        if (message instanceof Message.InstallSnapshot(_, var offered)) {
          snapshotter.offered(offered);
        }
        transport.send(to, message);
      }
      case Effect.Apply(var toIndex) -> applier.committed(toIndex);
      case Effect.AcceptProposal(var firstIndex, var count, var term) ->
          accept(firstIndex, count, term);
      case Effect.RefuseProposal(var reason) -> proposedCalls.forEach(call -> call.refused(reason));
      case Effect.AnswerRead(var readId, var atIndex) -> answer(takeReads(readId), atIndex);
      case Effect.RefuseRead(var readId, var reason) ->
          takeReads(readId).forEach(read -> read.refused(reason));
      case Effect.RoleChanged change -> {
        status = core.status(); // Whoever is told of the change finds it here, too.
        comparing.leads(change.role() == RoleName.LEADER, time.monotonicNanos());
        applier.leads(change.role() == RoleName.LEADER);
        if (change.role() == RoleName.LEADER) {
          // What it stamps follows what its log holds, also what it once refused to merge, and what
          // it stamped itself and lost with its power before it was durable.
          clock.raise(Math.max(wal.hlcFloor(), applier.lastHlc()));
        } else {
          floorWanted = 0;
          lastStamped = 0;
          pending.leadershipLost(status.commitIndex());
        }
        listener.roleChanged(change);
      }
      case Effect.TransferEnded(var done, var detail) -> {
        BiConsumer<Boolean, String> ended = transferEnded;
        transferEnded = null;
        if (ended != null) {
          ended.accept(done, detail);
        }
      }
      case Effect.MembershipEnded(var outcome, var detail) -> {
        BiConsumer<Outcome, String> ended = changeEnded;
        changeEnded = null;
        if (ended != null) {
          ended.accept(outcome, detail);
        }
      }
      case Effect.MembershipChanged(_, var now) -> {
        levels.require(now);
        membership = now;
        listener.membershipChanged(now);
      }
      case Effect.Removed() -> listener.removed();
      case Effect.PromiseKept() -> listener.promiseKept();
      case Effect.MessageRefused(var from, var why) -> listener.messageRefused(from, why);
      case Effect.FetchSnapshot(var from, var snapshot) -> snapshotter.fetch(from, snapshot);
      case Effect.InstallSnapshot(var snapshot) -> {
        isInstalling = true;
        applier.restore(snapshot);
      }
    }
  }

  /** Stamps and encodes the commands, now that their ids are known. */
  private void accept(long firstIndex, int count, long term) {
    long hlc = clock.next(count);
    lastStamped = hlc + count - 1;
    ByteBuffer[] records = new ByteBuffer[count];
    int[] storedBytes = new int[count];
    long chain = wal.chainOfLast();
    for (int i = 0; i < count; i++) {
      EntryId id = new EntryId(firstIndex + i, term);
      ByteBuffer payload = proposedCalls.get(i).payload();
      records[i] = EntryCodec.encode(id, proposedCalls.get(i).kind(), hlc + i, chain, payload);
      chain = EntryCodec.chainOf(records[i]);
      storedBytes[i] = records[i].remaining();
    }
    brought = new EntryBatch(EntryIds.ofTerm(firstIndex, term, storedBytes), List.of(records));
    proposedCalls.forEach(call -> call.proposed(term));
    pending.add(firstIndex, term, proposedCalls);
  }

  /** A change of the term is told before: this is the one in which the reads were confirmed. */
  private void answer(List<Read> reads, long atIndex) {
    long term = status.term();
    reads.forEach(read -> read.confirmed(term));
    applier.read(atIndex, reads);
  }

  /** An entry that the core wanted made. */
  private EntryBatch created(
      EntryId id, EntryKind kind, ByteBuffer payload, List<MembershipEntry> memberships) {
    lastStamped = clock.now();
    ByteBuffer record = EntryCodec.encode(id, kind, lastStamped, wal.chainOfLast(), payload);
    int[] storedBytes = {record.remaining()};
    EntryIds ids = EntryIds.ofTerm(id.index(), id.term(), storedBytes);
    return new EntryBatch(ids.withMemberships(memberships), List.of(record));
  }

  /**
   * Merges the newest timestamp of a peer's entries; one too far ahead never blocks replication.
   */
  private void observeClock(NodeId from, EntryBatch entries) {
    if (entries.records().isEmpty()) {
      return;
    }
    long newest = EntryCodec.decode(entries.records().getLast()).hlc();
    if (clock.observe(newest) instanceof HybridClock.Observed.Refused(var aheadMillis)) {
      listener.clockRefused(from, aheadMillis);
    }
  }

  /**
   * Whether a leader sends other content than this replica holds under the same ids: such entries
   * are not taken, since one of the two logs is wrong.
   */
  private boolean contradicts(NodeId from, Message message, EntryBatch entries) {
    EntryId wrong =
        message instanceof Message.Append append && !entries.ids().isEmpty()
            ? wal.contradicting(append.base(), entries)
            : null;
    if (wrong != null) {
      listener.contradicted(from, wrong);
    }
    return wrong != null;
  }

  private List<Read> takeReads(long readId) {
    List<Read> reads = askedReads.remove(readId);
    return reads == null ? List.of() : reads;
  }
}

package dev.palisade.sim.world;

import dev.palisade.kv.state.KvStateMachine;
import dev.palisade.kv.state.Outcome;
import dev.palisade.raft.Entry;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryIds;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.Snapshot;
import dev.palisade.raft.StateMachine;
import dev.palisade.raft.core.Effect;
import dev.palisade.raft.core.Effect.RoleName;
import dev.palisade.raft.core.Message;
import dev.palisade.raft.core.Status;
import dev.palisade.raft.log.CorruptLogException;
import dev.palisade.raft.log.EntryBatch;
import dev.palisade.raft.log.LogDamage;
import dev.palisade.raft.log.Wal;
import dev.palisade.raft.replica.Replica;
import dev.palisade.raft.replica.ReplicaListener;
import dev.palisade.raft.replica.SnapshotMessage;
import dev.palisade.raft.replica.StateComparison;
import dev.palisade.raft.replica.StateReport;
import dev.palisade.raft.replica.Transport;
import dev.palisade.sim.oracle.Oracle;
import dev.palisade.sim.oracle.Violation;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One process of a node, from its start to its end: the production replica with its log and its
 * state, each of its actors given a turn when it asked for one. Not thread-safe.
 */
final class Process implements Transport, ReplicaListener, StateMachine<Outcome> {
  private final SimNode node;
  private final Wal wal;
  private KvStateMachine machine;
  private final Replica<Outcome> replica;
  private boolean replicaDue;
  private boolean writerDue;
  private boolean applierDue;
  private boolean snapshotterDue;
  private final Alarm snapshotAlarm;
  private final Alarm applierAlarm;
  private long timerAtNanos = Long.MAX_VALUE;
  private boolean clockSuspect;

  /** What the verdicts in the log demand of it. */
  private final Verdicts verdicts;

  /** What peers said that they support. */
  private final TreeMap<NodeId, Integer> levels = new TreeMap<>();

  Process(SimNode node, Wal wal, KvStateMachine machine) throws IOException {
    this.node = node;
    this.wal = wal;
    this.machine = machine;
    snapshotAlarm = new Alarm(node, this, this::wakeSnapshotter);
    applierAlarm = new Alarm(node, this, this::wakeApplier);
    Replica.Signals signals =
        new Replica.Signals(
            this::wakeReplica, this::wakeWriter, this::wakeApplier, this::wakeSnapshotter);
    wal.onDamage(e -> node.run(this, node.thinkNanos(), () -> node.failed(this, e)));
    verdicts = new Verdicts(node.id(), wal.entryIds().lastIndex());
    replica = new Replica<>(node.parts(wal, this, signals));
  }

  void start() {
    node.world().watch().logs().holds(node.id(), wal.base(), wal.entryIds());
    // A clock that starts behind what the log holds is ahead of its wall clock from the beginning.
    clockSuspect = replica.clock().aheadMillis() > node.maxClockOffsetMillis();
    replica.start();
    setTimer();
  }

  void hears(NodeId from, int level) {
    Integer before = levels.put(from, level);
    if (before == null || before != level) {
      replica.supports(from, level);
    }
  }

  Replica<Outcome> replica() {
    return replica;
  }

  KvStateMachine machine() {
    return machine;
  }

  boolean leads() {
    return replica.status().role() == RoleName.LEADER;
  }

  /** The last entry that is durable in this process' own log, as far as it knows. */
  EntryId lastDurable() {
    Status status = replica.status();
    EntryIds ids = wal.entryIds();
    long index = Math.min(status.durableIndex(), ids.lastIndex());
    if (index < wal.base().index()) {
      return EntryId.ZERO; // The log is being emptied: either end of that is right.
    }
    return index < ids.firstIndex() ? wal.base() : ids.idAt(index);
  }

  /** The wall clock was stepped: how far timestamps are ahead of it says nothing any more. */
  void clockStepped() {
    clockSuspect = true;
  }

  private void wakeReplica() {
    if (!replicaDue) {
      replicaDue = true;
      node.run(this, node.thinkNanos(), this::replicaTurn);
    }
  }

  private void wakeWriter() {
    if (!writerDue) {
      writerDue = true;
      node.run(this, node.diskNanos(), this::writerTurn);
    }
  }

  private void wakeApplier() {
    if (!applierDue) {
      applierDue = true;
      node.run(this, node.applyNanos(), this::applierTurn);
    }
  }

  private void replicaTurn() {
    replicaDue = false;
    replica.runOnce();
    if (clockSuspect || replica.clock().aheadMillis() <= node.maxClockOffsetMillis() + 1) {
      setTimer();
      return;
    }
    throw new Violation(
        Oracle.CLOCK_BOUND,
        "the clock of %s is %d ms ahead of its wall clock, and only %d ms are allowed"
            .formatted(node.id(), replica.clock().aheadMillis(), node.maxClockOffsetMillis()));
  }

  private void writerTurn() {
    long stalledNanos = node.stalledNanos();
    if (stalledNanos > 0) {
      node.run(this, Math.min(stalledNanos, SimNode.LOOK_AGAIN_NANOS), this::writerTurn);
      return;
    }
    writerDue = false;
    replica.logWriter().runOnce();
  }

  private void applierTurn() throws IOException {
    applierDue = false;
    if (replica.applier().runOnce()) {
      wakeApplier(); // There may be more than one batch.
      wakeReplica(); // It tells the core how far the state is.
    }
    applierAlarm.ringAt(replica.applier().nextDeadlineNanos());
  }

  private void wakeSnapshotter() {
    if (!snapshotterDue) {
      snapshotterDue = true;
      node.run(this, node.snapshotNanos(), this::snapshotterTurn);
    }
  }

  private void snapshotterTurn() throws IOException {
    snapshotterDue = false;
    replica.snapshotter().runOnce();
    snapshotAlarm.ringAt(replica.snapshotter().nextDeadlineNanos());
  }

  private void setTimer() {
    long due = node.clock().trueTimeOf(replica.nextDeadlineNanos());
    if (due < timerAtNanos) {
      timerAtNanos = due;
      node.runAt(this, due, () -> timerDue(due));
    }
  }

  /** Deadlines mostly move away before they come: then the timer is set anew. */
  private void timerDue(long due) {
    if (timerAtNanos != due) {
      return;
    }
    timerAtNanos = Long.MAX_VALUE;
    if (replica.nextDeadlineNanos() <= node.clock().monotonicNanos()) {
      wakeReplica();
    } else {
      setTimer();
    }
  }

  @Override
  public void send(NodeId to, Message message) {
    EntryIds wanted = message instanceof Message.Append append ? append.entries() : null;
    if (wanted == null || wanted.isEmpty()) {
      node.send(to, message, EntryBatch.none(1));
    } else {
      sendEntries(to, (Message.Append) message, wanted);
    }
  }

  /** As a link does: from memory at once; from the disk when it gets to it, or they may be gone. */
  private void sendEntries(NodeId to, Message.Append append, EntryIds wanted) {
    Optional<EntryBatch> recent = node.sendsAtOnce() ? wal.readRecent(wanted) : Optional.empty();
    if (recent.isPresent()) {
      node.sendEntries(to, append, recent.get());
    } else {
      node.run(this, node.thinkNanos(), () -> sendEntries(to, append));
    }
  }

  private void sendEntries(NodeId to, Message.Append append) {
    try {
      wal.read(append.entries()).ifPresent(entries -> node.sendEntries(to, append, entries));
    } catch (CorruptLogException e) {
      // As the links of production: the message is lost, and the log has told whom it concerns.
      node.world().counts().damageFoundByALink();
    } catch (IOException e) {
      node.failed(this, e);
    }
  }

  @Override
  public void roleChanged(Effect.RoleChanged change) {
    node.world()
        .trace()
        .note(
            2,
            node.id().value() * 4L + change.role().ordinal(),
            () -> node.id() + " is " + change.role() + " of term " + change.term());
    if (change.role() == RoleName.LEADER) {
      // A leader's clock follows its log, whatever is in it.
      clockSuspect |= replica.clock().aheadMillis() > node.maxClockOffsetMillis();
      node.world().watch().elections().leads(node.id(), change.term());
      EntryIds ids = wal.entryIds();
      node.world().watch().logs().holds(node.id(), wal.base(), ids);
      node.world().watch().logs().leads(node.id(), change.term(), ids);
      node.world().leads(node);
    }
  }

  /** What is applied for the first time anywhere is durable at a majority. */
  private void requireQuorum(EntryId id) {
    Membership membership = replica.membership();
    boolean isNews = id.index() > node.world().watch().applied().lastIndex();
    if (isNews && !membership.isJoint() && !node.world().isAtMajority(membership, id)) {
      throw new Violation(
          Oracle.QUORUM_WRITES,
          "%s applies %s, which no majority of %s holds durably"
              .formatted(node.id(), id, membership.voters()));
    }
  }

  /** Whether this entry is durable here. */
  boolean holdsDurably(EntryId id) {
    return replica.status().durableIndex() >= id.index()
        && (wal.base().index() >= id.index() || wal.holds(id));
  }

  @Override
  public EntryId applied() {
    return machine.applied();
  }

  @Override
  public void restore(Snapshot snapshot) throws IOException {
    EntryId before = machine.applied();
    machine = node.restoreState(snapshot);
    verdicts.forget();
    node.world().watch().applied().restored(node.id(), before, snapshot, machine.stateHash());
    node.world().trace().note(node.id() + " restores a snapshot of " + snapshot.lastIncluded());
  }

  @Override
  public void snapshotTaken(Snapshot snapshot) {
    node.world().counts().snapshotTaken();
    node.world().trace().note(node.id() + " has a snapshot of " + snapshot.lastIncluded());
  }

  @Override
  public void snapshotInstalled(Snapshot snapshot) {
    node.world().counts().snapshotInstalled();
  }

  @Override
  public void membershipChanged(Membership membership) {
    for (NodeId member : membership.members()) {
      if (node.world().node(member).featureLevel() < membership.featureLevel()) {
        throw new Violation(
            Oracle.FEATURE_LEVEL,
            "%s is of %s, but %s supports only level %d"
                .formatted(
                    node.id(), membership, member, node.world().node(member).featureLevel()));
      }
    }
    node.world().trace().note(node.id() + " is of " + membership);
  }

  @Override
  public void removed() {
    node.run(this, 0, node::removed);
  }

  @Override
  public void ask(NodeId to, SnapshotMessage.Question question) {
    node.world().carry(node.id(), to, question);
  }

  @Override
  public void answer(NodeId to, SnapshotMessage.Answer answer) {
    node.world().carry(node.id(), to, answer);
  }

  @Override
  public void report(NodeId to, StateReport report) {
    node.report(to, report);
  }

  @Override
  public void lossFound(EntryId promised, @Nullable LogDamage damage) {
    node.lossFound(promised);
  }

  @Override
  public void promiseKept() {
    node.promiseKept();
  }

  @Override
  public void contradicted(NodeId from, EntryId entry) {
    throw new Violation(
        Oracle.LOG_MATCHING, from + " sends " + entry + ", which is another one at " + node.id());
  }

  @Override
  public void statesCompared(StateComparison comparison) {
    node.world().counts().statesCompared();
    for (NodeId each : comparison.equal()) {
      if (!node.world().watch().reports().isRight(each, comparison.at())) {
        throw new Violation(
            Oracle.QUARANTINE,
            "%s finds %s right at %s, and it said nothing, or something else"
                .formatted(node.id(), each, comparison.at()));
      }
    }
  }

  @Override
  public byte[] hash() {
    byte[] hash = machine.stateHash();
    // What lacks a row may find that out only by the others.
    boolean isWrong =
        node.isDiverged()
            || node.lacksRow()
                && node.world().watch().applied().isOtherHash(machine.appliedIndex(), hash);
    if (node.isDiverged()) {
      hash[0] ^= 1;
    }
    if (isWrong) {
      verdicts.misreported(machine.appliedIndex());
    }
    node.world().watch().reports().reported(node.id(), machine.applied(), !isWrong);
    return hash;
  }

  /** Some states that differ do not fit their own rows, others do. */
  @Override
  public byte[] recomputedHash() {
    return node.isDiverged() && verdicts.rowsFit() ? hash() : machine.recomputeHash();
  }

  @Override
  public long lastHlc() {
    return machine.lastHlc();
  }

  @Override
  public List<Outcome> apply(List<Entry> entries) {
    requireQuorum(entries.getLast().id());
    verdicts.require(entries, replica.membership());
    List<Outcome> outcomes = machine.apply(entries);
    List<Entry> applied = entries.subList(0, outcomes.size());
    byte[] hash = node.lacksRow() ? null : machine.stateHash();
    long last = applied.getLast().id().index();
    node.world().watch().logs().appliedIn(replica.status().term(), last);
    node.world().watch().applied().applied(node.id(), applied, outcomes, hash);
    node.world()
        .trace()
        .note(3, machine.appliedIndex(), () -> node.id() + " applied " + machine.appliedIndex());
    return outcomes;
  }
}

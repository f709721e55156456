package dev.palisade.raft.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.raft.Entry;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryIds;
import dev.palisade.raft.EntryKind;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.StateMachine;
import dev.palisade.raft.clock.Hlc;
import dev.palisade.raft.clock.TimeSource;
import dev.palisade.raft.core.CoreConfig;
import dev.palisade.raft.core.Effect.Refusal;
import dev.palisade.raft.core.Effect.RoleName;
import dev.palisade.raft.core.Message;
import dev.palisade.raft.log.EntryBatch;
import dev.palisade.raft.log.EntryCodec;
import dev.palisade.raft.log.FaultDisk;
import dev.palisade.raft.log.LogIdentity;
import dev.palisade.raft.log.Wal;
import dev.palisade.raft.log.WalOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A read as of a timestamp has one answer, whenever and wherever it is asked. */
class AsOfReadsTest {
  private static final NodeId SELF = new NodeId(1);
  private static final NodeId OTHER = new NodeId(2);
  private static final long WALL_MILLIS = 1_800_000_000_000L;

  private final Stamps state = new Stamps();
  private final List<Message> sent = new ArrayList<>();
  private long monotonicNanos = 1;

  @Test
  void aReadWaitsForAWriteThatWasStampedBeforeItsTimeAndIsNotCommitted() throws Exception {
    try (Wal wal = open()) {
      Replica<String> leader = leader(wal);
      long asOf = Hlc.of(WALL_MILLIS + 100, 0);
      RecordedCall write = new RecordedCall(8, Long.MAX_VALUE);
      leader.propose(List.of(write));
      run(leader);
      RecordedRead read = new RecordedRead(asOf, Long.MAX_VALUE);
      leader.read(read);
      run(leader);
      confirmReads(leader);
      assertThat(read.endings).as("the write may still commit").isEmpty();
      acknowledge(leader, wal.entryIds().lastIndex());
      assertThat(read.endings).containsExactly("ready");
      assertThat(write.endings).containsExactly("done ok");
      assertThat(state.stamps.getLast()).isGreaterThanOrEqualTo(asOf);
    }
  }

  @Test
  void whatALeaderStampsAfterAReadIsLater() throws Exception {
    try (Wal wal = open()) {
      Replica<String> leader = alone(wal);
      long asOf = Hlc.of(WALL_MILLIS + 400, 7);
      RecordedRead read = new RecordedRead(asOf, Long.MAX_VALUE);
      leader.read(read);
      run(leader);
      assertThat(read.endings).containsExactly("ready");
      assertThat(state.stamps.getLast()).as("a floor in the log").isGreaterThan(asOf);
    }
  }

  @Test
  void aReadOfThePastNeedsNoEntryOfItsOwn() throws Exception {
    try (Wal wal = open()) {
      Replica<String> leader = alone(wal);
      long last = wal.entryIds().lastIndex();
      RecordedRead read = new RecordedRead(state.lastHlc(), Long.MAX_VALUE);
      leader.read(read);
      run(leader);
      assertThat(read.endings).containsExactly("ready");
      assertThat(wal.entryIds().lastIndex()).isEqualTo(last);
    }
  }

  @Test
  void manyReadsShareOneEntryAndOneThatRidesOnAWriteNeedsNone() throws Exception {
    try (Wal wal = open()) {
      Replica<String> leader = alone(wal);
      long last = wal.entryIds().lastIndex();
      for (int i = 0; i < 100; i++) {
        leader.read(new RecordedRead(Hlc.of(WALL_MILLIS + i, 0), Long.MAX_VALUE));
      }
      run(leader);
      assertThat(wal.entryIds().lastIndex()).isEqualTo(last + 1);
      RecordedRead read = new RecordedRead(Hlc.of(WALL_MILLIS + 200, 0), Long.MAX_VALUE);
      leader.read(read);
      leader.propose(List.of(new RecordedCall(8, Long.MAX_VALUE)));
      run(leader);
      assertThat(read.endings).containsExactly("ready");
      assertThat(wal.entryIds().lastIndex()).as("the write is the floor").isEqualTo(last + 2);
    }
  }

  @Test
  void aReadBeyondTheBoundOfTheClockIsRefusedAndLeavesTheClockAlone() throws Exception {
    try (Wal wal = open()) {
      Replica<String> leader = alone(wal);
      RecordedRead read = new RecordedRead(Hlc.of(WALL_MILLIS + 501, 0), Long.MAX_VALUE);
      RecordedRead local = new RecordedRead(-1, Long.MAX_VALUE);
      leader.read(read);
      leader.readLocal(local);
      run(leader);
      assertThat(read.endings).containsExactly("ahead by 501");
      assertThat(local.endings).singleElement().asString().startsWith("ahead by");
      assertThat(leader.clock().aheadMillis()).isZero();
    }
  }

  @Test
  void aReplicaAnswersOnceItAppliedAnEntryOfThatTimeAndExpiresTheReadOtherwise() throws Exception {
    try (Wal wal = open()) {
      Replica<String> follower = start(wal, List.of(SELF, OTHER, new NodeId(3)));
      RecordedRead inTime = new RecordedRead(Hlc.of(WALL_MILLIS, 0), Long.MAX_VALUE);
      RecordedRead inVain = new RecordedRead(Hlc.of(WALL_MILLIS + 1, 0), monotonicNanos + 1_000);
      follower.readLocal(inTime);
      follower.readLocal(inVain);
      run(follower);
      assertThat(inTime.endings).isEmpty();
      assertThat(follower.applier().nextDeadlineNanos()).isEqualTo(inVain.deadlineNanos() + 1);
      append(follower, 1, Hlc.of(WALL_MILLIS, 0));
      assertThat(inTime.endings).containsExactly("ready");
      monotonicNanos += 2_000;
      run(follower);
      assertThat(inVain.endings).containsExactly("expired");
      assertThat(follower.applier().nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }
  }

  @Test
  void aReadThatWaitsIsRefusedWhenItsLeaderIsDeposed() throws Exception {
    try (Wal wal = open()) {
      Replica<String> leader = leader(wal);
      RecordedRead read = new RecordedRead(Hlc.of(WALL_MILLIS + 100, 0), Long.MAX_VALUE);
      leader.read(read);
      run(leader);
      confirmReads(leader);
      assertThat(read.endings).isEmpty();
      leader.receive(
          OTHER, new Message.Heartbeat(leader.status().term() + 1, 0, 1), EntryBatch.none(1));
      run(leader);
      assertThat(read.endings).containsExactly("refused NOT_LEADER");
    }
  }

  private static Wal open() throws Exception {
    return Wal.open(new FaultDisk(), WalOptions.ofDefaults(new LogIdentity(7, SELF), 1));
  }

  private Replica<String> alone(Wal wal) throws IOException {
    return start(wal, List.of(SELF));
  }

  /** One of three that leads, with its first entry committed. */
  private Replica<String> leader(Wal wal) throws IOException {
    Replica<String> replica = start(wal, List.of(SELF, OTHER, new NodeId(3)));
    monotonicNanos += 1_000_000_000;
    run(replica);
    replica.receive(OTHER, new Message.PreVoteReply(1, true), EntryBatch.none(1));
    run(replica);
    replica.receive(OTHER, new Message.VoteReply(1, true), EntryBatch.none(1));
    run(replica);
    assertThat(replica.status().role()).isEqualTo(RoleName.LEADER);
    acknowledge(replica, wal.entryIds().lastIndex());
    return replica;
  }

  private void acknowledge(Replica<String> leader, long durable) {
    leader.receive(
        OTHER, new Message.AppendReply(leader.status().term(), durable), EntryBatch.none(1));
    run(leader);
  }

  /** A majority confirms every round that was asked for. */
  private void confirmReads(Replica<String> leader) {
    for (Message message : List.copyOf(sent)) {
      if (message instanceof Message.Heartbeat(var term, _, var round)) {
        leader.receive(OTHER, new Message.HeartbeatReply(term, round), EntryBatch.none(1));
      }
    }
    run(leader);
  }

  private void append(Replica<String> follower, long index, long hlc) {
    EntryId id = new EntryId(index, 1);
    ByteBuffer record = EntryCodec.encode(id, EntryKind.NO_OP, hlc, ByteBuffer.allocate(0));
    EntryIds ids = EntryIds.ofTerm(index, 1, new int[] {record.remaining()});
    follower.receive(
        OTHER, new Message.Append(1, EntryId.ZERO, ids, 0), new EntryBatch(ids, List.of(record)));
    run(follower);
    follower.receive(OTHER, new Message.Heartbeat(1, index, 1), EntryBatch.none(1));
    run(follower);
  }

  private Replica<String> start(Wal wal, List<NodeId> voters) throws IOException {
    Runnable nothing = () -> {};
    Replica<String> replica =
        new Replica<>(
            new ReplicaParts<>(
                CoreConfig.ofDefaults(SELF, Replica.NO_OP_STORED_BYTES),
                Membership.ofVoters(voters),
                wal,
                state,
                new NoSnapshots(),
                SnapshotOptions.DEFAULT,
                Long.MAX_VALUE,
                1,
                (to, message) -> sent.add(message),
                new Clock(),
                new Replica.Signals(nothing, nothing, nothing, nothing),
                new ReplicaListener() {},
                500,
                1));
    replica.start();
    run(replica);
    return replica;
  }

  private static void run(Replica<String> replica) {
    try {
      for (int turn = 0; turn < 10; turn++) {
        replica.runOnce();
        replica.logWriter().runOnce();
        replica.applier().runOnce();
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A read that remembers how it ended. */
  private static final class RecordedRead implements Read {
    final List<String> endings = new ArrayList<>();
    private final long asOfHlc;
    private final long deadlineNanos;

    RecordedRead(long asOfHlc, long deadlineNanos) {
      this.asOfHlc = asOfHlc;
      this.deadlineNanos = deadlineNanos;
    }

    @Override
    public long asOfHlc() {
      return asOfHlc;
    }

    @Override
    public long deadlineNanos() {
      return deadlineNanos;
    }

    @Override
    public void ready() {
      endings.add("ready");
    }

    @Override
    public void refused(Refusal reason) {
      endings.add("refused " + reason);
    }

    @Override
    public void expired() {
      endings.add("expired");
    }

    @Override
    public void aheadOfClock(long aheadMillis) {
      endings.add("ahead by " + aheadMillis);
    }
  }

  /** Remembers the timestamp of every entry. */
  private static final class Stamps implements StateMachine<String> {
    final List<Long> stamps = new ArrayList<>();
    private EntryId applied = EntryId.ZERO;

    @Override
    public EntryId applied() {
      return applied;
    }

    @Override
    public long lastHlc() {
      return stamps.isEmpty() ? 0 : stamps.getLast();
    }

    @Override
    public List<String> apply(List<Entry> entries) {
      List<String> results = new ArrayList<>();
      for (Entry entry : entries) {
        stamps.add(entry.hlc());
        applied = entry.id();
        results.add("ok");
      }
      return results;
    }
  }

  private final class Clock implements TimeSource {
    @Override
    public long wallMillis() {
      return WALL_MILLIS;
    }

    @Override
    public long monotonicNanos() {
      return monotonicNanos++;
    }
  }
}

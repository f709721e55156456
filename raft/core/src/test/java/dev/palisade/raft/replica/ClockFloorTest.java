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
import dev.palisade.raft.core.Effect.RoleName;
import dev.palisade.raft.core.Message;
import dev.palisade.raft.log.EntryBatch;
import dev.palisade.raft.log.EntryCodec;
import dev.palisade.raft.log.FaultDisk;
import dev.palisade.raft.log.LogIdentity;
import dev.palisade.raft.log.Loss;
import dev.palisade.raft.log.Wal;
import dev.palisade.raft.log.WalOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Timestamps rise along the log, whatever the wall clock does and however often a node restarts.
 */
class ClockFloorTest {
  private static final NodeId SELF = new NodeId(1);
  private static final long HOUR_MILLIS = 3_600_000;

  private final List<Long> stamps = new ArrayList<>();
  private long wallMillis = 1_800_000_000_000L;
  private long monotonicNanos = 1;

  @Test
  void timestampsRiseThroughStepsOfAnHourAndThroughARestartWithTheClockAnHourBack()
      throws Exception {
    FaultDisk disk = new FaultDisk();
    try (Wal wal = open(disk)) {
      Replica<String> replica = start(wal);
      propose(replica);
      wallMillis += HOUR_MILLIS;
      propose(replica);
      wallMillis -= 2 * HOUR_MILLIS;
      propose(replica);
    }
    try (Wal wal = open(disk.afterPowerLoss(Loss.everything()))) {
      stamps.clear(); // The state is rebuilt from the log, and stamps come again as they were.
      Replica<String> replica = start(wal);
      run(replica);
      propose(replica);
    }
    assertThat(stamps).hasSizeGreaterThanOrEqualTo(6).isSorted().doesNotHaveDuplicates();
    assertThat(Hlc.millis(stamps.getLast()))
        .as("the floor is the highest ever given, not the wall clock")
        .isGreaterThan(wallMillis + HOUR_MILLIS);
  }

  /**
   * An entry far ahead of this node's clock is in its log though its timestamp was not merged: the
   * node may have stamped it itself, when it led, and have lost it with its power.
   */
  @Test
  void aNewLeaderStampsHigherThanWhatItsLogHolds() throws Exception {
    NodeId other = new NodeId(2);
    long ahead = Hlc.of(wallMillis + HOUR_MILLIS, 0);
    EntryId id = new EntryId(1, 1);
    ByteBuffer record = EntryCodec.encode(id, EntryKind.NO_OP, ahead, ByteBuffer.allocate(0));
    EntryIds ids = EntryIds.ofTerm(1, 1, new int[] {record.remaining()});
    try (Wal wal = open(new FaultDisk())) {
      Replica<String> replica = start(wal, List.of(SELF, other, new NodeId(3)));
      replica.receive(
          other, new Message.Append(1, EntryId.ZERO, ids, 0), new EntryBatch(ids, List.of(record)));
      run(replica);
      monotonicNanos += 1_000_000_000;
      run(replica);
      replica.receive(other, new Message.PreVoteReply(2, true), EntryBatch.none(1));
      run(replica);
      replica.receive(other, new Message.VoteReply(2, true), EntryBatch.none(1));
      run(replica);
      assertThat(replica.status().role()).isEqualTo(RoleName.LEADER);
      EntryBatch first = wal.read(2, 3, 1_000).orElseThrow();
      assertThat(EntryCodec.decode(first.records().getFirst()).hlc()).isGreaterThan(ahead);
    }
  }

  private static Wal open(FaultDisk disk) throws Exception {
    return Wal.open(disk, WalOptions.ofDefaults(new LogIdentity(7, SELF), 1));
  }

  private Replica<String> start(Wal wal) throws IOException {
    return start(wal, List.of(SELF));
  }

  private Replica<String> start(Wal wal, List<NodeId> voters) throws IOException {
    Runnable nothing = () -> {};
    Replica<String> replica =
        new Replica<>(
            new ReplicaParts<>(
                CoreConfig.ofDefaults(SELF, Replica.NO_OP_STORED_BYTES),
                Membership.ofVoters(voters),
                wal,
                new Stamps(),
                new NoSnapshots(),
                SnapshotOptions.DEFAULT,
                Long.MAX_VALUE,
                1,
                (to, message) -> {},
                new Clock(),
                new Replica.Signals(nothing, nothing, nothing, nothing),
                new ReplicaListener() {},
                500,
                1));
    replica.start();
    run(replica);
    return replica;
  }

  private void propose(Replica<String> replica) {
    RecordedCall call = new RecordedCall(8, Long.MAX_VALUE);
    replica.propose(List.of(call));
    run(replica);
    assertThat(call.endings).containsExactly("done ok");
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

  /** Remembers the timestamp of every entry. */
  private final class Stamps implements StateMachine<String> {
    private EntryId applied = EntryId.ZERO;

    @Override
    public EntryId applied() {
      return applied;
    }

    @Override
    public long lastHlc() {
      return 0; // So that the floor must come from the log.
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
      return wallMillis;
    }

    @Override
    public long monotonicNanos() {
      return monotonicNanos++;
    }
  }
}

package dev.palisade.raft.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.raft.Entry;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.HardState;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.Snapshot;
import dev.palisade.raft.StateMachine;
import dev.palisade.raft.clock.TimeSource;
import dev.palisade.raft.core.CoreConfig;
import dev.palisade.raft.core.Recovered;
import dev.palisade.raft.log.EntryBatch;
import dev.palisade.raft.log.FaultDisk;
import dev.palisade.raft.log.LogIdentity;
import dev.palisade.raft.log.Wal;
import dev.palisade.raft.log.WalOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a replica makes of what a crash left of log, state and snapshots. */
class RevivalTest {
  private static final NodeId SELF = new NodeId(1);
  private static final Membership CLUSTER = Membership.ofVoters(List.of(SELF, new NodeId(2)));

  private final FaultDisk disk = new FaultDisk();
  private final State state = new State();
  private final OneSnapshot snapshots = new OneSnapshot();
  private Membership beginning = CLUSTER;

  /** The term of a leader is adopted, and its snapshot fetched, before either is in the log. */
  @Test
  void aSnapshotThatWasFetchedInALaterTermThanTheLogKnowsIsPutInPlace() throws IOException {
    try (Wal wal = open()) {
      wal.stage(1, new HardState(3, new NodeId(2)), EntryBatch.none(1));
      wal.flush();
      snapshots.kept = snapshotAt(new EntryId(50, 7));
      wal.beginInstall(new EntryId(50, 7));
      Recovered recovered = new Revival(parts(wal)).run();
      assertThat(state.applied).isEqualTo(new EntryId(50, 7));
      assertThat(recovered.base()).isEqualTo(new EntryId(50, 7));
      assertThat(recovered.hardState()).isEqualTo(new HardState(7, null));
      assertThat(recovered.snapshot()).isEqualTo(snapshots.kept);
    }
    try (Wal again = open()) {
      assertThat(again.installing()).isNull();
      assertThat(again.base()).isEqualTo(new EntryId(50, 7));
      assertThat(again.hardState()).isEqualTo(new HardState(7, null));
    }
  }

  @Test
  void aVoteOfTheSnapshotsTermIsKept() throws IOException {
    try (Wal wal = open()) {
      HardState voted = new HardState(7, new NodeId(2));
      wal.stage(1, voted, EntryBatch.none(1));
      wal.flush();
      snapshots.kept = snapshotAt(new EntryId(50, 7));
      wal.beginInstall(new EntryId(50, 7));
      assertThat(new Revival(parts(wal)).run().hardState()).isEqualTo(voted);
    }
  }

  @Test
  void aStateThatIsASnapshotsAndAheadOfTheLogIsFollowedByTheLog() throws IOException {
    try (Wal wal = open()) {
      state.applied = new EntryId(9, 2);
      snapshots.kept = snapshotAt(new EntryId(9, 2));
      wal.beginInstall(new EntryId(9, 2));
      assertThat(new Revival(parts(wal)).run().base()).isEqualTo(new EntryId(9, 2));
      assertThat(state.restored).isZero();
    }
  }

  @Test
  void aDamagedSnapshotThatIsNewsIsDropped() throws IOException {
    try (Wal wal = open()) {
      snapshots.kept = snapshotAt(new EntryId(9, 2));
      snapshots.damaged = true;
      wal.beginInstall(new EntryId(9, 2));
      Recovered recovered = new Revival(parts(wal)).run();
      assertThat(recovered.base()).isEqualTo(EntryId.ZERO);
      assertThat(recovered.snapshot()).isNull();
      assertThat(state.restored).isZero();
    }
  }

  @Test
  void aStateThatNeitherLogNorSnapshotExplainsIsRefused() throws IOException {
    try (Wal wal = open()) {
      state.applied = new EntryId(9, 2);
      assertThatThrownBy(() -> new Revival(parts(wal)).run())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("9@2", "add it under a new id");
    }
  }

  /** A crash came after the last bytes of it, and before the decision to install it. */
  @Test
  void aSnapshotThatWasFetchedAndNotYetInstalledIsDropped() throws IOException {
    try (Wal wal = open()) {
      wal.stage(1, new HardState(3, new NodeId(2)), EntryBatch.none(1));
      snapshots.kept = snapshotAt(new EntryId(50, 7));
      Recovered recovered = new Revival(parts(wal)).run();
      assertThat(recovered.base()).isEqualTo(EntryId.ZERO);
      assertThat(recovered.hardState()).isEqualTo(new HardState(3, new NodeId(2)));
      assertThat(snapshots.kept).isNull();
      assertThat(state.restored).isZero();
    }
  }

  /** The manifest of the newest snapshot was damaged, and an older one is still on the shelf. */
  @Test
  void aSnapshotFromBeforeTheLogsBaseIsDroppedAndAnotherTaken() throws IOException {
    try (Wal wal = open()) {
      wal.stage(1, new HardState(7, new NodeId(2)), EntryBatch.none(1));
      wal.reset(new EntryId(50, 7));
      state.applied = new EntryId(50, 7);
      snapshots.kept = snapshotAt(new EntryId(20, 3));
      snapshots.next = snapshotAt(new EntryId(50, 7));
      Recovered recovered = new Revival(parts(wal)).run();
      assertThat(recovered.base()).isEqualTo(new EntryId(50, 7));
      assertThat(recovered.snapshot()).isEqualTo(snapshotAt(new EntryId(50, 7)));
    }
  }

  @Test
  void anOlderLogUnderAStateThatIsItsNewestSnapshotIsRefused() throws IOException {
    try (Wal wal = open()) {
      wal.stage(1, new HardState(2, new NodeId(2)), EntryBatch.none(1)); // It had voted in term 9.
      wal.flush();
      state.applied = new EntryId(50, 7);
      snapshots.kept = snapshotAt(new EntryId(50, 7));
      assertThatThrownBy(() -> new Revival(parts(wal)).run())
          .isInstanceOf(ForeignLogException.class)
          .hasMessageContaining("add it under a new id");
      assertThat(wal.base()).isEqualTo(EntryId.ZERO);
    }
  }

  /** An install of another snapshot explains nothing of this state. */
  @Test
  void anInstallOfAnotherSnapshotDoesNotExplainAStateThatIsAheadOfTheLog() throws IOException {
    try (Wal wal = open()) {
      wal.beginInstall(new EntryId(40, 6));
      state.applied = new EntryId(50, 7);
      snapshots.kept = snapshotAt(new EntryId(50, 7));
      assertThatThrownBy(() -> new Revival(parts(wal)).run())
          .isInstanceOf(ForeignLogException.class);
    }
  }

  /** RocksDB lost the end of its list of files, and shows what it held some time ago. */
  @Test
  void anOlderStateToWhichTheLogDoesNotReachBackGoesOnFromThereByAPromise() throws IOException {
    try (Wal wal = open()) {
      wal.stage(1, new HardState(7, new NodeId(2)), EntryBatch.none(1));
      wal.reset(new EntryId(50, 7));
      state.applied = new EntryId(20, 3);
      snapshots.next = snapshotAt(new EntryId(20, 3));
      Recovered recovered = new Revival(parts(wal)).run();
      assertThat(recovered.base()).isEqualTo(new EntryId(20, 3));
      assertThat(recovered.promised()).isEqualTo(new EntryId(50, 7));
      assertThat(recovered.hardState()).isEqualTo(new HardState(7, new NodeId(2)));
    }
  }

  /** The command line names the cluster's beginning: this node alone. Others were added later. */
  @Test
  void aReplicaOfAClusterThatGrewFromItAloneGetsItsStateBackFromTheOthers() throws IOException {
    beginning = Membership.ofVoters(List.of(SELF));
    try (Wal wal = open()) {
      wal.stage(1, new HardState(7, new NodeId(2)), EntryBatch.none(1));
      wal.reset(new EntryId(50, 7));
      snapshots.remembered = CLUSTER;
      Revival revival = new Revival(parts(wal));
      assertThat(revival.run().promised()).isEqualTo(new EntryId(50, 7));
      assertThat(revival.initial()).isEqualTo(CLUSTER);
    }
  }

  /** The command line names three; two of them were removed. */
  @Test
  void theOnlyVoterThatIsLeftDoesNotGiveUpItsLogWhateverTheClusterBeganWith() throws IOException {
    try (Wal wal = open()) {
      wal.stage(1, new HardState(7, new NodeId(2)), EntryBatch.none(1));
      wal.reset(new EntryId(50, 7));
      snapshots.remembered = Membership.ofVoters(List.of(SELF));
      assertThatThrownBy(() -> new Revival(parts(wal)).run())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("only voter");
      assertThat(wal.base()).isEqualTo(new EntryId(50, 7));
    }
  }

  private static Snapshot snapshotAt(EntryId id) {
    return new Snapshot(id, CLUSTER, id.index() + "-" + id.term());
  }

  private Wal open() throws IOException {
    return Wal.open(disk, WalOptions.ofDefaults(new LogIdentity(7, SELF), 1));
  }

  private ReplicaParts<String> parts(Wal wal) {
    Runnable nothing = () -> {};
    return new ReplicaParts<>(
        CoreConfig.ofDefaults(SELF, Replica.NO_OP_STORED_BYTES),
        beginning,
        wal,
        state,
        snapshots,
        SnapshotOptions.DEFAULT,
        Long.MAX_VALUE,
        1,
        (to, message) -> {},
        new StoppedClock(),
        new Replica.Signals(nothing, nothing, nothing, nothing),
        new ReplicaListener() {},
        500,
        1);
  }

  private static final class StoppedClock implements TimeSource {
    @Override
    public long wallMillis() {
      return 0;
    }

    @Override
    public long monotonicNanos() {
      return 0;
    }
  }

  private static final class State implements StateMachine<String> {
    private EntryId applied = EntryId.ZERO;
    private int restored;

    @Override
    public EntryId applied() {
      return applied;
    }

    @Override
    public long lastHlc() {
      return 0;
    }

    @Override
    public List<String> apply(List<Entry> entries) {
      throw new IllegalStateException("nothing is applied before the first turn");
    }

    @Override
    public void restore(Snapshot snapshot) {
      applied = snapshot.lastIncluded();
      restored++;
    }
  }

  private static final class OneSnapshot implements SnapshotStore {
    private @Nullable Snapshot kept;
    private @Nullable Snapshot next;
    private @Nullable Membership remembered;
    private boolean damaged;

    @Override
    public @Nullable Snapshot newest() {
      return kept;
    }

    @Override
    public Snapshot take(Membership initial) throws IOException {
      Snapshot taken = next;
      if (taken == null) {
        throw new IOException("none is to be taken");
      }
      kept = taken;
      return taken;
    }

    @Override
    public void drop(String reference) {
      kept = null;
    }

    @Override
    public @Nullable Membership remembered() {
      return remembered;
    }

    @Override
    public Optional<List<Part>> parts(String reference) {
      if (damaged) {
        kept = null;
        return Optional.empty();
      }
      return Optional.of(List.of());
    }

    @Override
    public Optional<ByteBuffer> read(String reference, String part, long offset, int maxBytes) {
      return Optional.empty();
    }

    @Override
    public Incoming receive(Snapshot snapshot, List<Part> parts) throws IOException {
      throw new IOException("none is received");
    }

    @Override
    public void deleteOld(Set<String> lent) {}
  }
}

package dev.palisade.raft.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.raft.Entry;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryIds;
import dev.palisade.raft.HardState;
import dev.palisade.raft.Invariant;
import dev.palisade.raft.NodeId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WalTest {
  private static final LogIdentity IDENTITY = new LogIdentity(2748, new NodeId(1));
  private static final WalOptions SMALL = new WalOptions(IDENTITY, 8192, 500, 7);

  private final FaultDisk disk = new FaultDisk();

  @Test
  void anEmptyLogHasNoTermNoVoteAndNoEntries() throws IOException {
    try (Wal wal = Wal.open(disk, SMALL)) {
      assertThat(wal.hardState()).isEqualTo(HardState.INITIAL);
      assertThat(wal.base()).isEqualTo(EntryId.ZERO);
      assertThat(wal.entryIds()).isEqualTo(EntryIds.none(1));
      assertThat(wal.hlcFloor()).isZero();
      assertThat(wal.flush()).isZero();
    }
  }

  @Test
  void aLogThatWasThereBeforeAndIsGoneIsNotBegunAnew() throws IOException {
    assertThatThrownBy(() -> Wal.open(disk, SMALL.forExistingLog()))
        .isInstanceOf(LogMissingException.class)
        .hasMessageContaining("add it under a new id");
    assertThat(disk.list()).as("nothing is written").isEmpty();
    Wal.open(disk, SMALL).close();
    Wal.open(disk, SMALL.forExistingLog()).close();
  }

  @Test
  void whatIsStagedIsReadAtOnceAndDurableAfterTheFlush() throws IOException {
    Wal wal = Wal.open(disk, SMALL);
    EntryBatch batch = Records.batch(entries(1, 3, 1));
    wal.stage(1, new HardState(1, new NodeId(2)), EntryBatch.none(1));
    wal.stage(2, null, batch);

    assertThat(wal.read(batch.ids())).contains(batch);
    assertThat(disk.afterPowerLoss(Loss.nothing())).satisfies(after -> assertEnds(after, 0));

    assertThat(wal.stagedBytes()).isEqualTo(batch.ids().totalStoredBytes() + 32);
    assertThat(wal.flush()).isEqualTo(2);
    assertThat(wal.stagedBytes()).isZero();
    FaultDisk after = disk.afterPowerLoss(Loss.everything());
    try (Wal reopened = Wal.open(after, SMALL)) {
      assertThat(reopened.hardState()).isEqualTo(new HardState(1, new NodeId(2)));
      assertThat(reopened.read(batch.ids())).contains(batch);
      assertThat(reopened.hlcFloor()).isEqualTo(300);
    }
  }

  @Test
  void oneFlushSyncsOnceHoweverMuchWasStaged() throws IOException {
    Wal wal = Wal.open(disk, WalOptions.ofDefaults(IDENTITY, 1));
    for (int i = 1; i <= 500; i++) {
      wal.stage(i, null, Records.batch(entries(i, 1, 1)));
    }
    int before = disk.operations();
    assertThat(wal.flush()).isEqualTo(500);
    // One write with a mark and all records, the sync, and the mark that confirms it.
    assertThat(disk.operations() - before).isEqualTo(3);
  }

  @Test
  void entriesReplaceEverythingFromTheirFirstIndexOn() throws IOException {
    Wal wal = Wal.open(disk, SMALL);
    EntryBatch old = Records.batch(entries(1, 5, 1));
    wal.stage(1, null, old);
    wal.flush();
    EntryBatch replacement = Records.batch(entries(3, 1, 2));
    wal.stage(2, null, replacement);

    assertThat(wal.entryIds()).hasToString("[1@1 2@1 3@2]");
    assertThat(wal.read(old.ids())).isEmpty();
    assertThat(wal.read(old.ids().range(1, 3))).contains(old.range(1, 3));
    wal.close();
    try (Wal reopened = Wal.open(disk, SMALL)) {
      assertThat(reopened.entryIds()).hasToString("[1@1 2@1 3@2]");
      assertThat(reopened.read(replacement.ids())).contains(replacement);
    }
  }

  @Test
  void readingByBytesGivesAtLeastOneEntryAndStopsAtTheEnd() throws IOException {
    Wal wal = Wal.open(disk, SMALL);
    EntryBatch all = Records.batch(entries(1, 40, 1));
    wal.stage(1, null, all);
    wal.flush();
    int each = all.ids().storedBytesAt(1);

    assertThat(wal.read(1, 41, 1)).contains(all.range(1, 2));
    assertThat(wal.read(2, 41, 3 * each)).contains(all.range(2, 5));
    assertThat(wal.read(38, 99, 1 << 20)).contains(all.range(38, 41));
    // The first are no longer in memory, the last are.
    assertThat(wal.read(1, 41, 1 << 20)).contains(all);
    assertThat(wal.read(0, 5, 100)).isEmpty();
    assertThat(wal.read(41, 42, 100)).isEmpty();
    assertThat(wal.read(5, 5, 100)).isEmpty();
  }

  @Test
  void aTruncatedPrefixIsGoneInWholeSegments() throws IOException {
    Wal wal = Wal.open(disk, SMALL);
    EntryBatch all = Records.batch(entries(1, 300, 1));
    wal.stage(1, new HardState(9, new NodeId(3)), all);
    wal.flush();
    int filesBefore = disk.list().size();

    wal.truncatePrefix(200);

    long base = wal.base().index();
    assertThat(base).isBetween(100L, 199L);
    assertThat(disk.list()).hasSizeBetween(2, filesBefore - 2);
    assertThat(wal.read(all.ids().range(base, 210))).isEmpty();
    assertThat(wal.read(all.ids().range(base + 1, 210))).contains(all.range(base + 1, 210));
    try (Wal reopened = Wal.open(disk.afterPowerLoss(Loss.everything()), SMALL)) {
      assertThat(reopened.base()).isEqualTo(new EntryId(base, 1));
      assertThat(reopened.hardState()).isEqualTo(new HardState(9, new NodeId(3)));
      assertThat(reopened.hlcFloor()).isEqualTo(30_000);
      assertThat(reopened.entryIds()).isEqualTo(all.ids().range(base + 1, 301));
    }
  }

  @Test
  void aPrefixIsKeptWhileItsReplacementIsNotDurable() throws IOException {
    Wal wal = Wal.open(disk, SMALL);
    wal.stage(1, null, Records.batch(entries(1, 300, 1)));
    wal.flush();
    wal.stage(2, null, Records.batch(entries(150, 100, 2)));

    wal.truncatePrefix(240);

    assertThat(wal.base().index()).isBetween(50L, 149L);
    try (Wal reopened = Wal.open(disk.afterPowerLoss(Loss.everything()), SMALL)) {
      assertThat(reopened.base()).isEqualTo(wal.base());
      assertThat(reopened.entryIds().lastIndex()).isEqualTo(300);
    }
  }

  @Test
  void aTruncatedLogBeginsWhereItsOldestSegmentReachesBackTo() throws IOException {
    Wal wal = Wal.open(disk, SMALL);
    wal.stage(1, null, Records.batch(entries(1, 100, 1)));
    wal.flush();
    // The second segment begins after 72 or so, and is cut back to 49.
    wal.stage(2, null, Records.batch(entries(50, 300, 2)));
    wal.flush();
    assertThat(disk.list().size()).isGreaterThan(4);

    wal.truncatePrefix(51);

    assertThat(disk.list().getFirst()).isEqualTo(Segment.name(2));
    assertThat(wal.base()).isEqualTo(new EntryId(49, 1));
    wal.close();
    try (Wal reopened = Wal.open(disk, SMALL)) {
      assertThat(reopened.base()).isEqualTo(new EntryId(49, 1));
      assertThat(reopened.entryIds()).isEqualTo(wal.entryIds());
    }
  }

  @Test
  void anIdleLogConfirmsItsLastFlushWithoutASync() throws IOException {
    Wal wal = Wal.open(disk, SMALL);
    wal.stage(1, null, Records.batch(entries(1, 1, 1)));
    wal.flush();
    // The kernel writes the mark back on its own.
    FaultDisk later = disk.afterPowerLoss(Loss.nothing());
    later.flip(Segment.name(1), SegmentHeader.BLOCK_BYTES + Mark.BYTES + 44, 1);
    try (Wal reopened = Wal.open(later, SMALL)) {
      assertThat(reopened.promised()).isEqualTo(new EntryId(1, 1));
    }
  }

  @Test
  void aRecordLongerThanASegmentGetsALongerSegment() throws IOException {
    EntryBatch batch = Records.batch(List.of(Records.entry(1, 1, new byte[1_000_000])));
    try (Wal wal = Wal.open(disk, SMALL)) {
      wal.stage(1, null, batch);
      wal.flush();
    }
    try (Wal reopened = Wal.open(disk, SMALL)) {
      assertThat(reopened.read(batch.ids())).contains(batch);
    }
  }

  @Test
  void theLogOfAnotherNodeOrClusterIsRefused() throws IOException {
    Wal.open(disk, SMALL).close();
    LogIdentity other = new LogIdentity(2748, new NodeId(2));
    assertThatThrownBy(() -> Wal.open(disk, WalOptions.ofDefaults(other, 7)))
        .isInstanceOf(LogIdentityException.class)
        .hasMessageContaining("is of the log of n1 of cluster 2748, not of n2 of cluster 2748");
  }

  @Test
  void aMissingSegmentIsCorruption() throws IOException {
    Wal wal = Wal.open(disk, SMALL);
    wal.stage(1, null, Records.batch(entries(1, 300, 1)));
    wal.close();
    disk.delete(Segment.name(2));
    assertThatThrownBy(() -> Wal.open(disk, SMALL))
        .isInstanceOf(CorruptLogException.class)
        .hasMessageContaining("0000000000000002.log")
        .hasMessageContaining("the file is missing");
  }

  @Test
  void damageThatComesWhileTheLogIsOpenIsFoundByTheRead() throws IOException {
    Wal wal = Wal.open(disk, new WalOptions(IDENTITY, 8192, 0, 7));
    EntryBatch batch = Records.batch(entries(1, 2, 1));
    wal.stage(1, null, batch);
    wal.flush();
    disk.flip(Segment.name(1), SegmentHeader.BLOCK_BYTES + Mark.BYTES + 44, 1);
    List<CorruptLogException> told = new ArrayList<>();
    wal.onDamage(told::add);
    for (int reader = 1; reader <= 2; reader++) {
      assertThatThrownBy(() -> wal.read(batch.ids()))
          .isInstanceOf(CorruptLogException.class)
          .hasMessageContaining("the record of entry 1@1 is no longer there");
    }
    assertThatThrownBy(() -> wal.read(1, 3, 1_000)).isInstanceOf(CorruptLogException.class);
    assertThat(told).as("the replica is told once").hasSize(1);
  }

  @Test
  void aReadErrorIsNoEndOfTheLog() throws IOException {
    Wal wal = Wal.open(disk, SMALL);
    wal.stage(1, null, Records.batch(entries(1, 2, 1)));
    wal.close();
    disk.makeUnreadable(Segment.name(1));
    assertThatThrownBy(() -> Wal.open(disk, SMALL))
        .isInstanceOf(IOException.class)
        .hasMessage("Input/output error");
  }

  @Test
  void aFullDiskStopsTheLogAndWhatWasConfirmedStays() throws IOException {
    Wal wal = Wal.open(disk, SMALL);
    wal.stage(1, null, Records.batch(entries(1, 10, 1)));
    wal.flush();
    disk.limitCapacity(10_000);
    wal.stage(2, null, Records.batch(entries(11, 300, 1)));
    assertThatThrownBy(wal::flush)
        .isInstanceOf(LogFailedException.class)
        .hasMessageContaining("No space left on device");
    assertThatThrownBy(wal::flush).isInstanceOf(LogFailedException.class);

    FaultDisk after = disk.afterPowerLoss(Loss.nothing());
    try (Wal reopened = Wal.open(after, SMALL)) {
      assertThat(reopened.entryIds().lastIndex()).isBetween(10L, 310L);
    }
  }

  @Test
  void whatBreaksAnInvariantIsRefusedBeforeItIsStaged() throws IOException {
    Wal wal = Wal.open(disk, SMALL);
    wal.stage(1, new HardState(3, new NodeId(1)), Records.batch(entries(1, 2, 3)));
    assertRefused(() -> wal.stage(2, new HardState(2, null), EntryBatch.none(1)), "goes back");
    assertRefused(() -> wal.stage(2, new HardState(3, null), EntryBatch.none(1)), "goes back");
    assertRefused(
        () -> wal.stage(2, new HardState(3, new NodeId(2)), EntryBatch.none(1)), "goes back");
    assertRefused(() -> wal.stage(2, null, Records.batch(entries(4, 1, 3))), "leave no gap");
    assertRefused(() -> wal.stage(2, null, Records.batch(entries(3, 1, 2))), "terms never fall");
    assertRefused(() -> wal.stage(1, null, EntryBatch.none(1)), "sequences rise");
  }

  private static void assertRefused(Runnable stage, String reason) {
    assertThatThrownBy(stage::run)
        .isInstanceOf(Invariant.Violation.class)
        .hasMessageContaining(reason);
  }

  private static void assertEnds(FaultDisk disk, long lastIndex) throws IOException {
    try (Wal wal = Wal.open(disk, SMALL)) {
      assertThat(wal.entryIds().lastIndex()).isEqualTo(lastIndex);
      assertThat(wal.read(1, 2, 1)).isEqualTo(Optional.empty());
    }
  }

  private static List<Entry> entries(long first, int count, long term) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(Records.entry(first + i, term, "payload of " + (first + i)));
    }
    return entries;
  }
}

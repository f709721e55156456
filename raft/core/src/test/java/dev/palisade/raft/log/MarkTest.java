package dev.palisade.raft.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.raft.Entry;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.HardState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What marks confirm, and what cannot pass for one. */
class MarkTest {
  private final FaultDisk disk = new FaultDisk();
  private final LogModel model = new LogModel();

  @Test
  void aPayloadOfRecordsInATornTailIsNeverTakenForRecords() throws IOException {
    LogRun run = LogRun.open(disk, model, 1);
    run.stage(new HardState(1, null), List.of(Records.entry(1, 1, "before")));
    run.flush();
    int operationsBefore = disk.operations();
    run.stage(null, List.of(Records.entry(2, 1, imagesOfRecords())));
    disk.losePowerAt(operationsBefore + 2);
    try {
      run.flush();
    } catch (PowerLost expected) {
      // In the sync.
    }

    // Whatever part of the record is left, the log ends before it or has it whole.
    for (int torn = 0; torn <= 3000; torn += 8) {
      FaultDisk after = disk.afterPowerLoss(new LosesFirstBytes(torn));
      LogModel found = model.copy();
      LogRun again = LogRun.open(after, found, 2);
      again.stage(null, List.of(Records.entry(found.entries().size() + 1, 1, "after")));
      again.close();
      LogRun.open(after, found, 2);
    }
  }

  @Test
  void aMarkWithoutTheSaltOfTheSegmentIsNoMark() {
    ByteBuffer mark = Mark.encode(42, 4096, new Position(1, 4096), Summary.NOTHING);
    assertThat(Mark.isAt(mark, 0, 42, 4096)).isTrue();
    assertThat(Mark.isAt(mark, 0, 43, 4096)).isFalse();
    assertThat(Mark.isAt(mark, 0, 42, 4104)).isFalse();
  }

  @Test
  void howeverFullASegmentIsThereIsRoomToConfirmItsLastRecord() throws IOException {
    for (int payloadBytes = 3900; payloadBytes <= 4096; payloadBytes += 8) {
      FaultDisk full = new FaultDisk();
      LogRun run = LogRun.open(full, new LogModel(), 1);
      run.stage(null, List.of(Records.entry(1, 1, new byte[payloadBytes])));
      run.close();

      String newest = full.list().getLast();
      full.flip(newest, SegmentHeader.BLOCK_BYTES + 2 * Mark.BYTES, 1);
      try (Wal wal = Wal.open(full, LogRun.OPTIONS)) {
        assertThat(wal.promised()).as("%d bytes", payloadBytes).isEqualTo(new EntryId(1, 1));
      }
    }
  }

  @Test
  void aTrueMarkBehindDamageTellsWhatIsMissing() throws IOException {
    LogRun run = LogRun.open(disk, model, 1);
    run.stage(null, List.of(Records.entry(1, 1, "one")));
    run.flush();
    run.stage(null, List.of(Records.entry(2, 1, "two")));
    run.flush();
    FaultDisk damaged = disk.afterPowerLoss(Loss.everything());
    int firstEntryAt = SegmentHeader.BLOCK_BYTES + Mark.BYTES;
    damaged.flip(Segment.name(1), firstEntryAt + 20, 1);

    try (Wal wal = Wal.open(damaged, LogRun.OPTIONS)) {
      LogDamage damage = Objects.requireNonNull(wal.damage());
      assertThat(damage.file()).isEqualTo(Segment.name(1));
      assertThat(damage.byteOffset()).isEqualTo(firstEntryAt);
      assertThat(damage.found()).contains("a mark behind it says that everything was durable to");
      assertThat(damage.kept()).isEqualTo(EntryId.ZERO);
      // The last flush was confirmed by no mark: what it brought may be lost like a torn tail.
      assertThat(wal.promised()).isEqualTo(new EntryId(2, 1));
    }
  }

  /** Marks with wrong salts that claim everything, hard states, entries that would fit. */
  private static byte[] imagesOfRecords() {
    List<ByteBuffer> images = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      images.add(Mark.encode(i, 4096 + 8L * i, new Position(1, 8192), Summary.NOTHING));
      images.add(HardStateRecord.encode(new HardState(100 + i, null)));
      Entry wrong = Records.entry(2 + i % 3, 1, "invented");
      images.add(Records.record(wrong));
    }
    ByteBuffer all = ByteBuffer.allocate(images.stream().mapToInt(ByteBuffer::remaining).sum());
    images.forEach(all::put);
    return all.array();
  }

  /** Of each write, the first bytes never reached the device. */
  private record LosesFirstBytes(int lost) implements Loss {
    @Override
    public List<Part> ofWrite(int i, int count, long offset, int bytes) {
      return List.of(new Part(Math.min(lost, bytes), bytes));
    }

    @Override
    public boolean ofName(int i, int count) {
      return true;
    }
  }
}

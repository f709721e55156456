package dev.palisade.raft.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.raft.HardState;
import dev.palisade.raft.NodeId;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Changes every byte of a log, one at a time: the log is then whole, or it says where it is
 * damaged, knows what it voted and up to where it had been durable, and is whole again when its
 * peers have given it what it lacks. Never is a record missing unnoticed that a mark confirms,
 * never is one wrong.
 */
class ByteFlipTest {
  private final FaultDisk disk = new FaultDisk();
  private final LogModel model = new LogModel();
  private LogRun run;

  @BeforeEach
  void writeThreeSegments() throws IOException {
    run = LogRun.open(disk, model, 1);
    run.stage(new HardState(1, new NodeId(1)), List.of(Records.entry(1, 1, "first")));
    run.flush();
    run.stage(null, List.of(Records.entry(2, 1, new byte[1500]), Records.entry(3, 1, "b")));
    run.stage(null, List.of(Records.entry(4, 1, new byte[1800])));
    run.flush();
    run.stage(new HardState(3, null), List.of(Records.entry(4, 3, new byte[1800])));
    run.flush();
    run.stage(null, List.of(Records.entry(5, 3, new byte[1800]), Records.entry(6, 3, "d")));
    run.flush();
    run.stage(new HardState(4, new NodeId(2)), List.of(Records.entry(7, 4, "e")));
    run.flush();
    run.stage(null, List.of(Records.entry(8, 4, new byte[1800])));
    run.flush();
  }

  @Test
  void everyFlipInAClosedLogIsMendedOrHarmless() throws IOException {
    run.close();
    assertThat(disk.list()).hasSize(3);
    int mended = flipEveryByte(disk, model, 0x01, 0x80, 0xff);
    // Nearly all bytes of records count; the rest is zeros behind them.
    assertThat(mended).isGreaterThan(3 * 8000);
  }

  @Test
  void everyFlipInALogThatLostPowerIsMendedOrLosesAtMostTheLastFlush() throws IOException {
    LogModel confirmedByMarks = model.copy();
    run.stage(null, List.of(Records.entry(9, 4, "f"), Records.entry(10, 4, "g")));
    confirmedByMarks.stage(null, List.of(Records.entry(9, 4, "f"), Records.entry(10, 4, "g")));
    run.flush();

    // The mark that would confirm the last flush had not reached the device.
    FaultDisk afterwards = disk.afterPowerLoss(Loss.everything());
    int mended = flipEveryByte(afterwards, confirmedByMarks, 0x10);
    assertThat(mended).isGreaterThan(8000);
  }

  @Test
  void powerThatIsLostWhileALogIsMendedLeavesItToBeMended() throws IOException {
    run.close();
    byte[] second = disk.content(Segment.name(2));
    for (int offset = SegmentHeader.BLOCK_BYTES; offset < second.length; offset += 97) {
      FaultDisk flipped = disk.afterPowerLoss(Loss.nothing());
      flipped.flip(Segment.name(2), offset, 0x04);
      for (int operation = 1; operation < 40; operation++) {
        FaultDisk tried = flipped.afterPowerLoss(Loss.nothing());
        tried.losePowerAt(operation);
        try {
          Wal.open(tried, LogRun.OPTIONS).close();
          break;
        } catch (PowerLost expected) {
          openAndMend(tried.afterPowerLoss(Loss.random(operation)), model.copy());
        }
      }
    }
  }

  @Test
  void damageInSeveralPlacesIsGoneOverAtOnceAndOneAfterTheOther() throws IOException {
    for (int seed = 1; seed <= 300; seed++) {
      FaultDisk random = new FaultDisk();
      LogModel written = new LogModel();
      LogRun steps = LogRun.open(random, written, seed);
      steps.steps(60);
      steps.close();
      Random dice = new Random(seed);
      try {
        for (int round = 0; round < 3; round++) {
          for (int flips = dice.nextInt(3); flips >= 0; flips--) {
            String name = random.list().get(dice.nextInt(random.list().size()));
            int records = endBeforeTheLastMark(random.content(name)) - SegmentHeader.BLOCK_BYTES;
            if (records > 0) {
              random.flip(name, SegmentHeader.BLOCK_BYTES + dice.nextInt(records), 0x20);
            }
          }
          openAndMend(random, written);
        }
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  /** The mark that confirms the last flush is its only witness. */
  private static int endBeforeTheLastMark(byte[] content) {
    int end = content.length;
    while (end > 0 && content[end - 1] == 0) {
      end--;
    }
    return end - 2 * Mark.BYTES;
  }

  private static int flipEveryByte(FaultDisk disk, LogModel model, int... flips)
      throws IOException {
    int mended = 0;
    for (String name : disk.list()) {
      for (int offset = 0; offset < disk.content(name).length; offset++) {
        for (int flip : flips) {
          mended += flipOne(disk, model, name, offset, flip) ? 1 : 0;
        }
      }
    }
    return mended;
  }

  /** Returns whether the log was found damaged. */
  private static boolean flipOne(FaultDisk disk, LogModel model, String name, int offset, int flip)
      throws IOException {
    FaultDisk flipped = disk.afterPowerLoss(Loss.nothing());
    flipped.flip(name, offset, flip);
    try {
      LogDamage damage = openAndMend(flipped, model.copy());
      if (damage == null) {
        return false;
      }
      assertThat(damage.file()).isEqualTo(name);
      // The record that begins there contains the byte.
      assertThat(damage.byteOffset()).isLessThanOrEqualTo(offset).isGreaterThan(offset - 2000L);
      return true;
    } catch (AssertionError e) {
      throw new AssertionError("byte %d of %s, bits %02x".formatted(offset, name, flip), e);
    }
  }

  private static @Nullable LogDamage openAndMend(FaultDisk disk, LogModel model)
      throws IOException {
    Wal wal = Wal.open(disk, LogRun.OPTIONS);
    if (wal.promised() == null && wal.damage() == null) {
      model.adopt(wal);
    } else {
      model.mend(wal, () -> reopen(disk));
    }
    return wal.damage();
  }

  private static Wal reopen(FaultDisk disk) {
    try {
      return Wal.open(disk, LogRun.OPTIONS);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}

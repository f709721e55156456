package dev.palisade.raft.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.raft.HardState;
import dev.palisade.raft.NodeId;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Changes every byte of a log, one at a time: the log is then refused, with the place, or it is
 * whole. Never is a record missing that a mark confirms, never is one wrong.
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
    run.stage(null, List.of(Records.entry(4, 1, new byte[1900])));
    run.flush();
    run.stage(new HardState(3, null), List.of(Records.entry(4, 3, new byte[1900])));
    run.flush();
    run.stage(null, List.of(Records.entry(5, 3, new byte[1900]), Records.entry(6, 3, "d")));
    run.flush();
    run.stage(new HardState(4, new NodeId(2)), List.of(Records.entry(7, 4, "e")));
    run.flush();
    run.stage(null, List.of(Records.entry(8, 4, new byte[1900])));
    run.flush();
  }

  @Test
  void everyFlipInAClosedLogIsRefusedOrHarmless() throws IOException {
    run.close();
    assertThat(disk.list()).hasSize(3);
    int refused = flipEveryByte(disk, model, 0x01, 0x80, 0xff);
    // Nearly all bytes of records count; the rest is zeros behind them.
    assertThat(refused).isGreaterThan(3 * 9000);
  }

  @Test
  void everyFlipInALogThatLostPowerIsRefusedOrLosesAtMostTheLastFlush() throws IOException {
    LogModel confirmedByMarks = model.copy();
    run.stage(null, List.of(Records.entry(9, 4, "f"), Records.entry(10, 4, "g")));
    confirmedByMarks.stage(null, List.of(Records.entry(9, 4, "f"), Records.entry(10, 4, "g")));
    run.flush();

    // The mark that would confirm the last flush had not reached the device.
    FaultDisk afterwards = disk.afterPowerLoss(Loss.everything());
    int refused = flipEveryByte(afterwards, confirmedByMarks, 0x10);
    assertThat(refused).isGreaterThan(9000);
  }

  private static int flipEveryByte(FaultDisk disk, LogModel model, int... flips)
      throws IOException {
    int refused = 0;
    for (String name : disk.list()) {
      for (int offset = 0; offset < disk.content(name).length; offset++) {
        for (int flip : flips) {
          refused += flipOne(disk, model, name, offset, flip) ? 1 : 0;
        }
      }
    }
    return refused;
  }

  /** Returns whether the log was refused. */
  private static boolean flipOne(FaultDisk disk, LogModel model, String name, int offset, int flip)
      throws IOException {
    FaultDisk flipped = disk.afterPowerLoss(Loss.nothing());
    flipped.flip(name, offset, flip);
    try {
      LogRun.open(flipped, model.copy(), 1);
      return false;
    } catch (CorruptLogException e) {
      assertThat(e.file()).isEqualTo(name);
      // The record that begins there contains the byte.
      assertThat(e.byteOffset()).isLessThanOrEqualTo(offset).isGreaterThan(offset - 2000L);
      assertThat(e).hasMessageContaining(name).hasMessageContaining("byte " + e.byteOffset());
      return true;
    } catch (AssertionError e) {
      throw new AssertionError("byte %d of %s, bits %02x".formatted(offset, name, flip), e);
    }
  }
}

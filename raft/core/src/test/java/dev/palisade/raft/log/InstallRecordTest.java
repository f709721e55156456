package dev.palisade.raft.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.HardState;
import dev.palisade.raft.NodeId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a log knows of an install that a crash interrupted. */
class InstallRecordTest {
  private static final EntryId BASE = new EntryId(50, 7);

  /** Power is lost at each operation in turn, with each kind of loss. */
  @Test
  void onceBegunAnInstallIsOnRecordUntilTheLogHasFollowed() throws IOException {
    int inAll = operations();
    for (int at = 1; at <= inAll; at++) {
      FaultDisk disk = new FaultDisk();
      List<String> done = new ArrayList<>();
      disk.losePowerAt(at);
      try {
        install(disk, done);
      } catch (PowerLost expected) {
        // As ordered.
      }
      for (Loss loss : List.of(Loss.everything(), Loss.nothing(), Loss.random(at))) {
        try (Wal wal = Wal.open(disk.afterPowerLoss(loss), LogRun.OPTIONS)) {
          String when = "operation " + at + " of " + inAll + ", " + loss + ", done " + done;
          boolean isReset = wal.base().equals(BASE);
          if (done.contains("begun") && !isReset) {
            assertThat(wal.installing()).as(when).isEqualTo(BASE);
          }
          if (done.contains("reset")) {
            assertThat(isReset).as(when).isTrue();
            assertThat(wal.installing()).as(when).isNull();
          }
          if (wal.installing() != null) {
            assertThat(wal.installing()).as(when).isEqualTo(BASE);
          }
        }
      }
    }
  }

  @Test
  void noFlippedBitHidesTheRecord() throws IOException {
    for (int bit = 0; bit < 8 * 64; bit++) {
      FaultDisk disk = new FaultDisk();
      InstallRecord.write(disk, BASE);
      try (DiskFile file = disk.open(InstallRecord.NAME)) {
        ByteBuffer one = ByteBuffer.allocate(1);
        file.read(one, bit / 8);
        byte flipped = (byte) (one.get(0) ^ (1 << (bit % 8)));
        file.write(ByteBuffer.wrap(new byte[] {flipped}), bit / 8);
      }
      assertThat(InstallRecord.read(disk)).as("bit " + bit).isEqualTo(BASE);
    }
  }

  private static int operations() throws IOException {
    FaultDisk disk = new FaultDisk();
    install(disk, new ArrayList<>());
    return disk.operations();
  }

  private static void install(FaultDisk disk, List<String> done) throws IOException {
    Wal wal = Wal.open(disk, LogRun.OPTIONS);
    wal.stage(1, new HardState(7, new NodeId(2)), EntryBatch.none(1));
    wal.flush();
    wal.beginInstall(BASE);
    done.add("begun");
    wal.reset(BASE);
    done.add("reset");
    wal.close();
  }
}

package dev.palisade.harness.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnsyncedWritesTest {
  private static final int SYNCED_BYTES = 1_000;
  private static final int UNSYNCED_BYTES = 3_000;
  private static final int SECTOR_BYTES = 512;

  @TempDir private Path folder = Path.of("");
  private Path log = Path.of("");
  private Path undo = Path.of("");

  @BeforeEach
  void aSyncedPart() throws IOException {
    log = folder.resolve("log");
    undo = folder.resolve("disk.undo");
    synced();
  }

  private void synced() throws IOException {
    Files.write(log, bytes('s', SYNCED_BYTES));
    Files.deleteIfExists(undo);
  }

  private UnsyncedWrites unsynced() {
    return new UnsyncedWrites(
        undo, new UnsyncedNames(folder.resolve("disk.names"), folder.resolve("disk.stash")));
  }

  private static byte[] bytes(char fill, int count) {
    byte[] bytes = new byte[count];
    Arrays.fill(bytes, (byte) fill);
    return bytes;
  }

  /** As the library does it: what is there is noted, and then replaced. */
  private void write(Path file, int offset, byte[] what) throws IOException {
    byte[] all = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    byte[] old =
        Arrays.copyOfRange(
            all, Math.min(offset, all.length), Math.min(offset + what.length, all.length));
    byte[] path = file.toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer note =
        ByteBuffer.allocate(20 + path.length + old.length).order(ByteOrder.nativeOrder());
    note.putInt(path.length).putInt(what.length).putLong(offset).putInt(old.length);
    note.put(path).put(old);
    Files.write(undo, note.array(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    byte[] now = Arrays.copyOf(all, Math.max(all.length, offset + what.length));
    System.arraycopy(what, 0, now, offset, what.length);
    Files.write(file, now);
  }

  @Test
  void aPowerLossLeavesWhatWasSyncedAndOfTheRestABeginning() throws IOException {
    TreeSet<Integer> lengths = new TreeSet<>();
    for (long seed = 1; seed <= 50; seed++) {
      synced();
      for (int at = 0; at < UNSYNCED_BYTES; at += 100) {
        write(log, SYNCED_BYTES + at, bytes('u', 100));
      }
      byte[] written = Files.readAllBytes(log);
      unsynced().lose(new SplittableRandom(seed));
      byte[] left = Files.readAllBytes(log);
      assertThat(left).hasSizeBetween(SYNCED_BYTES, written.length - 1);
      assertThat(left).as("seed %d", seed).isEqualTo(Arrays.copyOf(written, left.length));
      lengths.add(left.length);
    }
    assertThat(lengths).as("different lengths").hasSizeGreaterThan(10);
  }

  @Test
  void whatWasWrittenTwiceGoesBackToWhatWasSynced() throws IOException {
    for (long seed = 1; seed <= 50; seed++) {
      synced();
      write(log, 0, bytes('u', SECTOR_BYTES));
      write(log, 0, bytes('v', SECTOR_BYTES));
      unsynced().lose(new SplittableRandom(seed));
      byte[] left = Files.readAllBytes(log);
      assertThat(left).hasSize(SYNCED_BYTES);
      assertThat(new String(left, StandardCharsets.UTF_8))
          .as("seed %d", seed)
          .matches("(s{512}|u{512})s{488}");
    }
  }

  @Test
  void eachFileLosesItsOwnPartAndOneThatIsGoneNothing() throws IOException {
    Path gone = folder.resolve("gone");
    Path state = folder.resolve("state");
    write(gone, 0, bytes('u', 100));
    write(state, 0, bytes('u', 100));
    write(log, SYNCED_BYTES, bytes('u', 100));
    Files.delete(gone);
    assertThat(unsynced().lose(new SplittableRandom(1)).orElseThrow())
        .matches("the last \\d+ of 200 bytes written to 2 files are lost");
    assertThat(state).isEmptyFile();
    assertThat(Files.size(log)).isBetween((long) SYNCED_BYTES, SYNCED_BYTES + 99L);
    assertThat(gone).doesNotExist();
  }

  @Test
  void allThatWasNotSyncedCanBeLost() throws IOException {
    write(log, SYNCED_BYTES, bytes('u', 700));
    write(log, SYNCED_BYTES - 100, bytes('v', 200));
    unsynced().loseAll();
    assertThat(Files.readAllBytes(log)).isEqualTo(bytes('s', SYNCED_BYTES));
  }

  @Test
  void withoutAnyWriteNothingIsLost() {
    assertThat(unsynced().lose(new SplittableRandom(1))).isEmpty();
    assertThat(unsynced().tear(folder, new SplittableRandom(1))).isEmpty();
  }

  @Test
  void aTearTakesFromTheLastWriteThatWroteSomethingToAFileThatIsThere() throws IOException {
    Path gone = folder.resolve("gone");
    write(log, SYNCED_BYTES, bytes('u', 100));
    write(log, SYNCED_BYTES + 100, bytes('u', 0));
    write(gone, 0, bytes('u', 100));
    Files.delete(gone);
    assertThat(unsynced().tear(folder, new SplittableRandom(1)).orElseThrow())
        .matches("the last \\d+ of 100 bytes written to log are lost");
    assertThat(Files.size(log)).isBetween((long) SYNCED_BYTES, SYNCED_BYTES + 99L);
  }
}

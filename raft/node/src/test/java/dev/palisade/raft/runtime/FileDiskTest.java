package dev.palisade.raft.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.raft.log.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDiskTest {
  private static final int MIB = 1 << 20;

  @TempDir private Path temp;

  @Test
  void aCreatedFileHoldsZerosAndKeepsWhatIsWritten() throws IOException {
    try (FileDisk disk = FileDisk.open(temp.resolve("new/log"))) {
      DiskFile file = disk.create("a", MIB + 3);
      assertThat(file.size()).isEqualTo(MIB + 3);
      file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), MIB);
      file.sync();
      disk.syncDirectory();
      file.close();

      try (DiskFile opened = disk.open("a")) {
        ByteBuffer end = ByteBuffer.allocate(100);
        assertThat(opened.read(end, MIB - 1)).isEqualTo(4);
        assertThat(end.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {0, 1, 2, 3}));
        assertThat(opened.read(ByteBuffer.allocate(1), MIB + 3)).isZero();
      }
    }
  }

  @Test
  void aPreparedFileIsTakenForACreationOfItsSizeAndNeverListed() throws IOException {
    try (FileDisk disk = FileDisk.open(temp)) {
      disk.prepare(MIB);
      disk.create("other", 10).close();
      disk.prepare(MIB);
      DiskFile file = disk.create("a", MIB);
      assertThat(file.size()).isEqualTo(MIB);
      file.close();
      assertThat(Files.exists(temp.resolve("spare.tmp"))).isFalse();
      disk.prepare(MIB);
      assertThat(disk.list()).containsExactly("a", "other");
    }
    FileDisk.open(temp).close();
    assertThat(Files.exists(temp.resolve("spare.tmp"))).isFalse();
  }

  @Test
  void aSyncOfADirectoryThatIsGoneFails() throws IOException {
    Path directory = temp.resolve("log");
    try (FileDisk disk = FileDisk.open(directory)) {
      disk.syncDirectory();
      Files.delete(directory.resolve("lock"));
      Files.delete(directory);
      assertThatThrownBy(disk::syncDirectory).isInstanceOf(NoSuchFileException.class);
    }
  }

  @Test
  void namesThatExistOrDoNotAreRefused() throws IOException {
    try (FileDisk disk = FileDisk.open(temp)) {
      disk.create("a", 10).close();
      assertThatThrownBy(() -> disk.create("a", 10)).isInstanceOf(FileAlreadyExistsException.class);
      assertThatThrownBy(() -> disk.open("b")).isInstanceOf(NoSuchFileException.class);
      disk.delete("a");
      assertThat(disk.list()).isEmpty();
    }
  }

  @Test
  void oneDirectoryBelongsToOneDiskOfAProcess() throws IOException {
    FileDisk disk = FileDisk.open(temp);
    assertThatThrownBy(() -> FileDisk.open(temp))
        .isInstanceOf(IOException.class)
        .hasMessage(temp + " is in use by another process; stop it, or choose another directory");
    disk.close();
    FileDisk.open(temp).close();
  }

  @Test
  void oneDirectoryBelongsToOneProcess() throws Exception {
    try (FileDisk disk = FileDisk.open(temp)) {
      // Fails, and must not give the lock away.
      assertThatThrownBy(() -> FileDisk.open(temp)).isInstanceOf(IOException.class);
      assertThat(disk.list()).isEmpty();
      assertThat(openInAnotherProcess()).isEqualTo(OpensDisk.REFUSED);
    }
    assertThat(openInAnotherProcess()).isZero();
  }

  private int openInAnotherProcess() throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                OpensDisk.class.getName(),
                temp.toString())
            .inheritIO()
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("the other process ended").isTrue();
    return process.exitValue();
  }

  /** What the other process runs. */
  static final class OpensDisk {
    static final int REFUSED = 3;

    private OpensDisk() {}

    public static void main(String[] args) throws IOException {
      try (FileDisk disk = FileDisk.open(Path.of(args[0]))) {
        disk.list();
      } catch (IOException e) {
        System.exit(e.toString().contains("is in use by another process") ? REFUSED : 1);
      }
    }
  }

  @Test
  void anInterruptedReaderFailsAloneAndTheFileStaysOpen() throws Exception {
    try (FileDisk disk = FileDisk.open(temp)) {
      DiskFile file = disk.create("a", 10);
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> file.read(ByteBuffer.allocate(4), 0))
          .isInstanceOf(ClosedByInterruptException.class);
      assertThat(Thread.interrupted()).isTrue();

      assertThat(file.read(ByteBuffer.allocate(4), 0)).isEqualTo(4);
      file.write(ByteBuffer.wrap(new byte[] {7}), 0);
      file.close();
      assertThatThrownBy(() -> file.read(ByteBuffer.allocate(4), 0))
          .isInstanceOf(IOException.class);
    }
  }
}

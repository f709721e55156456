package dev.palisade.kv.rocks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** Files and folders, in steps that survive a loss of power in their order. */
final class Durably {
  private static final int CHUNK_BYTES = 1 << 20;

  private Durably() {}

  /** Makes the content of a file, or the names in a folder, durable. */
  static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Creates a folder and those above it; their names survive a crash. */
  static void createFolder(Path folder) throws IOException {
    Path parent = folder.toAbsolutePath().getParent();
    if (Files.isDirectory(folder)) {
      return;
    }
    if (parent != null) {
      createFolder(parent);
    }
    Files.createDirectories(folder);
    if (parent != null) {
      sync(parent);
    }
  }

  /** Writes a small file: a reader, also after a crash, finds the old content or the new. */
  static void replace(Path file, ByteBuffer content) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".tmp");
    try (FileChannel channel =
        FileChannel.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      while (content.hasRemaining()) {
        channel.write(content);
      }
      channel.force(true);
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    sync(parentOf(file));
  }

  /** Gives a whole folder its final name, at once; what is in it is durable already. */
  static void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    sync(parentOf(to));
  }

  /**
   * The same content under another name of the same file system: a second name where the file never
   * changes and the system can, a copy otherwise.
   */
  static void linkOrCopy(Path from, Path to) throws IOException {
    try {
      Files.createLink(to, from);
    } catch (UnsupportedOperationException | java.nio.file.FileSystemException e) {
      copy(from, to);
    }
  }

  /** A copy of a file, durable but for its name. */
  static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    sync(to);
  }

  /** Removes a file or a folder with all that is in it; links are not followed. */
  static void delete(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }

  /** Names in a folder, ascending; none when there is no such folder. */
  static List<String> names(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(each -> each.getFileName().toString()).sorted().toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  /** As {@link #delete}, file by file with rests: the disk frees much at once only slowly. */
  static void deleteSlowly(Path folder) throws IOException {
    Pace pace = new Pace();
    for (String name : names(folder)) {
      delete(folder.resolve(name));
      pace.rest();
    }
    delete(folder);
  }

  /** CRC32C of a file, read from its beginning to its end. */
  static int crc32c(Path file) throws IOException {
    return crc32c(file, () -> {});
  }

  /**
   * CRC32C of a file, read from its beginning to its end.
   *
   * @param betweenChunks runs after each MiB
   */
  static int crc32c(Path file, Runnable betweenChunks) throws IOException {
    CRC32C crc = new CRC32C();
    ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (channel.read(chunk.clear()) >= 0) {
        crc.update(chunk.flip());
        betweenChunks.run();
      }
    }
    return (int) crc.getValue();
  }

  private static Path parentOf(Path path) {
    Path parent = path.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IllegalArgumentException(path + " is in no folder");
    }
    return parent;
  }
}

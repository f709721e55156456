package dev.palisade.raft.runtime;

import dev.palisade.raft.log.Disk;
import dev.palisade.raft.log.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directory of this machine. One process at a time: a lock file keeps others out. Zeros for the
 * next file are written ahead on a thread of their own, into a spare file that {@link #create}
 * renames. Thread-safe.
 */
public final class FileDisk implements Disk, AutoCloseable {
  private static final String LOCK = "lock";
  private static final String SPARE = "spare.tmp";
  private static final int CHUNK_BYTES = 1 << 20;

  private final Path directory;
  private final FileChannel lockChannel;
  private final ExecutorService zeroWriter =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("zero-writer").factory());
  private @Nullable Future<Long> spare;

  private FileDisk(Path directory, FileChannel lockChannel) {
    this.directory = directory;
    this.lockChannel = lockChannel;
  }

  /**
   * Opens the directory, creating it if absent.
   *
   * @throws IOException if it cannot be used, or another process uses it
   */
  public static FileDisk open(Path directory) throws IOException {
    createDurably(directory.toAbsolutePath());
    FileChannel channel =
        FileChannel.open(
            directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!locked(channel)) {
      throw new IOException(
          directory + " is in use by another process; stop it, or choose another directory");
    }
    Files.deleteIfExists(directory.resolve(SPARE));
    return new FileDisk(directory, channel);
  }

  @Override
  public List<String> list() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.equals(LOCK) && !name.equals(SPARE))
          .sorted()
          .toList();
    }
  }

  @Override
  public synchronized DiskFile create(String name, long bytes) throws IOException {
    Path file = directory.resolve(name);
    if (Files.exists(file)) {
      throw new FileAlreadyExistsException(file.toString());
    }
    if (spareBytes() == bytes) {
      Files.move(directory.resolve(SPARE), file, StandardCopyOption.ATOMIC_MOVE);
    } else {
      writeZeros(file, bytes);
    }
    return open(name);
  }

  @Override
  public synchronized void prepare(long bytes) {
    if (spare == null) {
      spare =
          zeroWriter.submit(
              () -> {
                Path file = directory.resolve(SPARE);
                Files.deleteIfExists(file);
                writeZeros(file, bytes);
                return bytes;
              });
    }
  }

  @Override
  public DiskFile open(String name) throws IOException {
    return new OpenFile(directory.resolve(name));
  }

  @Override
  public void delete(String name) throws IOException {
    Files.delete(directory.resolve(name));
  }

  @Override
  public void syncDirectory() throws IOException {
    sync(directory);
  }

  @Override
  public void close() throws IOException {
    zeroWriter.close();
    lockChannel.close();
  }

  /** Creates the directory and those above it; their names survive a crash. */
  private static void createDurably(Path directory) throws IOException {
    Path parent = directory.getParent();
    if (Files.isDirectory(directory) || parent == null) {
      return;
    }
    createDurably(parent);
    Files.createDirectories(directory);
    sync(parent);
  }

  private static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        channel.close();
      }
      return lock != null;
    } catch (OverlappingFileLockException e) {
      // Another disk of this process. The channel stays open: closing it would release the lock
      // that the other holds (POSIX: a process's locks end with any descriptor of the file).
      return false;
    }
  }

  /** Waits for the spare file and takes it; -1 when there is none, or it could not be written. */
  private long spareBytes() throws IOException {
    Future<Long> prepared = spare;
    spare = null;
    if (prepared == null) {
      return -1;
    }
    try {
      return prepared.get();
    } catch (ExecutionException e) {
      return -1; // Writing it in place will meet the same error, and say so.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a file was being prepared", e);
    }
  }

  private static void writeZeros(Path file, long bytes) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect(CHUNK_BYTES);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      long at = 0;
      while (at < bytes) {
        zeros.clear().limit((int) Math.min(CHUNK_BYTES, bytes - at));
        at += channel.write(zeros, at);
      }
      channel.force(true);
    }
  }
}

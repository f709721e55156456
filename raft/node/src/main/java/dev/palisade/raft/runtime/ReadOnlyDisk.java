package dev.palisade.raft.runtime;

import dev.palisade.raft.log.Disk;
import dev.palisade.raft.log.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory of this machine that is only looked at: nothing is locked, created or changed. What
 * would write throws {@link ReadOnlyFileSystemException}. Thread-safe.
 */
public record ReadOnlyDisk(Path directory) implements Disk {
  @Override
  public List<String> list() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Override
  public DiskFile open(String name) throws IOException {
    return new Reading(FileChannel.open(directory.resolve(name), StandardOpenOption.READ));
  }

  @Override
  public DiskFile create(String name, long bytes) {
    throw new ReadOnlyFileSystemException();
  }

  @Override
  public void delete(String name) {
    throw new ReadOnlyFileSystemException();
  }

  @Override
  public void syncDirectory() {
    throw new ReadOnlyFileSystemException();
  }

  private record Reading(FileChannel channel) implements DiskFile {
    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      int total = 0;
      while (target.hasRemaining()) {
        int read = channel.read(target, position + total);
        if (read < 0) {
          break;
        }
        total += read;
      }
      return total;
    }

    @Override
    public void write(ByteBuffer source, long position) {
      throw new ReadOnlyFileSystemException();
    }

    @Override
    public void sync() {
      throw new ReadOnlyFileSystemException();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}

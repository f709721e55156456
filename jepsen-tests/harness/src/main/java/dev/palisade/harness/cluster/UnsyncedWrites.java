package dev.palisade.harness.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The writes of a node that no sync has covered. After the node was killed, some of them can be
 * undone, as when the power fails: then a disk holds any part of what was not synced.
 */
public final class UnsyncedWrites {
  private static final int HEADER_BYTES = 20;

  /** Disks write whole sectors. */
  private static final int SECTOR_BYTES = 512;

  private final Path file;

  UnsyncedWrites(Path file) {
    this.file = file;
  }

  private record Write(Path file, int bytes, long offset, byte[] old) {}

  /** Forgets them. */
  public void forget() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new ClusterException("could not delete " + file, e);
    }
  }

  /**
   * Undoes the end of what was written last below a directory: all from a sector that is chosen at
   * random. The node must be down.
   *
   * @return how many bytes, in which file; or that nothing was written
   */
  public String tear(Path below, RandomGenerator dice) {
    try {
      List<Write> writes = read().stream().filter(write -> write.file().startsWith(below)).toList();
      if (writes.isEmpty()) {
        return "nothing was written unsynced";
      }
      Write last = writes.getLast();
      long end = last.offset() + last.bytes();
      long from = dice.nextLong(last.offset(), end);
      from = Math.max(last.offset(), from / SECTOR_BYTES * SECTOR_BYTES);
      undo(last, (int) (from - last.offset()));
      return "the last %d of %d bytes written to %s are lost"
          .formatted(end - from, last.bytes(), last.file().getFileName());
    } catch (IOException e) {
      throw new ClusterException("could not tear what is noted in " + file, e);
    }
  }

  private static void undo(Write write, int from) throws IOException {
    ByteBuffer before = ByteBuffer.allocate(write.bytes()).put(write.old()).position(from);
    before.limit(write.bytes());
    try (FileChannel channel = FileChannel.open(write.file(), StandardOpenOption.WRITE)) {
      long at = write.offset() + from;
      while (before.hasRemaining()) {
        at += channel.write(before, at);
      }
    }
  }

  private List<Write> read() throws IOException {
    List<Write> writes = new ArrayList<>();
    if (!Files.exists(file)) {
      return writes;
    }
    ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
    while (all.remaining() >= HEADER_BYTES) {
      int pathBytes = all.getInt();
      int bytes = all.getInt();
      long offset = all.getLong();
      int oldBytes = all.getInt();
      if (all.remaining() < pathBytes + oldBytes) {
        break; // The kill came in between.
      }
      byte[] path = new byte[pathBytes];
      byte[] old = new byte[oldBytes];
      all.get(path).get(old);
      writes.add(new Write(Path.of(new String(path, StandardCharsets.UTF_8)), bytes, offset, old));
    }
    return writes;
  }
}

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import java.util.random.RandomGenerator;

/**
 * The writes of a node that no sync has covered, and the {@linkplain UnsyncedNames names}. After
 * the node was killed, some of them can be undone, as when the power fails: then a disk holds any
 * part of what was not synced.
 */
public final class UnsyncedWrites {
  private static final int HEADER_BYTES = 20;

  /** Disks write whole sectors. */
  private static final int SECTOR_BYTES = 512;

  private final Path file;
  private final UnsyncedNames names;

  /**
   * @param file notes of writes, kept while the disk does not sync
   * @param names notes of names, kept all the time
   */
  UnsyncedWrites(Path file, UnsyncedNames names) {
    this.file = file;
    this.names = names;
  }

  private record Write(Path file, int bytes, long offset, byte[] old) {}

  /** Forgets the writes; names stay noted until their directory is synced or the power is lost. */
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
   * @return how many bytes, in which file; empty when nothing was written
   */
  public Optional<String> tear(Path below, RandomGenerator dice) {
    try {
      List<Write> writes = read().stream().filter(write -> write.file().startsWith(below)).toList();
      if (writes.isEmpty()) {
        return Optional.empty();
      }
      Write last = writes.getLast();
      int from = sectorOf(last, dice.nextLong(last.offset(), last.offset() + last.bytes()));
      undo(last, from);
      return Optional.of(
          "the last %d of %d bytes written to %s are lost"
              .formatted(last.bytes() - from, last.bytes(), last.file().getFileName()));
    } catch (IOException e) {
      throw new ClusterException("could not tear what is noted in " + file, e);
    }
  }

  /**
   * Undoes what a disk loses whose power fails: of each file all from a sector on that is chosen at
   * random among what was written to it unsynced, newest first; and of the changes of names, all
   * from one on that is chosen at random among those that no sync of their directory followed. The
   * node must be down.
   *
   * @return how many bytes of how many files, and how many names; empty when nothing was unsynced
   */
  public Optional<String> lose(RandomGenerator dice) {
    return both(loseBut(dice::nextLong), names.lose(count -> dice.nextInt(count + 1)));
  }

  /** The same, and nothing of it is left: the power failed before the kernel wrote any of it. */
  public Optional<String> loseAll() {
    return both(loseBut(bytes -> 0), names.lose(count -> 0));
  }

  private static Optional<String> both(Optional<String> bytes, Optional<String> names) {
    return bytes.isPresent() && names.isPresent()
        ? Optional.of(bytes.get() + ", and " + names.get())
        : bytes.or(() -> names);
  }

  private Optional<String> loseBut(LongUnaryOperator kept) {
    try {
      Map<Path, List<Write>> files = new LinkedHashMap<>();
      for (Write write : read()) {
        files.computeIfAbsent(write.file(), first -> new ArrayList<>()).add(write);
      }
      long lost = 0;
      long written = 0;
      for (List<Write> writes : files.values()) {
        long bytes = writes.stream().mapToLong(Write::bytes).sum();
        lost += loseFrom(writes, kept.applyAsLong(bytes));
        written += bytes;
      }
      return files.isEmpty()
          ? Optional.empty()
          : Optional.of(
              "the last %d of %d bytes written to %d files are lost"
                  .formatted(lost, written, files.size()));
    } catch (IOException e) {
      throw new ClusterException("could not undo what is noted in " + file, e);
    }
  }

  /** Undoes all writes of one file but about so many bytes, the first; says how many are lost. */
  private static long loseFrom(List<Write> writes, long kept) throws IOException {
    long begin = writes.stream().mapToLong(Write::bytes).sum();
    long lost = 0;
    for (Write write : writes.reversed()) {
      begin -= write.bytes();
      int from = begin >= kept ? 0 : sectorOf(write, write.offset() + kept - begin);
      undo(write, from);
      lost += write.bytes() - from;
      if (begin <= kept) {
        break;
      }
    }
    return lost;
  }

  /** Where in a write the sector begins that holds a place of the file. */
  private static int sectorOf(Write write, long place) {
    return (int) Math.max(0, place / SECTOR_BYTES * SECTOR_BYTES - write.offset());
  }

  private static void undo(Write write, int from) throws IOException {
    try (FileChannel channel = FileChannel.open(write.file(), StandardOpenOption.WRITE)) {
      int left = Math.max(from, write.old().length);
      ByteBuffer before =
          ByteBuffer.wrap(write.old(), Math.min(from, write.old().length), left - from);
      long at = write.offset() + from;
      while (before.hasRemaining()) {
        at += channel.write(before, at);
      }
      if (left < write.bytes()) { // It made the file longer.
        channel.truncate(write.offset() + left);
      }
    }
  }

  /** Those of files that are there, but for those of no bytes. */
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
      Path written = Path.of(new String(path, StandardCharsets.UTF_8));
      if (bytes > 0 && Files.exists(written)) {
        writes.add(new Write(written, bytes, offset, old));
      }
    }
    return writes;
  }
}

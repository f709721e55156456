package dev.palisade.harness.fault;

import dev.palisade.harness.cluster.ClusterException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * A bit that is wrong in a file of a stopped node, and can be put right. It lies in what was
 * written first, in the first half of a file's used part: the very end of a log, where nothing
 * tells damage from a write that was cut short, is left alone.
 */
final class FlippedBit {
  private static final int LEAST_BYTES = 64;
  private static final int LOOK_BYTES = 4096;

  private final Optional<Place> place;

  private record Place(Path file, long offset, byte was, byte is) {}

  private FlippedBit(Optional<Place> place) {
    this.place = place;
  }

  /**
   * Flips a bit in some file below a directory; none where there is no file that holds anything.
   */
  static FlippedBit somewhere(Path below, RandomGenerator dice) {
    try {
      List<Path> files = filesOf(below);
      if (files.isEmpty()) {
        return new FlippedBit(Optional.empty());
      }
      Path file = files.get(dice.nextInt(files.size()));
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        long used = usedBytes(channel);
        if (used < LEAST_BYTES) {
          return new FlippedBit(Optional.empty());
        }
        long offset = dice.nextLong(used / 2);
        byte was = read(channel, offset);
        byte is = (byte) (was ^ 1 << dice.nextInt(Byte.SIZE));
        write(channel, offset, is);
        return new FlippedBit(Optional.of(new Place(file, offset, was, is)));
      }
    } catch (IOException e) {
      throw new ClusterException("could not flip a bit below " + below, e);
    }
  }

  /** Data only: locks, settings and a database's notes of its doings are none. */
  private static List<Path> filesOf(Path below) throws IOException {
    if (!Files.isDirectory(below)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.walk(below)) {
      return paths
          .filter(Files::isRegularFile)
          .filter(
              path ->
                  !path.getFileName()
                      .toString()
                      .matches("LOCK|LOG.*|OPTIONS.*|CURRENT|IDENTITY|.*\\.tmp"))
          .filter(path -> path.toFile().length() >= LEAST_BYTES)
          .sorted(Comparator.comparing(Path::toString))
          .toList();
    }
  }

  /** Logs are filled with zeros in advance: how far something else was written. */
  private static long usedBytes(FileChannel channel) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(LOOK_BYTES);
    for (long end = channel.size(); end > 0; end -= LOOK_BYTES) {
      long begin = Math.max(0, end - LOOK_BYTES);
      block.clear().limit((int) (end - begin));
      channel.read(block, begin);
      for (int i = block.position() - 1; i >= 0; i--) {
        if (block.get(i) != 0) {
          return begin + i + 1;
        }
      }
    }
    return 0;
  }

  /** Whether there was one to flip. */
  boolean isFlipped() {
    return place.isPresent();
  }

  /** Puts it right, unless the node has written something else there since; it must be down. */
  void putBack() {
    if (place.isEmpty() || !Files.exists(place.get().file())) {
      return;
    }
    Place flipped = place.get();
    try (FileChannel channel =
        FileChannel.open(flipped.file(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      if (flipped.offset() < channel.size() && read(channel, flipped.offset()) == flipped.is()) {
        write(channel, flipped.offset(), flipped.was());
      }
    } catch (IOException e) {
      throw new ClusterException("could not put a bit right in " + flipped.file(), e);
    }
  }

  private static byte read(FileChannel channel, long offset) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    channel.read(one, offset);
    return one.get(0);
  }

  private static void write(FileChannel channel, long offset, byte value) throws IOException {
    channel.write(ByteBuffer.wrap(new byte[] {value}), offset);
    channel.force(false);
  }

  @Override
  public String toString() {
    return place
        .map(
            flipped ->
                "a bit flipped at %d of %s"
                    .formatted(flipped.offset(), flipped.file().getFileName()))
        .orElse("no bit flipped: nothing is written yet");
  }
}

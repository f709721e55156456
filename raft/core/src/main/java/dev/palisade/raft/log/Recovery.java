package dev.palisade.raft.log;

import dev.palisade.raft.EntryId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Opens a log: replays all segments, tells a torn tail from corruption, and leaves the log so that
 * everything recovered is durable and zeros follow it.
 *
 * <p>Only the newest segment can have a torn tail (I3 of {@link Wal}). There, the replay ends at
 * the first thing that is no intact record. If a mark behind that place confirms more than what was
 * replayed, something durable is damaged. Otherwise no sync that covered the place can have
 * returned and been followed by a mark: the tail is cut.
 *
 * <p>Behind damage, a mark or the next header restates what the records up to it add up to: the
 * hard state, the last entry, the highest timestamp. So what was voted and how far the log reached
 * is known, though what it held there is not. The log goes on behind the last entry before the
 * damage, and a record of that remembers up to where this replica had promised to keep it: the
 * replica gets the rest from its peers again (compare Alagappan et al., Protocol-Aware Recovery for
 * Consensus-Based Storage, FAST 2018).
 *
 * <p>What was replayed but not confirmed by a mark may be only in the kernel's memory (after a mere
 * end of the process), and even be marked clean there (after a failed sync). So it is written again
 * before it is synced. All steps can be repeated: a crash within recovery leaves a log that
 * recovers to the same state.
 */
final class Recovery {
  private static final int COPY_BYTES = 1 << 20;

  private final Disk disk;
  private final WalOptions options;
  private final Segments segments;

  /**
   * A log that is ready to be appended to.
   *
   * @param written what the files add up to
   * @param end of the files
   * @param table the entries, without those given up
   * @param promised as the log stands without what is given up
   * @param loss to be recorded first of all; null when nothing was lost
   */
  record Recovered(
      Segments segments,
      Summary written,
      Position end,
      EntryTable table,
      EntryId promised,
      @Nullable Loss loss) {}

  /** What was given up, and why. */
  record Loss(Lost lost, LogDamage damage) {}

  private Recovery(Disk disk, WalOptions options, Segments segments) {
    this.disk = disk;
    this.options = options;
    this.segments = segments;
  }

  static Recovered run(Disk disk, WalOptions options) throws IOException {
    Segments segments = new Segments();
    boolean recovered = false;
    try {
      Recovered result = new Recovery(disk, options, segments).run();
      recovered = true;
      return result;
    } finally {
      if (!recovered) {
        segments.removeAll();
      }
    }
  }

  private Recovered run() throws IOException {
    openSegments();
    if (segments.list().isEmpty()) {
      if (options.whenEmpty() == WalOptions.WhenEmpty.REFUSE) {
        throw new LogMissingException(
            "there is no log of "
                + options.identity()
                + ", which had one before: remove this replica and add it under a new id");
      }
      segments.add(createFirst());
    }
    List<Segment> all = segments.list();
    Replay replay = new Replay(all.getFirst().header().state());
    for (int i = 0; i < all.size() - 1; i++) {
      replayWhole(replay, all.get(i), all.get(i + 1).header());
    }
    Segment newest = all.getLast();
    long end = replayAndMend(replay, newest);
    // Names created or deleted, here or before the crash, may not be durable yet.
    disk.syncDirectory();
    Position position = new Position(newest.number(), end);
    Replay.Place place = replay.damage();
    Loss loss = null;
    Summary written = replay.summary();
    if (place != null) {
      Lost lost = replay.giveUp();
      LogDamage damage =
          new LogDamage(place.file(), place.offset(), place.found(), lost.after(), lost.promised());
      loss = new Loss(lost, damage);
    }
    return new Recovered(
        segments, written, position, replay.table(), replay.summary().promised(), loss);
  }

  private void openSegments() throws IOException {
    List<Long> numbers = new ArrayList<>();
    for (String name : disk.list()) {
      long number = Segment.numberOf(name);
      if (number > 0) {
        numbers.add(number);
      }
    }
    for (int i = 0; i < numbers.size(); i++) {
      long number = numbers.get(i);
      if (i > 0 && number != numbers.get(i - 1) + 1) {
        throw CorruptLogException.whenOpened(
            Segment.name(numbers.get(i - 1) + 1), 0, "the file is missing, later ones exist");
      }
      boolean mayBeTorn = i == numbers.size() - 1 && (i > 0 || number == 1);
      Segment segment = mayBeTorn ? openOrRemoveTorn(number) : openSegment(number);
      if (segment != null) {
        segments.add(segment);
      }
    }
  }

  private Segment openSegment(long number) throws IOException {
    DiskFile file = disk.open(Segment.name(number));
    ByteBuffer block = readBlock(file);
    String defect = SegmentHeader.defect(block, number);
    if (defect != null) {
      file.close();
      throw CorruptLogException.whenOpened(Segment.name(number), 0, defect);
    }
    SegmentHeader header = SegmentHeader.decode(block, number);
    int damaged = SegmentHeader.damagedCopyAt(block, number);
    if (damaged >= 0) {
      // The other copy, in other sectors, says the same; so that the next damage finds two again.
      file.write(header.encodeCopy(), damaged);
      file.sync();
    }
    if (!header.identity().equals(options.identity())) {
      file.close();
      throw new LogIdentityException(
          "%s is of the log of %s, not of %s; point the node to its own log directory"
              .formatted(Segment.name(number), header.identity(), options.identity()));
    }
    return new Segment(header, file, file.size());
  }

  /**
   * The newest segment, or null if a crash had torn its creation. Records are written only after
   * the header is durable: a bad header with nothing behind it was never durable, a bad header with
   * something behind it was damaged later.
   */
  private @Nullable Segment openOrRemoveTorn(long number) throws IOException {
    String name = Segment.name(number);
    try (DiskFile file = disk.open(name)) {
      if (SegmentHeader.defect(readBlock(file), number) == null || !isZeroBehindHeader(file)) {
        return openSegment(number);
      }
    }
    disk.delete(name);
    return null;
  }

  private static ByteBuffer readBlock(DiskFile file) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(SegmentHeader.BLOCK_BYTES);
    file.read(block, 0);
    return block.flip();
  }

  private static boolean isZeroBehindHeader(DiskFile file) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(COPY_BYTES, file.size()));
    for (long at = SegmentHeader.BLOCK_BYTES; at < file.size(); at += chunk.capacity()) {
      file.read(chunk.clear(), at);
      for (int i = 0; i < chunk.position(); i++) {
        if (chunk.get(i) != 0) {
          return false;
        }
      }
    }
    return true;
  }

  private Segment createFirst() throws IOException {
    long salt = SegmentHeader.saltOf(options.saltSeed(), 1);
    SegmentHeader header = new SegmentHeader(options.identity(), 1, salt, Summary.NOTHING, 0);
    return Segment.create(disk, header, options.segmentBytes());
  }

  private static void replayWhole(Replay replay, Segment segment, SegmentHeader next)
      throws IOException {
    Replay.End end = replay.run(segment, SegmentHeader.BLOCK_BYTES);
    while (end.offset() != next.previousEnd()) {
      String found =
          "%s, and the next segment says that records reach to byte %d"
              .formatted(end.found(), next.previousEnd());
      Replay.Place place = new Replay.Place(segment.name(), end.offset(), found);
      Tail.FirstMark mark = Tail.scan(segment, end.offset()).firstMark();
      if (mark == null) {
        replay.goOver(place, next.state());
        return;
      }
      replay.goOver(place, mark.before());
      end = replay.run(segment, mark.offset());
    }
    if (!replay.summary().equals(next.state())) {
      throw CorruptLogException.whenOpened(
          Segment.name(next.number()),
          0,
          "it says it follows %s, but the segment before ends with %s"
              .formatted(next.state(), replay.summary()));
    }
  }

  private static long replayAndMend(Replay replay, Segment newest) throws IOException {
    Replay.End end = replay.run(newest, SegmentHeader.BLOCK_BYTES);
    Tail tail = Tail.scan(newest, end.offset());
    while (confirmsBeyond(tail, newest, end)) {
      String found =
          end.found()
              + ", and a mark behind it says that everything was durable to "
              + tail.confirmed();
      Tail.FirstMark mark = Objects.requireNonNull(tail.firstMark());
      replay.goOver(new Replay.Place(newest.name(), end.offset(), found), mark.before());
      end = replay.run(newest, mark.offset());
      tail = Tail.scan(newest, end.offset());
    }
    tail.clear();
    Position mark = end.lastMark();
    long confirmedTo = mark == null || mark.segment() != newest.number() ? 0 : mark.offset();
    rewrite(newest, confirmedTo, end.offset());
    newest.file().sync();
    return end.offset();
  }

  private static boolean confirmsBeyond(Tail tail, Segment newest, Replay.End end) {
    Position confirmed = tail.confirmed();
    return confirmed != null && confirmed.isBeyond(new Position(newest.number(), end.offset()));
  }

  private static void rewrite(Segment segment, long from, long toExclusive) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(COPY_BYTES, toExclusive - from));
    for (long at = from; at < toExclusive; at += chunk.capacity()) {
      chunk.clear().limit((int) Math.min(chunk.capacity(), toExclusive - at));
      segment.file().read(chunk, at);
      segment.file().write(chunk.flip(), at);
    }
  }
}

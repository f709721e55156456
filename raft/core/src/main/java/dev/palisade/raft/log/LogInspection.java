package dev.palisade.raft.log;

import dev.palisade.raft.Entry;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.HardState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the files of a log that nobody uses, damaged or not, and says all that can be read and
 * where the rest is. Never writes; opens no log: this is for people.
 */
public final class LogInspection {
  /** What a record says. */
  public sealed interface Content {
    record Stored(Entry entry) implements Content {}

    record Voted(HardState hardState) implements Content {}

    /** Everything up to this byte of this segment was durable. */
    record Marked(long segment, long offset) implements Content {}

    record CutAfter(EntryId last) implements Content {}

    record ResetTo(EntryId base) implements Content {}

    /** What stood behind {@code after}, up to {@code promised}, was lost to damage. */
    record GaveUp(EntryId after, EntryId promised) implements Content {}
  }

  /** One intact record: its place in bytes from the beginning of the file, and its length. */
  public record Item(String file, long offset, int bytes, Content content) {}

  /**
   * Bytes that are no record.
   *
   * @param found what stands there
   * @param resumesAt where records go on; -1 if none follows in the file
   * @param wasDurable whether what stood there had been confirmed: damage; otherwise it may be what
   *     a crash left of a write, and is cut when the log is opened
   * @param before the last entry that was read before; null for none in this log
   * @param after the first entry behind; null if none follows in the file
   */
  public record Gap(
      long offset,
      String found,
      long resumesAt,
      boolean wasDurable,
      @Nullable EntryId before,
      @Nullable EntryId after) {}

  /**
   * What one file holds.
   *
   * @param defect what is wrong with its header; null when nothing is
   * @param identity of the header; null when it cannot be read
   * @param records intact ones
   * @param first of its entries; null if there is none
   * @param last of its entries; null if there is none
   * @param end where its records end
   */
  public record SegmentReport(
      String file,
      long bytes,
      @Nullable String defect,
      @Nullable LogIdentity identity,
      long records,
      @Nullable EntryId first,
      @Nullable EntryId last,
      long end,
      List<Gap> gaps) {}

  /**
   * The whole log.
   *
   * @param missing names of files that must have been there, since later ones are
   */
  public record Report(List<SegmentReport> segments, List<String> missing) {
    /** Whether something is gone that had been confirmed. */
    public boolean isDamaged() {
      return !missing.isEmpty()
          || segments.stream()
              .anyMatch(
                  segment ->
                      segment.defect() != null
                          || segment.gaps().stream().anyMatch(Gap::wasDurable));
    }
  }

  private LogInspection() {}

  /**
   * Reads all segments, the oldest first.
   *
   * @param items hears of each intact record, in the order of the files
   * @throws IOException if a file cannot be read at all
   */
  public static Report run(Disk disk, Consumer<Item> items) throws IOException {
    List<Long> numbers =
        disk.list().stream().map(Segment::numberOf).filter(number -> number > 0).toList();
    List<String> missing = new ArrayList<>();
    List<SegmentReport> segments = new ArrayList<>();
    EntryId before = null;
    for (int i = 0; i < numbers.size(); i++) {
      long number = numbers.get(i);
      for (long gone = i == 0 ? number : numbers.get(i - 1) + 1; gone < number; gone++) {
        missing.add(Segment.name(gone));
      }
      boolean isNewest = i == numbers.size() - 1;
      long confirmedEnd = isNewest ? 0 : previousEnd(disk, numbers.get(i + 1));
      SegmentReport report;
      try (DiskFile file = disk.open(Segment.name(number))) {
        report = new SegmentScan(file, number, confirmedEnd, before, items).run();
      }
      segments.add(report);
      before = report.last() == null ? before : report.last();
    }
    return new Report(segments, missing);
  }

  /** Where the records of the segment before end, as its successor says; 0 if it does not. */
  private static long previousEnd(Disk disk, long number) throws IOException {
    try (DiskFile file = disk.open(Segment.name(number))) {
      SegmentHeader header = SegmentScan.header(file, number);
      return header == null ? 0 : header.previousEnd();
    }
  }
}

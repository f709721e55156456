package dev.palisade.raft.log;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.log.LogInspection.Content;
import dev.palisade.raft.log.LogInspection.Gap;
import dev.palisade.raft.log.LogInspection.Item;
import dev.palisade.raft.log.LogInspection.SegmentReport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads one segment that may be damaged anywhere, beyond the damage too. Used once. */
final class SegmentScan {
  private static final int WINDOW_BYTES = 1 << 20;

  private final DiskFile file;
  private final long number;
  private final long bytes;
  private final Consumer<Item> items;
  private final List<Gap> gaps = new ArrayList<>();
  private ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES).limit(0);
  private long windowOffset;

  /** Where everything before was durable, as far as is known. */
  private long confirmed;

  private long records;
  private @Nullable EntryId first;
  private @Nullable EntryId last;
  private @Nullable EntryId before;

  /**
   * @param confirmedEnd where its records ended, as the next segment says; 0 if there is none
   * @param before the last entry of the segments before
   */
  SegmentScan(
      DiskFile file, long number, long confirmedEnd, @Nullable EntryId before, Consumer<Item> items)
      throws IOException {
    this.file = file;
    this.number = number;
    this.bytes = file.size();
    this.confirmed = confirmedEnd;
    this.before = before;
    this.items = items;
  }

  /** The header of a segment; null when it is damaged. */
  static @Nullable SegmentHeader header(DiskFile file, long number) throws IOException {
    ByteBuffer block = block(file);
    return SegmentHeader.defect(block, number) == null ? SegmentHeader.decode(block, number) : null;
  }

  private static ByteBuffer block(DiskFile file) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(SegmentHeader.BLOCK_BYTES);
    file.read(block, 0);
    return block.flip();
  }

  SegmentReport run() throws IOException {
    String defect = SegmentHeader.defect(block(file), number);
    SegmentHeader header = header(file, number);
    long at = SegmentHeader.BLOCK_BYTES;
    long end = at;
    while (at < bytes) {
      String found = defectAt(at);
      if (found == null) {
        at += take(at);
        end = at;
        continue;
      }
      long next = nextRecord(at + RecordFormat.ALIGNMENT);
      if (next < 0 && at >= confirmed && isZeroFrom(at)) {
        break; // That is how the records of a segment end.
      }
      gaps.add(new Gap(at, found, next, false, last == null ? before : last, null));
      if (next < 0) {
        break;
      }
      at = next;
    }
    return new SegmentReport(
        Segment.name(number),
        bytes,
        defect,
        header == null ? null : header.identity(),
        records,
        first,
        last,
        end,
        gaps.stream().map(this::judged).toList());
  }

  /** Marks that came later may have confirmed what stood there. */
  private Gap judged(Gap gap) {
    return new Gap(
        gap.offset(),
        gap.found(),
        gap.resumesAt(),
        gap.offset() < confirmed,
        gap.before(),
        gap.after());
  }

  /** Takes the intact record at {@code at}; returns the bytes that it takes. */
  private int take(long at) {
    int inWindow = (int) (at - windowOffset);
    int length = RecordFormat.length(window, inWindow);
    int stored = RecordFormat.storedBytes(length);
    Content content =
        switch (RecordFormat.type(window, inWindow)) {
          case RecordFormat.ENTRY -> {
            ByteBuffer record = ByteBuffer.allocate(stored);
            record.put(0, window, inWindow, stored);
            yield new Content.Stored(EntryCodec.decode(record.asReadOnlyBuffer()));
          }
          case RecordFormat.HARD_STATE ->
              new Content.Voted(HardStateRecord.decode(window, inWindow));
          case RecordFormat.CUT -> new Content.CutAfter(Cut.decode(window, inWindow));
          case RecordFormat.RESET -> new Content.ResetTo(Cut.decode(window, inWindow));
          case RecordFormat.LOST -> {
            Lost lost = Lost.decode(window, inWindow);
            yield new Content.GaveUp(lost.after(), lost.promised());
          }
          default -> {
            Position durable = Mark.durable(window, inWindow);
            if (durable.segment() == number) {
              confirmed = Math.max(confirmed, durable.offset());
            }
            yield new Content.Marked(durable.segment(), durable.offset());
          }
        };
    records++;
    if (content instanceof Content.Stored(var entry)) {
      first = first == null ? entry.id() : first;
      last = entry.id();
      noteAfter(entry.id());
    }
    items.accept(new Item(Segment.name(number), at, stored, content));
    return stored;
  }

  private void noteAfter(EntryId id) {
    if (!gaps.isEmpty() && gaps.getLast().after() == null && gaps.getLast().resumesAt() >= 0) {
      Gap open = gaps.removeLast();
      gaps.add(new Gap(open.offset(), open.found(), open.resumesAt(), false, open.before(), id));
    }
  }

  private @Nullable String defectAt(long at) throws IOException {
    need(at, RecordFormat.HEAD_BYTES);
    int inWindow = (int) (at - windowOffset);
    if (window.limit() - inWindow >= RecordFormat.HEAD_BYTES) {
      int length = RecordFormat.length(window, inWindow);
      String wrong = RecordFormat.lengthDefect(length);
      if (wrong != null) {
        return wrong;
      }
      need(at, RecordFormat.storedBytes(length));
    }
    return RecordFormat.defect(window, (int) (at - windowOffset));
  }

  /** The next place with an intact record; -1 if there is none. */
  private long nextRecord(long from) throws IOException {
    for (long at = from; at + RecordFormat.HEAD_BYTES <= bytes; at += RecordFormat.ALIGNMENT) {
      need(at, RecordFormat.HEAD_BYTES);
      int inWindow = (int) (at - windowOffset);
      // Cheap things first: most places hold no record.
      if (window.getLong(inWindow) != 0
          && RecordFormat.lengthDefect(RecordFormat.length(window, inWindow)) == null
          && window.get(inWindow + 9) == RecordFormat.VERSION
          && defectAt(at) == null) {
        return at;
      }
    }
    return -1;
  }

  private boolean isZeroFrom(long from) throws IOException {
    for (long at = from; at < bytes; at += RecordFormat.ALIGNMENT) {
      need(at, 1);
      int inWindow = (int) (at - windowOffset);
      int rest = Math.min(RecordFormat.ALIGNMENT, window.limit() - inWindow);
      for (int i = 0; i < rest; i++) {
        if (window.get(inWindow + i) != 0) {
          return false;
        }
      }
    }
    return true;
  }

  /** Lets the window hold so many bytes from {@code at} on, as far as the file goes. */
  private void need(long at, int count) throws IOException {
    boolean isThere =
        at >= windowOffset && at + Math.min(count, bytes - at) <= windowOffset + window.limit();
    if (isThere) {
      return;
    }
    int capacity = Math.max(count, WINDOW_BYTES);
    window = capacity > window.capacity() ? ByteBuffer.allocate(capacity) : window.clear();
    file.read(window, at);
    window.flip();
    windowOffset = at;
  }
}

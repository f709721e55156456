package dev.palisade.raft.log;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryIds;
import dev.palisade.raft.HardState;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Appends records to the newest segment and rolls to the next when one does not fit. Gathers
 * records into large writes. One thread at a time.
 */
final class SegmentWriter {
  private static final int BUFFER_BYTES = 256 << 10;

  /** A segment of very short entries is given up as a whole, as one of long ones is. */
  private static final int MAX_ENTRIES = 131_072;

  private final Disk disk;
  private final WalOptions options;
  private final Segments segments;
  private final ByteBuffer buffer;

  private Segment segment;
  // Where the next record goes; the buffer holds what belongs right before it.
  private long end;
  private Position durable;
  private Position marked;

  // What the records up to `end` add up to.
  private HardState hardState;
  private long lastIndex;
  private long lastTerm;
  private long hlcFloor;
  private EntryId promised;

  /** Goes on at {@code durable}, which must be in the newest segment, with zeros behind it. */
  SegmentWriter(
      Disk disk, WalOptions options, Segments segments, Position durable, Summary summary) {
    this.disk = disk;
    this.options = options;
    this.segments = segments;
    this.buffer = ByteBuffer.allocate(Math.min(BUFFER_BYTES, options.segmentBytes()));
    this.segment = segments.newest();
    this.end = durable.offset();
    this.durable = durable;
    this.marked = new Position(0, 0);
    this.hardState = summary.hardState();
    this.lastIndex = summary.last().index();
    this.lastTerm = summary.last().term();
    this.hlcFloor = summary.hlcFloor();
    this.promised = summary.promised();
    disk.prepare(options.segmentBytes());
  }

  /** Appends entries; returns the place of each. */
  long[] appendEntries(EntryBatch entries) throws IOException {
    EntryIds ids = entries.ids();
    long[] places = new long[ids.count()];
    for (int i = 0; i < places.length; i++) {
      ByteBuffer record = entries.records().get(i);
      makeRoom(record.remaining());
      places[i] = EntryTable.place(segment.number(), end);
      put(record);
      lastIndex = ids.firstIndex() + i;
      lastTerm = ids.termAt(lastIndex);
      hlcFloor = Math.max(hlcFloor, EntryCodec.hlc(record, record.position()));
      promised = Summary.left(promised, last());
      segment.touches(lastIndex);
    }
    return places;
  }

  void appendHardState(HardState state) throws IOException {
    makeRoom(HardStateRecord.BYTES);
    put(HardStateRecord.encode(state));
    hardState = state;
  }

  void appendCut(EntryId cutAfter) throws IOException {
    makeRoom(Cut.BYTES);
    put(Cut.encode(cutAfter));
    lastIndex = cutAfter.index();
    lastTerm = cutAfter.term();
    segment.touches(lastIndex + 1);
  }

  void appendReset(EntryId base) throws IOException {
    makeRoom(Cut.BYTES);
    put(Cut.encodeReset(base));
    goOnBehind(base);
  }

  void appendLost(Lost lost) throws IOException {
    makeRoom(Lost.BYTES);
    put(lost.encode());
    promised = lost.promised();
    goOnBehind(lost.after());
  }

  private void goOnBehind(EntryId base) {
    lastIndex = base.index();
    lastTerm = base.term();
    promised = Summary.left(promised, base);
    segment.touches(lastIndex + 1);
  }

  private EntryId last() {
    return new EntryId(lastIndex, lastTerm);
  }

  private Summary summary() {
    return new Summary(hardState, last(), hlcFloor, promised);
  }

  /** Appends a mark of what is durable, unless the last one says the same or there is no room. */
  void appendMark() throws IOException {
    if (marked.equals(durable) || end + Mark.BYTES > segment.bytes()) {
      return;
    }
    put(Mark.encode(segment.header().salt(), end, durable, summary()));
    marked = durable;
  }

  /** Hands what is gathered to the file, without a sync. */
  void write() throws IOException {
    buffer.flip();
    if (buffer.hasRemaining()) {
      segment.file().write(buffer, end - buffer.limit());
    }
    buffer.clear();
  }

  /** Makes everything appended durable. */
  void sync() throws IOException {
    write();
    segment.file().sync();
    durable = new Position(segment.number(), end);
  }

  private void makeRoom(int bytes) throws IOException {
    // Leaves room for the mark that confirms the record.
    boolean fits = end + bytes + Mark.BYTES <= segment.bytes();
    if (!fits || lastIndex - segment.header().state().last().index() >= MAX_ENTRIES) {
      roll(bytes);
    }
  }

  private void roll(int firstRecordBytes) throws IOException {
    // Keeps I3: the header of the next segment confirms this one, so this one is synced before.
    sync();
    long number = segment.number() + 1;
    SegmentHeader header =
        new SegmentHeader(
            options.identity(),
            number,
            SegmentHeader.saltOf(options.saltSeed(), number),
            summary(),
            end);
    long needed = SegmentHeader.BLOCK_BYTES + 2 * Mark.BYTES + (long) firstRecordBytes;
    segment = Segment.create(disk, header, Math.max(options.segmentBytes(), needed));
    segments.add(segment);
    end = SegmentHeader.BLOCK_BYTES;
    durable = new Position(number, end);
    // The header says it.
    marked = durable;
    disk.prepare(options.segmentBytes());
  }

  private void put(ByteBuffer record) throws IOException {
    int bytes = record.remaining();
    if (bytes > buffer.remaining()) {
      write();
    }
    if (bytes > buffer.capacity()) {
      segment.file().write(record.duplicate(), end);
    } else {
      buffer.put(buffer.position(), record, record.position(), bytes);
      buffer.position(buffer.position() + bytes);
    }
    end += bytes;
  }
}

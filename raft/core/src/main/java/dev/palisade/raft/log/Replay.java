package dev.palisade.raft.log;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.HardState;
import dev.palisade.raft.log.SegmentHeader.Summary;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Adds up the records of the segments, oldest first, and checks that they make sense after each
 * other (I6 of {@link Wal}). Tearing cannot make intact records that do not, so that is corruption
 * wherever it stands.
 */
final class Replay {
  private EntryTable table;
  private HardState hardState;
  private long hlcFloor;

  /** Where the records of a segment end, and why there. */
  record End(long offset, String found, @Nullable Position lastMark) {}

  /** Begins with what the oldest segment restates. */
  Replay(Summary state) {
    this.table = new EntryTable(state.last());
    this.hardState = state.hardState();
    this.hlcFloor = state.hlcFloor();
  }

  EntryTable table() {
    return table;
  }

  Summary summary() {
    return new Summary(hardState, table.last(), hlcFloor);
  }

  /** Replays one segment up to the first thing that is no intact record. */
  End run(Segment segment) throws IOException {
    RecordCursor cursor = new RecordCursor(segment);
    Position lastMark = null;
    String found = cursor.advance();
    while (found == null) {
      ByteBuffer bytes = cursor.window();
      int at = cursor.at();
      String nonsense =
          switch (RecordFormat.type(bytes, at)) {
            case RecordFormat.ENTRY -> entry(segment, cursor);
            case RecordFormat.CUT -> cut(segment, Cut.decode(bytes, at));
            case RecordFormat.RESET -> reset(segment, Cut.decode(bytes, at));
            case RecordFormat.HARD_STATE -> hardState(HardStateRecord.decode(bytes, at));
            default -> mark(segment, cursor);
          };
      if (nonsense != null) {
        throw new CorruptLogException(segment.name(), cursor.offset(), nonsense);
      }
      if (RecordFormat.type(bytes, at) == RecordFormat.MARK) {
        lastMark = Mark.durable(bytes, at);
      }
      found = cursor.advance();
    }
    return new End(cursor.offset(), found, lastMark);
  }

  private @Nullable String entry(Segment segment, RecordCursor cursor) {
    long index = EntryCodec.index(cursor.window(), cursor.at());
    long term = EntryCodec.term(cursor.window(), cursor.at());
    EntryId last = table.last();
    if (index != last.index() + 1 || term < last.term()) {
      return "entry " + index + "@" + term + " after " + last;
    }
    long place = EntryTable.place(segment.number(), cursor.offset());
    table.appendStored(term, cursor.recordBytes(), place);
    segment.touches(index);
    if (EntryCodec.isMembership(cursor.window(), cursor.at())) {
      try {
        table.lastIs(MembershipCodec.decode(EntryCodec.payload(cursor.window(), cursor.at())));
      } catch (BadRecordException nonsense) {
        return "entry " + index + "@" + term + ": " + nonsense.getMessage();
      }
    }
    hlcFloor = Math.max(hlcFloor, EntryCodec.hlc(cursor.window(), cursor.at()));
    return null;
  }

  private @Nullable String cut(Segment segment, EntryId cutAfter) {
    if (cutAfter.index() >= table.lastIndex()) {
      return "a cut after " + cutAfter + ", but the last entry is " + table.last();
    }
    segment.touches(cutAfter.index() + 1);
    if (cutAfter.index() < table.base().index()) {
      // It reaches back into a segment that was deleted: nothing of what was replayed stays.
      table = new EntryTable(cutAfter);
      return null;
    }
    if (table.termAt(cutAfter.index()) != cutAfter.term()) {
      return "a cut after "
          + cutAfter
          + ", but the term there is "
          + table.termAt(cutAfter.index());
    }
    table.truncateFrom(cutAfter.index() + 1);
    return null;
  }

  private @Nullable String reset(Segment segment, EntryId base) {
    segment.touches(base.index() + 1);
    table = new EntryTable(base);
    return null;
  }

  private @Nullable String hardState(HardState next) {
    if (!HardStateRecord.mayFollow(next, hardState)) {
      return next + " after " + hardState;
    }
    hardState = next;
    return null;
  }

  private static @Nullable String mark(Segment segment, RecordCursor cursor) {
    long salt = segment.header().salt();
    if (!Mark.belongs(cursor.window(), cursor.at(), salt, cursor.offset())) {
      return "a mark that belongs elsewhere";
    }
    Position durable = Mark.durable(cursor.window(), cursor.at());
    return durable.isBeyond(new Position(segment.number(), cursor.offset()))
        ? "a mark that confirms what follows it, " + durable
        : null;
  }
}

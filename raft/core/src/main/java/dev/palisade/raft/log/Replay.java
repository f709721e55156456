package dev.palisade.raft.log;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.HardState;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Adds up the records of the segments, oldest first, and checks that they make sense after each
 * other (I6 of {@link Wal}). Tearing cannot make intact records that do not, so that is corruption
 * wherever it stands.
 *
 * <p>Records that are damaged can be gone over: what a later mark or header restates tells how the
 * log ended and what was voted, though not which entries it held. Those before the damage are kept
 * apart, until a record says that the log goes on behind them.
 */
final class Replay {
  private EntryTable table;
  private HardState hardState;
  private long hlcFloor;
  private EntryId promised;

  /** The entries before the first damage that nothing has made good; null when there is none. */
  private @Nullable EntryTable kept;

  private @Nullable Place damage;

  /** Where damage begins, and what stands there. */
  record Place(String file, long offset, String found) {}

  /** Where the records of a segment end, and why there. */
  record End(long offset, String found, @Nullable Position lastMark) {}

  /** Begins with what the oldest segment restates. */
  Replay(Summary state) {
    this.table = new EntryTable(state.last());
    this.hardState = state.hardState();
    this.hlcFloor = state.hlcFloor();
    this.promised = state.promised();
  }

  /** The entries; behind damage only those that follow it. */
  EntryTable table() {
    return table;
  }

  Summary summary() {
    return new Summary(hardState, table.last(), hlcFloor, promised);
  }

  /** What was gone over and nothing has made good; null when there is nothing. */
  @Nullable Place damage() {
    return damage;
  }

  /**
   * Gives up what was damaged, and everything behind it.
   *
   * @return what is to be recorded
   */
  Lost giveUp() {
    EntryTable before = kept;
    if (before == null) {
      throw new IllegalStateException("nothing is damaged");
    }
    EntryId last = promised.equals(EntryId.ZERO) ? table.last() : promised;
    Lost lost = new Lost(before.last(), last);
    lost(lost);
    return lost;
  }

  /** Goes over damage; {@code state} is what the records up to its end added up to. */
  void goOver(Place place, Summary state) {
    if (kept == null) {
      kept = table;
      damage = place;
    }
    table = new EntryTable(state.last());
    hardState = state.hardState();
    hlcFloor = state.hlcFloor();
    promised = state.promised();
  }

  /** Replays one segment from a place on, up to the first thing that is no intact record. */
  End run(Segment segment, long from) throws IOException {
    RecordCursor cursor = new RecordCursor(segment, from);
    Position lastMark = null;
    String found = cursor.advance();
    while (found == null) {
      byte type = RecordFormat.type(cursor.window(), cursor.at());
      String nonsense = take(segment, cursor, type);
      if (nonsense != null) {
        throw CorruptLogException.whenOpened(segment.name(), cursor.offset(), nonsense);
      }
      promised = Summary.left(promised, table.last());
      if (type == RecordFormat.MARK) {
        lastMark = Mark.durable(cursor.window(), cursor.at());
      }
      found = cursor.advance();
    }
    return new End(cursor.offset(), found, lastMark);
  }

  private @Nullable String take(Segment segment, RecordCursor cursor, byte type) {
    return switch (type) {
      case RecordFormat.ENTRY -> entry(segment, cursor);
      case RecordFormat.CUT -> cut(segment, Cut.decode(cursor.window(), cursor.at()));
      case RecordFormat.RESET -> reset(segment, Cut.decode(cursor.window(), cursor.at()));
      case RecordFormat.LOST -> {
        Lost lost = Lost.decode(cursor.window(), cursor.at());
        segment.touches(lost.after().index() + 1);
        lost(lost);
        yield null;
      }
      case RecordFormat.HARD_STATE ->
          hardState(HardStateRecord.decode(cursor.window(), cursor.at()));
      default -> mark(segment, cursor);
    };
  }

  private @Nullable String entry(Segment segment, RecordCursor cursor) {
    long index = EntryCodec.index(cursor.window(), cursor.at());
    long term = EntryCodec.term(cursor.window(), cursor.at());
    EntryId last = table.last();
    if (index != last.index() + 1 || term < last.term()) {
      return "entry " + index + "@" + term + " after " + last;
    }
    long place = EntryTable.place(segment.number(), cursor.offset());
    long chain = EntryCodec.chainOf(cursor.window(), cursor.at());
    table.appendStored(term, cursor.recordBytes(), place, chain);
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
    EntryTable before = kept;
    if (cutAfter.index() < table.base().index()) {
      if (before != null && before.holds(cutAfter)) {
        // It goes back before the damage: what was damaged is no part of the log any more.
        table = before;
        mended();
      } else {
        // Into a segment that was deleted, or what is damaged: nothing replayed since stays.
        table = new EntryTable(cutAfter);
        return null;
      }
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
    mended();
    return null;
  }

  private void lost(Lost lost) {
    EntryTable before = kept;
    if (before != null && before.holds(lost.after())) {
      table = before;
      mended();
    }
    if (table.holds(lost.after())) {
      table.truncateFrom(lost.after().index() + 1);
    } else {
      table = new EntryTable(lost.after());
    }
    promised = Summary.left(lost.promised(), table.last());
  }

  private void mended() {
    kept = null;
    damage = null;
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

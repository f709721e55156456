package dev.palisade.raft.log;

import dev.palisade.raft.Entry;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryIds;
import dev.palisade.raft.EntryKind;
import dev.palisade.raft.HardState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The log as it should be: the list of everything staged, in order. Whatever crash came, a
 * recovered log must be exactly what some beginning of this list adds up to, and the beginning must
 * contain everything that a flush confirmed.
 */
final class LogModel {
  private final List<Change> changes = new ArrayList<>();
  private int confirmed;
  private long beforeIndex = 1;

  private sealed interface Change {
    record OfHardState(HardState state) implements Change {}

    record OfEntry(Entry entry) implements Change {}

    record OfCut(long fromIndex) implements Change {}

    record OfReset(EntryId base) implements Change {}
  }

  /** What a list of changes adds up to. */
  private static final class State {
    HardState hardState = HardState.INITIAL;
    final List<Entry> entries = new ArrayList<>();
    long hlcFloor;

    void add(Change change) {
      switch (change) {
        case Change.OfHardState(var state) -> hardState = state;
        case Change.OfEntry(var entry) -> {
          entries.add(entry);
          hlcFloor = Math.max(hlcFloor, entry.hlc());
        }
        case Change.OfCut(var fromIndex) ->
            entries.subList((int) fromIndex - 1, entries.size()).clear();
        case Change.OfReset(var base) -> {
          entries.clear();
          for (long i = 1; i <= base.index(); i++) {
            entries.add(standIn(new EntryId(i, base.term())));
          }
        }
      }
    }
  }

  /** For an entry that only a snapshot holds. */
  private static Entry standIn(EntryId id) {
    return new Entry(id, EntryKind.NO_OP, -1, ByteBuffer.allocate(0));
  }

  LogModel copy() {
    LogModel copy = new LogModel();
    copy.changes.addAll(changes);
    copy.confirmed = confirmed;
    copy.beforeIndex = beforeIndex;
    return copy;
  }

  void stage(@Nullable HardState hardState, List<Entry> entries) {
    if (hardState != null) {
      changes.add(new Change.OfHardState(hardState));
    }
    if (!entries.isEmpty() && entries.getFirst().id().index() <= entries().size()) {
      changes.add(new Change.OfCut(entries.getFirst().id().index()));
    }
    entries.forEach(entry -> changes.add(new Change.OfEntry(entry)));
  }

  /** The log is emptied, and begins behind {@code base}, in its term at least. */
  void reset(EntryId base) {
    if (base.term() > hardState().term()) {
      changes.add(new Change.OfHardState(new HardState(base.term(), null)));
    }
    changes.add(new Change.OfReset(base));
    beforeIndex = Math.max(beforeIndex, base.index() + 1);
  }

  /** Everything staged is durable. */
  void confirm() {
    confirmed = changes.size();
  }

  /** Entries before this index may be gone. */
  void truncatePrefix(long index) {
    beforeIndex = Math.max(beforeIndex, index);
  }

  /** Entries before this index may be gone. */
  long beforeIndex() {
    return beforeIndex;
  }

  /** Everything staged, as one log. */
  List<Entry> entries() {
    return sum(changes.size()).entries;
  }

  HardState hardState() {
    return sum(changes.size()).hardState;
  }

  /** Index of the last confirmed entry. */
  long lastConfirmedIndex() {
    return sum(confirmed).entries.size();
  }

  /** Highest index that every beginning of the list from the confirmed one on agrees upon. */
  long settledIndex() {
    long settled = lastConfirmedIndex();
    for (Change change : changes.subList(confirmed, changes.size())) {
      switch (change) {
        case Change.OfCut(var fromIndex) -> settled = Math.min(settled, fromIndex - 1);
        case Change.OfReset _ -> settled = 0;
        case Change.OfEntry _, Change.OfHardState _ -> {}
      }
    }
    return settled;
  }

  /**
   * Checks a log that was opened and found damaged: it knows what was voted and up to where it had
   * been durable, and what it holds was once staged as it is. Then the peers give it what it lacks,
   * and it is whole.
   */
  void mend(Wal wal, Supplier<Wal> reopened) throws IOException {
    int count = confirmed;
    while (count < changes.size() && !isPromise(wal, sum(count))) {
      count++;
    }
    changes.subList(count, changes.size()).clear();
    confirmed = count;
    State expected = sum(count);
    List<Entry> entries = expected.entries;
    require(
        isPromise(wal, expected) && wal.hlcFloor() >= expected.hlcFloor,
        "%s, promised %s of %s and %d after damage, not %s, %s and %d",
        wal.hardState(),
        wal.promised(),
        wal.entryIds(),
        wal.hlcFloor(),
        expected.hardState,
        lastOf(expected),
        expected.hlcFloor);
    EntryId applied = beforeIndex == 1 ? EntryId.ZERO : entries.get((int) beforeIndex - 2).id();
    if (!wal.holds(applied)) {
      wal.giveUp(applied); // As a replica does, whose state reaches there.
    }
    EntryIds ids = wal.entryIds();
    if (!ids.isEmpty()) {
      for (Entry entry : EntryCodec.decodeAll(readAll(wal, ids))) {
        require(wasStaged(entry), "%s was never staged", entry);
      }
    }
    long from = firstMissing(wal, entries);
    wal.stage(1, null, Records.batch(entries.subList((int) from - 1, entries.size())));
    wal.close();
    Wal whole = reopened.get();
    require(whole.damage() == null, "damage is found once: %s", whole.damage());
    String difference = difference(expected, whole);
    require(difference == null, "after the peers made it good: %s", difference);
    whole.close();
  }

  /** Whether the log knows what the replica voted, and how far others may count on it. */
  private static boolean isPromise(Wal wal, State state) {
    EntryId promised = wal.promised();
    EntryIds ids = wal.entryIds();
    EntryId held = ids.isEmpty() ? wal.base() : ids.idAt(ids.lastIndex());
    EntryId last = lastOf(state);
    return state.hardState.equals(wal.hardState())
        && (promised == null ? held.isAtLeastAsUpToDateAs(last) : promised.equals(last));
  }

  private static EntryId lastOf(State state) {
    return state.entries.isEmpty() ? EntryId.ZERO : state.entries.getLast().id();
  }

  /** The first index at which the log does not hold what it should. */
  private static long firstMissing(Wal wal, List<Entry> entries) {
    long index = wal.base().index() + 1;
    while (index <= entries.size() && wal.holds(entries.get((int) index - 1).id())) {
      index++;
    }
    return index;
  }

  private boolean wasStaged(Entry entry) {
    return changes.stream()
        .anyMatch(change -> change instanceof Change.OfEntry(var staged) && staged.equals(entry));
  }

  private static void require(boolean holds, String otherwise, @Nullable Object... arguments) {
    if (!holds) {
      throw new AssertionError(otherwise.formatted(arguments));
    }
  }

  private State sum(int count) {
    State state = new State();
    changes.subList(0, count).forEach(state::add);
    return state;
  }

  /**
   * Checks a recovered log, and goes on with what it holds as the truth; throws AssertionError if
   * it is not what some beginning from the confirmed one on adds up to.
   */
  void adopt(Wal wal) throws IOException {
    State state = sum(confirmed);
    String difference = difference(state, wal);
    String first = difference;
    int count = confirmed;
    while (difference != null && count < changes.size()) {
      state.add(changes.get(count));
      count++;
      difference = difference(state, wal);
    }
    if (difference != null) {
      throw new AssertionError(
          "recovered %s, %s; confirmed were %d of %d changes: with the confirmed ones, %s; with all, %s"
              .formatted(
                  wal.hardState(), wal.entryIds(), confirmed, changes.size(), first, difference));
    }
    changes.subList(count, changes.size()).clear();
    confirmed = count;
    beforeIndex = Math.min(beforeIndex, state.entries.size() + 1);
  }

  /** What differs; null when nothing does. */
  private @Nullable String difference(State state, Wal wal) throws IOException {
    if (wal.promised() != null) {
      return "nothing missing expected, not what " + wal.promised() + " ends";
    }
    if (!state.hardState.equals(wal.hardState())) {
      return state.hardState + " expected, not " + wal.hardState();
    }
    EntryId base = wal.base();
    EntryIds ids = wal.entryIds();
    if (base.index() >= beforeIndex || ids.firstIndex() != base.index() + 1) {
      return "base " + base + " of " + ids + " although before " + beforeIndex + " may be gone";
    }
    if (ids.lastIndex() != state.entries.size()) {
      return "last entry " + state.entries.size() + " expected, not " + ids.lastIndex();
    }
    EntryId expectedBase =
        base.index() == 0 ? EntryId.ZERO : state.entries.get((int) base.index() - 1).id();
    if (!base.equals(expectedBase)) {
      return "base " + expectedBase + " expected, not " + base;
    }
    if (wal.hlcFloor() != state.hlcFloor) {
      return "timestamp floor " + state.hlcFloor + " expected, not " + wal.hlcFloor();
    }
    List<Entry> expected = state.entries.subList((int) base.index(), state.entries.size());
    List<Entry> actual = ids.isEmpty() ? List.of() : EntryCodec.decodeAll(readAll(wal, ids));
    return expected.equals(actual) ? null : expected + " expected, not " + actual;
  }

  private static EntryBatch readAll(Wal wal, EntryIds ids) throws IOException {
    return wal.read(ids).orElseThrow(() -> new AssertionError(ids + " are not there"));
  }
}

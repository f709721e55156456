package dev.palisade.kv.state;

import dev.palisade.kv.state.Command.KeyRange;
import org.jspecify.annotations.Nullable;

/**
 * The versions of a range that were the newest as of a revision. Walks the whole history of the
 * range, so it costs as much as there are versions.
 */
final class PastScan implements VersionScan {
  private final Store store;
  private final Store.Cursor history;
  private final long atRevision;
  private final boolean ascending;
  // Descending: the key that was already answered.
  private byte @Nullable [] doneRow;

  PastScan(Store store, KeyRange range, long atRevision, Store.Direction direction) {
    this.store = store;
    this.atRevision = atRevision;
    this.ascending = direction == Store.Direction.ASCENDING;
    byte[] toExclusive = range.toExclusive();
    history =
        store.scan(
            Layout.historyFrom(range.from()),
            toExclusive == null ? Layout.endOf(Layout.HISTORY) : Layout.historyFrom(toExclusive),
            direction);
  }

  /** The version of one key as of a revision, or null. */
  static @Nullable Version find(Store store, byte[] key, long atRevision) {
    byte[] from = Layout.historyKey(key, 0, 0);
    byte[] toExclusive = Layout.historyKey(key, atRevision + 1, 0);
    try (Store.Cursor rows = store.scan(from, toExclusive, Store.Direction.DESCENDING)) {
      return rows.valid() && !Version.isTombstoneRow(rows.value()) ? load(store, rows.key()) : null;
    }
  }

  @Override
  public @Nullable Version next() {
    return ascending ? nextAscending() : nextDescending();
  }

  @Override
  public byte[] valueOf(Version version) {
    byte[] value = version.value();
    return value == null ? Version.NO_VALUE : value;
  }

  @Override
  public void close() {
    history.close();
  }

  /** Of each key the last row that is not too new. */
  private @Nullable Version nextAscending() {
    while (history.valid()) {
      byte[] first = history.key();
      byte[] visible = null;
      boolean tombstone = false;
      for (; history.valid(); history.next()) {
        byte[] row = history.key();
        if (!Layout.isSameKey(row, first)) {
          break;
        }
        if (Layout.revisionOfHistory(row) <= atRevision) {
          visible = row;
          tombstone = Version.isTombstoneRow(history.value());
        }
      }
      if (visible != null && !tombstone) {
        return load(store, visible);
      }
    }
    return null;
  }

  /** Of each key the first row that is not too new. */
  private @Nullable Version nextDescending() {
    for (; history.valid(); history.next()) {
      byte[] row = history.key();
      byte[] done = doneRow;
      if ((done != null && Layout.isSameKey(row, done))
          || Layout.revisionOfHistory(row) > atRevision) {
        continue;
      }
      doneRow = row;
      if (!Version.isTombstoneRow(history.value())) {
        history.next();
        return load(store, row);
      }
    }
    return null;
  }

  private static Version load(Store store, byte[] historyKey) {
    long revision = Layout.revisionOfHistory(historyKey);
    int sub = Layout.subOfHistory(historyKey);
    byte[] row = store.get(Layout.revisionKey(revision, sub));
    if (row == null) {
      throw new StateDamagedException(
          "the history names revision " + revision + "." + sub + ", which has no row", null);
    }
    return Version.ofRevisionRow(revision, sub, row);
  }
}

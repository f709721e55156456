package dev.palisade.kv.state;

import dev.palisade.kv.state.Command.KeyRange;
import org.jspecify.annotations.Nullable;

/**
 * The versions of a range that were the newest as of a revision. Walks the whole history of the
 * range, so it costs as much as there are versions; and the latest versions beside it, so that a
 * row that is missing is noticed.
 */
final class PastScan implements VersionScan {
  private final Store.Cursor history;
  private final LatestBeside latest;
  private final long atRevision;
  private final boolean ascending;

  PastScan(Store store, KeyRange range, long atRevision, Store.Direction direction) {
    this.atRevision = atRevision;
    this.ascending = direction == Store.Direction.ASCENDING;
    byte[] toExclusive = range.toExclusive();
    history =
        store.scan(
            Layout.historyFrom(range.from()),
            toExclusive == null ? Layout.endOf(Layout.HISTORY) : Layout.historyFrom(toExclusive),
            direction);
    latest = new LatestBeside(store, range, direction);
  }

  /**
   * The version of one key as of a revision, or null.
   *
   * @throws StateDamagedException if rows of this key are missing
   */
  static @Nullable Version find(Store store, byte[] key, long atRevision) {
    byte[] latest = store.get(Layout.key(Layout.LATEST, key));
    if (latest != null) {
      Version newest = Version.ofLatestRow(key, latest);
      if (newest.modRevision() <= atRevision) {
        return newest.withValue(Version.storedValue(store, newest));
      }
    }
    byte[] rowsOfKey = Layout.historyKey(key, 0, 0);
    byte[] split = Layout.historyKey(key, atRevision + 1, 0);
    byte[] end = Layout.historyKey(key, Long.MAX_VALUE, Integer.MAX_VALUE);
    try (Store.Cursor upTo = store.scan(rowsOfKey, split, Store.Direction.DESCENDING);
        Store.Cursor later = store.scan(split, end, Store.Direction.ASCENDING)) {
      byte[] visible = upTo.valid() ? upTo.value() : null;
      if (later.valid()) {
        requireSuccessor(key, visible, later.value());
      } else if (latest != null || (visible != null && !Version.isTombstoneRow(visible))) {
        throw LatestBeside.differ(key);
      }
      return visible == null || Version.isTombstoneRow(visible)
          ? null
          : Version.ofHistoryRow(upTo.key(), visible);
    }
  }

  /** Checks that a version came right after the one that is visible, null for none. */
  private static void requireSuccessor(byte[] key, byte @Nullable [] visible, byte[] successor) {
    long before = visible == null ? 0 : Version.numberOfHistoryRow(visible);
    long after = Version.numberOfHistoryRow(successor);
    if (Version.isTombstoneRow(successor) ? before == 0 : before != after - 1) {
      throw RowDamage.missing(
          "a version of key " + Keys.show(key),
          "number " + after + " of them follows number " + before);
    }
  }

  @Override
  public @Nullable Version next() {
    while (history.valid()) {
      Version version = ascending ? ascend() : descend();
      if (version != null) {
        return version;
      }
    }
    latest.end();
    return null;
  }

  @Override
  public byte[] valueOf(Version version) {
    byte[] value = version.value();
    return value == null ? Version.NO_VALUE : value;
  }

  @Override
  public void close() {
    history.close();
    latest.close();
  }

  /** Passes the rows of a key, oldest first: the last that is not too new is visible. */
  private @Nullable Version ascend() {
    byte[] first = history.key();
    byte[] visibleKey = null;
    byte[] visible = null;
    byte[] successor = null;
    byte[] key = first;
    byte[] row = history.value();
    do {
      key = history.key();
      row = history.value();
      if (Layout.revisionOfHistory(key) <= atRevision) {
        visibleKey = key;
        visible = row;
      } else if (successor == null) {
        successor = row;
      }
      history.next();
    } while (history.valid() && Layout.isSameKey(history.key(), first));
    latest.newest(key, row);
    return versionOf(visibleKey == null ? first : visibleKey, visible, successor);
  }

  /** Passes the rows of a key, newest first: the first that is not too new is visible. */
  private @Nullable Version descend() {
    byte[] first = history.key();
    byte[] visibleKey = null;
    byte[] visible = null;
    byte[] successor = null;
    latest.newest(first, history.value());
    do {
      byte[] key = history.key();
      if (visible == null && Layout.revisionOfHistory(key) <= atRevision) {
        visibleKey = key;
        visible = history.value();
      } else if (visible == null) {
        successor = history.value();
      }
      history.next();
    } while (history.valid() && Layout.isSameKey(history.key(), first));
    return versionOf(visibleKey == null ? first : visibleKey, visible, successor);
  }

  private static @Nullable Version versionOf(
      byte[] historyKey, byte @Nullable [] visible, byte @Nullable [] successor) {
    if (successor != null) {
      requireSuccessor(Layout.userKeyOfHistory(historyKey), visible, successor);
    }
    return visible == null || Version.isTombstoneRow(visible)
        ? null
        : Version.ofHistoryRow(historyKey, visible);
  }
}

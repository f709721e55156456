package dev.palisade.kv.state;

import dev.palisade.kv.state.Command.KeyRange;
import java.util.Arrays;

/**
 * Walks the latest versions of a range beside its history, and checks that each is the last row of
 * its key there: a row that is missing is damage, and no wrong answer. Not thread-safe.
 */
final class LatestBeside implements AutoCloseable {
  private final Store.Cursor latest;
  private final boolean ascending;

  LatestBeside(Store store, KeyRange range, Store.Direction direction) {
    ascending = direction == Store.Direction.ASCENDING;
    byte[] toExclusive = range.toExclusive();
    latest =
        store.scan(
            Layout.key(Layout.LATEST, range.from()),
            toExclusive == null
                ? Layout.endOf(Layout.LATEST)
                : Layout.key(Layout.LATEST, toExclusive),
            direction);
  }

  /**
   * The newest row in the history of the next key that has any.
   *
   * @throws StateDamagedException if it is not the latest version of its key, or a key before has a
   *     latest version and no history
   */
  void newest(byte[] historyKey, byte[] row) {
    byte[] key = Layout.userKeyOfHistory(historyKey);
    boolean isLatest = false;
    if (latest.valid()) {
      byte[] latestKey = Layout.rest(latest.key());
      int order = Arrays.compareUnsigned(latestKey, key);
      if (order != 0 && order < 0 == ascending) {
        throw differ(latestKey);
      }
      if (order == 0) {
        Version version = Version.ofLatestRow(key, latest.value());
        isLatest =
            version.modRevision() == Layout.revisionOfHistory(historyKey)
                && version.sub() == Layout.subOfHistory(historyKey);
        if (!isLatest) {
          throw differ(key);
        }
        latest.next();
      }
    }
    if (isLatest == Version.isTombstoneRow(row)) {
      throw differ(key);
    }
  }

  /**
   * There is no more history.
   *
   * @throws StateDamagedException if there are latest versions
   */
  void end() {
    if (latest.valid()) {
      throw differ(Layout.rest(latest.key()));
    }
  }

  static StateDamagedException differ(byte[] key) {
    return RowDamage.contradiction(
        "the history and the latest version differ on key " + Keys.show(key));
  }

  @Override
  public void close() {
    latest.close();
  }
}

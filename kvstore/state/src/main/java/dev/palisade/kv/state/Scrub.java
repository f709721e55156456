package dev.palisade.kv.state;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Computes the hash of a whole store again, and checks that the tables which repeat what others
 * hold agree with them: each version has its row of the history, and the latest live version of
 * each key, and only it, its row among the latest.
 */
public final class Scrub {
  private final Store store;
  private final StateHash hash = new StateHash(0, 0);

  Scrub(Store store) {
    this.store = store;
  }

  /**
   * What is wrong with the state in a store: its rows do not add up to the hash that it says, or
   * contradict each other; null when nothing is. Reads all of it. The store may be a view.
   *
   * @throws StoreException if the disk fails
   */
  public static @Nullable String defectOf(Store store) {
    byte[] row = store.get(Layout.POSITION_KEY);
    if (row == null) {
      return null;
    }
    Position position = new Position();
    position.readRow(row);
    byte[] said = position.seal(Position.hashOfRow(row));
    try {
      byte[] found = position.seal(new Scrub(store).run());
      return Arrays.equals(found, said)
          ? null
          : "the rows of the state up to entry %d hash to %s, not to %s"
              .formatted(
                  position.appliedIndex,
                  HexFormat.of().formatHex(found),
                  HexFormat.of().formatHex(said));
    } catch (StateDamagedException damaged) {
      return damaged.getMessage();
    }
  }

  /**
   * The sum over all elements of the state.
   *
   * @throws StateDamagedException if the tables contradict each other
   */
  StateHash run() {
    long versions = addRows(Layout.REVISIONS);
    byte[] membership = store.get(Layout.MEMBERSHIP_KEY);
    if (membership != null) {
      hash.add(Layout.META, Layout.MEMBERSHIP_KEY, membership);
    }
    addRows(Layout.TIMELINE);
    addRows(Layout.EPOCHS);
    addRows(Layout.FENCES);
    addRows(Layout.PROTECTIONS);
    Sessions.addRows(store, hash);
    checkHistory(versions);
    return hash;
  }

  private long addRows(byte table) {
    long count = 0;
    try (Store.Cursor rows = scan(table)) {
      for (; rows.valid(); rows.next()) {
        hash.add(table, rows.key(), rows.value());
        count++;
      }
    }
    return count;
  }

  private void checkHistory(long versions) {
    long named = 0;
    long live = 0;
    try (Store.Cursor history = scan(Layout.HISTORY)) {
      byte[] before = null;
      for (; history.valid(); history.next()) {
        named++;
        byte[] row = history.key();
        if (before != null && !Layout.isSameKey(before, row)) {
          live += checkLatest(before);
        }
        before = row;
      }
      live += checkLatest(before);
    }
    if (named != versions) {
      throw RowDamage.contradiction(
          "the history names %d versions, and there are %d".formatted(named, versions));
    }
    long latest = count(Layout.LATEST);
    if (latest != live) {
      throw RowDamage.contradiction(
          "%d keys have a latest version, and %d are live".formatted(latest, live));
    }
  }

  /** 1 when the key of this row, the last of its history, is live. */
  private int checkLatest(byte @Nullable [] historyKey) {
    if (historyKey == null) {
      return 0;
    }
    long revision = Layout.revisionOfHistory(historyKey);
    int sub = Layout.subOfHistory(historyKey);
    Version version = PastScan.stored(store, revision, sub, null);
    byte[] latest = store.get(Layout.key(Layout.LATEST, version.key()));
    boolean agrees =
        version.isTombstone()
            ? latest == null
            : latest != null && Arrays.equals(latest, version.latestRow());
    if (!agrees || !Arrays.equals(historyKey, Layout.historyKey(version.key(), revision, sub))) {
      throw RowDamage.contradiction(
          "the history and the latest version differ on key " + Keys.show(version.key()));
    }
    return version.isTombstone() ? 0 : 1;
  }

  private long count(byte table) {
    long count = 0;
    try (Store.Cursor rows = scan(table)) {
      for (; rows.valid(); rows.next()) {
        count++;
      }
    }
    return count;
  }

  private Store.Cursor scan(byte table) {
    return store.scan(new byte[] {table}, Layout.endOf(table), Store.Direction.ASCENDING);
  }
}

package dev.palisade.kv.state;

import dev.palisade.kv.state.Version.Digest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Computes the hash of a whole store again, and checks that the tables which repeat what others
 * hold agree with them: the last version of each key, if it is live, has its row among the latest,
 * and no other has one; and the changes tell of each version that was not swept, and of what it
 * supersedes.
 */
public final class Scrub {
  private final Store store;
  private final long revision;
  private final long sweptRevision;
  private final Epochs epochs = new Epochs(new StateHash(0, 0));
  private final StateHash hash = new StateHash(0, 0);

  /** Versions of revisions that were not swept. */
  private long unswept;

  /** Live versions that one of these comes after. */
  private long superseded;

  Scrub(Store store, Position position) {
    this.store = store;
    this.revision = position.revision;
    this.sweptRevision = position.sweptRevision;
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
      byte[] found = position.seal(new Scrub(store, position).run());
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
    epochs.load(store);
    addHistory();
    addChanges();
    byte[] membership = store.get(Layout.MEMBERSHIP_KEY);
    if (membership != null) {
      hash.add(Layout.META, Layout.MEMBERSHIP_KEY, membership);
    }
    addRows(Layout.EPOCHS);
    addRows(Layout.FENCES);
    addRows(Layout.PROTECTIONS);
    Sessions.addRows(store, hash);
    return hash;
  }

  private void addRows(byte table) {
    try (Store.Cursor rows = scan(table)) {
      for (; rows.valid(); rows.next()) {
        hash.add(table, rows.key(), rows.value());
      }
    }
  }

  /** Walks the versions, and beside them the latest of each key. */
  private void addHistory() {
    long live = 0;
    try (Store.Cursor history = scan(Layout.HISTORY)) {
      byte[] before = null;
      Version last = null;
      for (; history.valid(); history.next()) {
        byte[] key = history.key();
        byte[] row = history.value();
        boolean isUnswept = Layout.revisionOfHistory(key) > sweptRevision;
        unswept += isUnswept ? 1 : 0;
        if (before != null && !Layout.isSameKey(before, key)) {
          live += checkLatest(last);
        } else if (last != null && isUnswept && !last.isTombstone()) {
          superseded++;
        }
        hash.add(Layout.HISTORY, key, row);
        last = Version.ofHistoryRow(key, row).head(lastDigest(hash));
        before = key;
      }
      live += checkLatest(last);
    }
    long latest = count(Layout.LATEST);
    if (latest != live) {
      throw RowDamage.contradiction(
          "%d keys have a latest version, and %d are live".formatted(latest, live));
    }
  }

  /** 1 when this version, the last of its key, is live. */
  private int checkLatest(@Nullable Version last) {
    if (last == null) {
      return 0;
    }
    byte[] latest = store.get(Layout.key(Layout.LATEST, last.key()));
    boolean agrees =
        last.isTombstone()
            ? latest == null
            : latest != null && Arrays.equals(latest, last.latestRow());
    if (!agrees) {
      throw LatestBeside.differ(last.key());
    }
    return last.isTombstone() ? 0 : 1;
  }

  /** Walks the changes of the revisions that were not swept. */
  private void addChanges() {
    long expected = epochs.following(Math.max(sweptRevision, 1));
    long changed = 0;
    long named = 0;
    try (Store.Cursor rows = scan(Layout.CHANGES)) {
      for (; rows.valid(); rows.next()) {
        ChangeRow row = ChangeRow.of(rows.key(), rows.value());
        for (long at = row.firstRevision(); at <= row.lastRevision(); at++) {
          List<ChangeRow.Change> changes = row.nextChanges();
          if (at <= sweptRevision) {
            continue;
          }
          if (at != expected) {
            throw ChangeRow.missing(expected);
          }
          expected = epochs.following(at);
          changed += changes.size();
          named += changes.stream().filter(change -> change.superseded() != null).count();
          addRevision(row, at, changes);
        }
      }
    }
    if (expected <= revision) {
      throw ChangeRow.missing(expected);
    }
    if (changed != unswept || named != superseded) {
      throw RowDamage.contradiction(
          "the changes tell of %d versions that supersede %d, and there are %d that supersede %d"
              .formatted(changed, named, unswept, superseded));
    }
  }

  private void addRevision(ChangeRow row, long at, List<ChangeRow.Change> changes) {
    if (changes.isEmpty()) {
      byte[] hlc = ChangeRow.timeline(row.hlcOf(at));
      hash.add(Layout.TIMELINE, Layout.key(Layout.TIMELINE, at), hlc);
    }
    for (int sub = 0; sub < changes.size(); sub++) {
      ChangeRow.Change change = changes.get(sub);
      byte[] key = Layout.historyKey(change.key(), at, sub);
      byte[] version = versionOf(key, change.key(), at, sub);
      if (change.isTombstone() != Version.isTombstoneRow(version)
          || row.hlcOf(at) != Version.hlcOfHistoryRow(version)) {
        throw disagree(change.key(), at, sub);
      }
      if (change.isTombstone()) {
        check(key, version, change.digest());
      }
      ChangeRow.Superseded before = change.superseded();
      if (before != null) {
        byte[] its = Layout.historyKey(change.key(), before.revision(), before.sub());
        check(its, versionOf(its, change.key(), before.revision(), before.sub()), before.digest());
      }
    }
  }

  private byte[] versionOf(byte[] historyKey, byte[] key, long at, int sub) {
    byte[] row = store.get(historyKey);
    if (row == null) {
      throw RowDamage.missing(
          "version %d.%d of key %s".formatted(at, sub, Keys.show(key)), "the changes name it");
    }
    return row;
  }

  /** What the changes say of a version that a sweep will drop. */
  private static void check(byte[] historyKey, byte[] row, Digest said) {
    StateHash alone = new StateHash(0, 0);
    alone.add(Layout.HISTORY, historyKey, row);
    if (!lastDigest(alone).equals(said)) {
      throw disagree(
          Layout.userKeyOfHistory(historyKey),
          Layout.revisionOfHistory(historyKey),
          Layout.subOfHistory(historyKey));
    }
  }

  private static StateDamagedException disagree(byte[] key, long at, int sub) {
    return RowDamage.contradiction(
        "the changes and version %d.%d of key %s differ".formatted(at, sub, Keys.show(key)));
  }

  private static Digest lastDigest(StateHash hash) {
    return new Digest(hash.lastElement1(), hash.lastElement2());
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

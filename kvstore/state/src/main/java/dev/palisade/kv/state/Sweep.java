package dev.palisade.kv.state;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Drops what no read at or after the compacted revision can see: of each key all versions up to
 * that revision but the last, and that one too when it is a tombstone. In one go; several batches
 * bound the memory, not the time. Each batch carries the hash of what is left, and until the last
 * one the position says that the sweep goes on, so that it is finished when the store is opened
 * again.
 *
 * <p>Two ways lead to the same rows. What a compaction adds to the one before are the revisions
 * between the two: each makes its key's version before it invisible, so a walk over these alone
 * costs as much as they are, however long the history is. A sweep that was interrupted has dropped
 * some of them already; it walks the whole history.
 */
final class Sweep {
  /** Changes that one batch holds, about. */
  private static final int BATCH_CHANGES = 10_000;

  private final Store store;
  private final Position position;
  private final StateHash hash;
  private Batch batch = new Batch();

  Sweep(Store store, Position position, StateHash hash) {
    this.store = store;
    this.position = position;
    this.hash = hash;
  }

  /**
   * All that was applied must be in the store.
   *
   * @param swept the compacted revision before this one, up to which all is dropped
   */
  void runFrom(long swept) {
    dropSuperseded(swept + 1);
    finish();
  }

  /** Finishes one that was interrupted. All that was applied must be in the store. */
  void resume() {
    dropVersions();
    finish();
  }

  private void finish() {
    dropTimeline();
    position.sweeping = false;
    writeOut();
  }

  /** Walks the revisions from this one on; those before are swept. */
  private void dropSuperseded(long fromRevision) {
    byte[] from = Layout.revisionKey(fromRevision, 0);
    byte[] toExclusive = Layout.revisionKey(position.compactedRevision + 1, 0);
    byte[] history = {Layout.HISTORY};
    try (Store.Cursor revisions = store.scan(from, toExclusive, Store.Direction.ASCENDING);
        Store.Cursor before =
            store.scan(history, Layout.endOf(Layout.HISTORY), Store.Direction.DESCENDING)) {
      for (; revisions.valid(); revisions.next()) {
        byte[] row = revisions.key();
        Version version =
            Version.ofRevisionRow(
                Layout.revisionOfHistory(row), Layout.subOfHistory(row), revisions.value());
        byte[] historyRow = Layout.historyKey(version.key(), version.modRevision(), version.sub());
        drop(liveBefore(historyRow, before));
        drop(version.isTombstone() ? historyRow : null);
      }
    }
  }

  /**
   * The row before this one of the same key; null for none and for a tombstone, which is dropped.
   */
  private static byte @Nullable [] liveBefore(byte[] historyRow, Store.Cursor descending) {
    descending.seek(historyRow);
    if (descending.valid() && Arrays.equals(descending.key(), historyRow)) {
      descending.next();
    }
    if (!descending.valid()) {
      return null;
    }
    byte[] before = descending.key();
    boolean isLive =
        Layout.isSameKey(before, historyRow) && !Version.isTombstoneRow(descending.value());
    return isLive ? before : null;
  }

  /** Walks the whole history. */
  private void dropVersions() {
    byte[] from = {Layout.HISTORY};
    try (Store.Cursor history =
        store.scan(from, Layout.endOf(Layout.HISTORY), Store.Direction.ASCENDING)) {
      byte[] last = null;
      boolean tombstone = false;
      for (; history.valid(); history.next()) {
        byte[] row = history.key();
        if (last != null && !Layout.isSameKey(last, row)) {
          drop(tombstone ? last : null);
          last = null;
        }
        if (Layout.revisionOfHistory(row) <= position.compactedRevision) {
          drop(last);
          last = row;
          tombstone = Version.isTombstoneRow(history.value());
        }
      }
      drop(tombstone ? last : null);
    }
  }

  private void dropTimeline() {
    byte[] from = {Layout.TIMELINE};
    byte[] toExclusive = Layout.key(Layout.TIMELINE, position.compactedRevision + 1);
    try (Store.Cursor marks = store.scan(from, toExclusive, Store.Direction.ASCENDING)) {
      for (; marks.valid(); marks.next()) {
        hash.subtract(Layout.TIMELINE, marks.key(), marks.value());
        batch.delete(marks.key());
        writeOutIfFull();
      }
    }
  }

  private void drop(byte @Nullable [] historyKey) {
    if (historyKey == null) {
      return;
    }
    byte[] key =
        Layout.revisionKey(Layout.revisionOfHistory(historyKey), Layout.subOfHistory(historyKey));
    byte[] row = store.get(key);
    if (row == null) {
      throw new StateDamagedException(
          "the history names revision "
              + Layout.revisionOfHistory(historyKey)
              + ", which has no row",
          null);
    }
    hash.subtract(Layout.REVISIONS, key, row);
    batch.delete(key);
    batch.delete(historyKey);
    writeOutIfFull();
  }

  private void writeOutIfFull() {
    if (batch.changes().size() >= BATCH_CHANGES) {
      writeOut();
    }
  }

  private void writeOut() {
    batch.put(Layout.POSITION_KEY, position.row(hash));
    store.write(batch);
    batch = new Batch();
  }
}

package dev.palisade.kv.state;

import java.util.List;

/**
 * Drops what no read at or after the compacted revision can see: of each key all versions up to
 * that revision but the last, and that one too when it is a tombstone. In one go; several batches
 * bound the memory, not the time. It walks the changes since the last sweep, each of which names
 * what it supersedes, so it costs as much as these are and looks nothing up. Each batch carries how
 * far the sweep is and the hash of what is left, so an interrupted one goes on where it was.
 */
final class Sweep {
  /** Changes that one batch holds, about. */
  private static final int BATCH_CHANGES = 10_000;

  /** Bytes that one batch holds, about: keys may be long. */
  private static final int BATCH_BYTES = 1 << 20;

  private final Store store;
  private final Position position;
  private final StateHash hash;
  private final Epochs epochs;
  private Batch batch = new Batch();

  Sweep(Store store, Position position, StateHash hash, Epochs epochs) {
    this.store = store;
    this.position = position;
    this.hash = hash;
    this.epochs = epochs;
  }

  /**
   * Sweeps up to the compacted revision. All that was applied must be in the store.
   *
   * @throws StateDamagedException if no row tells of one of the revisions
   */
  void run() {
    long expected = epochs.following(Math.max(position.sweptRevision, 1));
    byte[] from = ChangeRow.keyFrom(store, expected);
    byte[] toExclusive = Layout.key(Layout.CHANGES, position.compactedRevision + 1);
    try (Store.Cursor rows = store.scan(from, toExclusive, Store.Direction.ASCENDING)) {
      for (; rows.valid(); rows.next()) {
        ChangeRow row = ChangeRow.of(rows.key(), rows.value());
        if (expected < row.firstRevision() || row.lastRevision() < expected) {
          throw ChangeRow.missing(expected);
        }
        sweep(row);
        expected = epochs.following(row.lastRevision());
      }
    }
    if (expected <= position.compactedRevision) {
      throw ChangeRow.missing(expected);
    }
    position.sweptRevision = position.compactedRevision;
    writeOut();
  }

  private void sweep(ChangeRow row) {
    long last = Math.min(row.lastRevision(), position.compactedRevision);
    for (long revision = row.firstRevision(); revision <= last; revision++) {
      List<ChangeRow.Change> changes = row.nextChanges();
      if (revision <= position.sweptRevision) {
        continue;
      }
      if (changes.isEmpty()) {
        hash.subtract(
            Layout.TIMELINE,
            Layout.key(Layout.TIMELINE, revision),
            ChangeRow.timeline(row.hlcOf(revision)));
      }
      for (int sub = 0; sub < changes.size(); sub++) {
        drop(changes.get(sub), revision, sub);
      }
      position.sweptRevision = revision;
      if (revision == row.lastRevision()) {
        batch.delete(Layout.key(Layout.CHANGES, row.firstRevision()));
      }
      if (batch.changes().size() >= BATCH_CHANGES || batch.bytes() >= BATCH_BYTES) {
        writeOut();
      }
    }
  }

  /** What a change made invisible: the version before it, and the tombstone that it is itself. */
  private void drop(ChangeRow.Change change, long revision, int sub) {
    ChangeRow.Superseded before = change.superseded();
    if (before != null) {
      drop(change.key(), before.revision(), before.sub(), before.digest());
    }
    if (change.isTombstone()) {
      drop(change.key(), revision, sub, change.digest());
    }
  }

  private void drop(byte[] key, long revision, int sub, Version.Digest digest) {
    hash.subtractElement(digest.first(), digest.second());
    batch.delete(Layout.historyKey(key, revision, sub));
  }

  private void writeOut() {
    batch.put(Layout.POSITION_KEY, position.row(hash));
    store.write(batch);
    batch = new Batch();
  }
}

package dev.palisade.kv.state;

import dev.palisade.kv.state.Command.KeyRange;
import dev.palisade.kv.state.Outcome.KeyValue;
import dev.palisade.raft.Invariant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The newest state of the keys: the store, and over it what the batch at hand has changed. The
 * changes of one command are kept apart until {@link #commit}, so that a command that is refused on
 * its way leaves nothing behind.
 *
 * <p>K1: what {@link #find} and {@link #scan} show is what they will show from the store once the
 * batch is written.
 */
final class Keyspace {
  private final Store store;
  private final StateHash hash;
  private final TreeMap<byte[], Version> pending = new TreeMap<>(Arrays::compareUnsigned);

  // Of the command at hand: its changes in order, and what each replaced among the pending ones.
  private final List<Version> changes = new ArrayList<>();
  private final List<@Nullable Version> replaced = new ArrayList<>();
  private long revision;
  private long hlc;

  Keyspace(Store store, StateHash hash) {
    this.store = store;
    this.hash = hash;
  }

  /** Begins a command whose changes, if it makes any, get this revision and timestamp. */
  void begin(long newRevision, long newHlc) {
    Invariant.check(changes.isEmpty(), "a command begins before the one before it has ended");
    revision = newRevision;
    hlc = newHlc;
  }

  /** The newest version, or null when there is no such key. Its value may not be loaded. */
  @Nullable Version find(byte[] key) {
    Version version = pending.isEmpty() ? null : pending.get(key);
    if (version != null) {
      return version.isTombstone() ? null : version;
    }
    byte[] row = store.get(Layout.key(Layout.LATEST, key));
    return row == null ? null : Version.ofLatestRow(key, row);
  }

  /** The value of a version that {@link #find} or {@link #scan} showed. */
  byte[] valueOf(Version version) {
    byte[] value = version.value();
    if (value != null) {
      return value;
    }
    byte[] row = store.get(Layout.revisionKey(version.modRevision(), version.sub()));
    if (row == null) {
      throw new StateDamagedException(
          "no row for revision "
              + version.modRevision()
              + "."
              + version.sub()
              + " of key "
              + Keys.show(version.key()),
          null);
    }
    byte[] loaded = Version.ofRevisionRow(version.modRevision(), version.sub(), row).value();
    return loaded == null ? Version.NO_VALUE : loaded;
  }

  KeyValue pairOf(Version version) {
    return version.pair(valueOf(version));
  }

  /** The newest versions of a range, as they are now: to be closed before the next change. */
  VersionScan scan(KeyRange range, Store.Direction direction) {
    return new NewestScan(this, store, range, direction);
  }

  /** What the batch at hand has changed in the range, ascending; a tombstone for each deletion. */
  Iterable<Version> pendingIn(KeyRange range, Store.Direction direction) {
    byte[] toExclusive = range.toExclusive();
    if (pending.isEmpty() || Keys.isEmpty(range)) {
      return List.of();
    }
    var part =
        toExclusive == null
            ? pending.tailMap(range.from(), true)
            : pending.subMap(range.from(), true, toExclusive, false);
    return direction == Store.Direction.ASCENDING ? part.values() : part.descendingMap().values();
  }

  /** Sets a key; {@code previous} is what {@link #find} shows of it. */
  void put(byte[] key, byte[] value, @Nullable Version previous) {
    long createRevision = previous == null ? revision : previous.createRevision();
    long version = previous == null ? 1 : previous.version() + 1;
    change(new Version(key, value, revision, changes.size(), createRevision, version, hlc, 0));
  }

  /** Deletes a key that {@link #find} shows. */
  void delete(Version previous) {
    change(new Version(previous.key(), Version.NO_VALUE, revision, changes.size(), 0, 0, hlc, 0));
  }

  /** Whether the command at hand changed something. */
  boolean hasChanges() {
    return !changes.isEmpty();
  }

  /** Ends the command at hand: its changes are part of the batch. */
  void commit(Batch batch) {
    for (Version version : changes) {
      write(batch, version);
    }
    changes.clear();
    replaced.clear();
  }

  /** Ends the command at hand: its changes never were. Keeps K1. */
  void rollback() {
    for (int i = changes.size() - 1; i >= 0; i--) {
      Version before = replaced.get(i);
      if (before == null) {
        pending.remove(changes.get(i).key());
      } else {
        pending.put(before.key(), before);
      }
    }
    changes.clear();
    replaced.clear();
  }

  /** The batch is in the store. */
  void written() {
    pending.clear();
  }

  private void change(Version version) {
    replaced.add(pending.put(version.key(), version));
    changes.add(version);
  }

  private void write(Batch batch, Version version) {
    byte[] latest = Layout.key(Layout.LATEST, version.key());
    if (version.isTombstone()) {
      batch.delete(latest);
    } else {
      batch.put(latest, version.latestRow());
    }
    batch.put(
        Layout.historyKey(version.key(), version.modRevision(), version.sub()),
        version.historyRow());
    byte[] key = Layout.revisionKey(version.modRevision(), version.sub());
    byte[] row = version.revisionRow(valueOf(version));
    batch.put(key, row);
    hash.add(Layout.REVISIONS, key, row);
  }
}

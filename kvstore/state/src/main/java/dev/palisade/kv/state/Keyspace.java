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
 * batch is written. K2: a head in the cache is what the store holds: nobody else writes to it.
 */
final class Keyspace {
  /** Of the heap, for the newest versions of keys in use, without their values. */
  private static final int HEADS_BYTES = 8 << 20;

  private final Store store;
  private final StateHash hash;
  private final RevisionLog log;
  private final Heads heads = new Heads(HEADS_BYTES);
  private final TreeMap<byte[], Version> pending = new TreeMap<>(Arrays::compareUnsigned);

  // Of the command at hand: its changes in order, and what each replaced among the pending ones.
  private final List<Version> changes = new ArrayList<>();
  private final List<@Nullable Version> replaced = new ArrayList<>();

  /** The live versions that they supersede. */
  private final List<@Nullable Version> superseded = new ArrayList<>();

  private long revision;
  private long hlc;

  Keyspace(Store store, StateHash hash, RevisionLog log) {
    this.store = store;
    this.hash = hash;
    this.log = log;
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
    Version head = heads.get(key);
    if (head == null) {
      head = headOf(key, store.get(Layout.key(Layout.LATEST, key)));
      heads.put(head);
    }
    return head.isTombstone() ? null : head;
  }

  /** Reads what {@link #find} will be asked for, at once. */
  void prefetch(List<byte[]> keys) {
    List<byte[]> absent = new ArrayList<>();
    List<byte[]> rows = new ArrayList<>();
    for (byte[] key : keys) {
      if (!pending.containsKey(key) && !heads.knows(key)) {
        absent.add(key);
        rows.add(Layout.key(Layout.LATEST, key));
      }
    }
    if (absent.size() < 2) {
      return;
    }
    List<byte @Nullable []> found = store.getAll(rows);
    for (int i = 0; i < absent.size(); i++) {
      heads.put(headOf(absent.get(i), found.get(i)));
    }
  }

  /** A tombstone for a key that has no row. */
  private static Version headOf(byte[] key, byte @Nullable [] row) {
    return row == null
        ? new Version(key, null, 0, 0, 0, 0, 0, 0, Version.Digest.NONE)
        : Version.ofLatestRow(key, row);
  }

  /**
   * The value of a version that {@link #find} or {@link #scan} showed.
   *
   * @throws StateDamagedException if the store lacks it
   */
  byte[] valueOf(Version version) {
    byte[] value = version.value();
    if (value != null) {
      return value;
    }
    return Version.storedValue(store, version);
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
    int sub = changes.size();
    change(
        new Version(
            key, value, revision, sub, createRevision, version, hlc, 0, Version.Digest.NONE),
        previous);
  }

  /** Deletes a key that {@link #find} shows. */
  void delete(Version previous) {
    int sub = changes.size();
    change(
        new Version(
            previous.key(), Version.NO_VALUE, revision, sub, 0, 0, hlc, 0, Version.Digest.NONE),
        previous);
  }

  /** Whether the command at hand changed something. */
  boolean hasChanges() {
    return !changes.isEmpty();
  }

  /** Ends the command at hand: its changes are part of the batch. */
  void commit(Batch batch) {
    log.begin(revision, hlc);
    Version[] written = new Version[changes.size()];
    for (int i = 0; i < written.length; i++) {
      Version before = superseded.get(i);
      if (before != null && before.modRevision() == revision) {
        before = written[before.sub()]; // Now its digest is known.
      }
      written[i] = write(batch, changes.get(i));
      log.change(written[i], before);
    }
    clear();
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
    clear();
  }

  /** The batch is in the store. Keeps K2. */
  void written() {
    pending.values().forEach(heads::put);
    pending.clear();
  }

  private void clear() {
    changes.clear();
    replaced.clear();
    superseded.clear();
  }

  private void change(Version version, @Nullable Version previous) {
    replaced.add(pending.put(version.key(), version));
    superseded.add(previous);
    changes.add(version);
  }

  /** Puts the rows of a version into the batch; returns it with its digest. */
  private Version write(Batch batch, Version version) {
    byte[] key = Layout.historyKey(version.key(), version.modRevision(), version.sub());
    byte[] row = version.historyRow(valueOf(version));
    batch.put(key, row);
    hash.add(Layout.HISTORY, key, row);
    Version head = version.head(new Version.Digest(hash.lastElement1(), hash.lastElement2()));
    byte[] latest = Layout.key(Layout.LATEST, version.key());
    if (head.isTombstone()) {
      batch.delete(latest);
    } else {
      batch.put(latest, head.latestRow());
    }
    // A later change of the same command may have taken its place.
    if (pending.get(version.key()) == version) {
      pending.put(version.key(), head.withValue(version.value()));
    }
    return head;
  }
}

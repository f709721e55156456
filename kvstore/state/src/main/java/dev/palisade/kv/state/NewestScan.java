package dev.palisade.kv.state;

import dev.palisade.kv.state.Command.KeyRange;
import java.util.Arrays;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Merges the latest versions of the store with those of the batch at hand, which win. */
final class NewestScan implements VersionScan {
  private final Keyspace keyspace;
  private final Store.Cursor stored;
  private final Iterator<Version> pending;
  private final boolean ascending;
  private @Nullable Version nextStored;
  private @Nullable Version nextPending;

  NewestScan(Keyspace keyspace, Store store, KeyRange range, Store.Direction direction) {
    this.keyspace = keyspace;
    this.ascending = direction == Store.Direction.ASCENDING;
    byte[] toExclusive = range.toExclusive();
    stored =
        store.scan(
            Layout.key(Layout.LATEST, range.from()),
            toExclusive == null
                ? Layout.endOf(Layout.LATEST)
                : Layout.key(Layout.LATEST, toExclusive),
            direction);
    pending = keyspace.pendingIn(range, direction).iterator();
    advanceStored();
    advancePending();
  }

  @Override
  public @Nullable Version next() {
    while (true) {
      Version fromStore = nextStored;
      Version fromBatch = nextPending;
      if (fromBatch == null) {
        advanceStored();
        return fromStore;
      }
      int order = fromStore == null ? 1 : order(fromStore, fromBatch);
      if (order < 0) {
        advanceStored();
        return fromStore;
      }
      if (order == 0) {
        advanceStored();
      }
      advancePending();
      if (!fromBatch.isTombstone()) {
        return fromBatch;
      }
    }
  }

  @Override
  public byte[] valueOf(Version version) {
    return keyspace.valueOf(version);
  }

  @Override
  public void close() {
    stored.close();
  }

  private int order(Version one, Version other) {
    int order = Arrays.compareUnsigned(one.key(), other.key());
    return ascending ? order : -order;
  }

  private void advanceStored() {
    if (!stored.valid()) {
      nextStored = null;
      return;
    }
    nextStored = Version.ofLatestRow(Layout.rest(stored.key()), stored.value());
    stored.next();
  }

  private void advancePending() {
    nextPending = pending.hasNext() ? pending.next() : null;
  }
}

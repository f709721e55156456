package dev.palisade.kv.state;

import dev.palisade.raft.Invariant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The leaps of the revisions. A state that was restored begins an epoch: its revisions leap above
 * every one that the cluster it was taken from can have given since, and so do tokens and session
 * ids, which follow from revisions. The revisions in between never were. Kept in memory whole; a
 * state has one row for each time it was restored. Not thread-safe.
 *
 * <p>Example: a backup ends at revision 81,201. Restored at 2026-02-03T04:05:06Z, its first entry
 * makes revision 1,770,091,506,000,000, the microseconds since 1970, and the first put the next.
 */
final class Epochs {
  /** The leap where the clock is of no use: 2<sup>40</sup>, some years of writes at full speed. */
  private static final long LEAST_LEAP = 1L << 40;

  private static final long MICROS_PER_MILLI = 1_000;
  private static final int HLC_COUNTER_BITS = 16;

  /**
   * One epoch.
   *
   * @param firstRevision stands for the restore; it changes no key
   * @param lastBefore the revision that the state had before
   * @param hlc when it was
   */
  record Epoch(long firstRevision, long lastBefore, long hlc) {
    boolean skips(long revision) {
      return lastBefore < revision && revision < firstRevision;
    }

    long skipped() {
      return firstRevision - lastBefore - 1;
    }
  }

  private final StateHash hash;

  /** In order. */
  private final List<Epoch> epochs = new ArrayList<>();

  Epochs(StateHash hash) {
    this.hash = hash;
  }

  /** Reads all epochs of the store. */
  void load(Store store) {
    byte[] from = {Layout.EPOCHS};
    try (Store.Cursor rows =
        store.scan(from, Layout.endOf(Layout.EPOCHS), Store.Direction.ASCENDING)) {
      for (; rows.valid(); rows.next()) {
        byte[] row = rows.value();
        epochs.add(
            new Epoch(
                BigEndian.getLong(rows.key(), 1),
                BigEndian.getLong(row, 0),
                BigEndian.getLong(row, Long.BYTES)));
      }
    }
  }

  /**
   * Where the revisions of a state go on that was restored at this time. Microseconds rise faster
   * than any cluster makes revisions, so later restores of one backup, and of backups of clusters
   * that were restored themselves, lie above each other.
   */
  static long firstRevision(long lastBefore, long hlc) {
    long micros = (hlc >>> HLC_COUNTER_BITS) * MICROS_PER_MILLI;
    return micros > lastBefore + 1 ? micros : lastBefore + LEAST_LEAP;
  }

  /** Begins an epoch with the next revision of the state, at this time. */
  Epoch begin(long lastBefore, long hlc, Batch batch) {
    Epoch epoch = new Epoch(firstRevision(lastBefore, hlc), lastBefore, hlc);
    Invariant.check(
        epoch.firstRevision > lastBefore, "revisions rise", epoch.firstRevision, lastBefore);
    byte[] key = Layout.key(Layout.EPOCHS, epoch.firstRevision);
    byte[] row = new byte[2 * Long.BYTES];
    BigEndian.putLong(row, 0, lastBefore);
    BigEndian.putLong(row, Long.BYTES, hlc);
    batch.put(key, row);
    hash.add(Layout.EPOCHS, key, row);
    epochs.add(epoch);
    return epoch;
  }

  /** The epoch whose leap passes over this revision, which never was; null for none. */
  @Nullable Epoch skipping(long revision) {
    return epochs.stream().filter(epoch -> epoch.skips(revision)).findFirst().orElse(null);
  }

  /** The next revision after this one that is neither passed over nor the beginning of an epoch. */
  long following(long revision) {
    long next = revision + 1;
    for (Epoch epoch : epochs) {
      if (epoch.lastBefore < next && next <= epoch.firstRevision) {
        next = epoch.firstRevision + 1;
      }
    }
    return next;
  }

  /** The epoch that begins with this revision; null for none. */
  @Nullable Epoch beginningAt(long revision) {
    return epochs.stream()
        .filter(epoch -> epoch.firstRevision == revision)
        .findFirst()
        .orElse(null);
  }

  /** This revision, or the last one before it that was. */
  long lastUpTo(long revision) {
    Epoch epoch = skipping(revision);
    return epoch == null ? revision : epoch.lastBefore;
  }

  /** How many revisions were passed over in all. */
  long skipped() {
    return epochs.stream().mapToLong(Epoch::skipped).sum();
  }

  /** The how-manieth revision this is that was. */
  long ordinalOf(long revision) {
    long skipped = 0;
    for (Epoch epoch : epochs) {
      skipped += epoch.firstRevision <= revision ? epoch.skipped() : 0;
    }
    return revision - skipped;
  }

  /** The other way round. */
  long revisionOf(long ordinal) {
    long revision = ordinal;
    for (Epoch epoch : epochs) {
      revision += revision > epoch.lastBefore ? epoch.skipped() : 0;
    }
    return revision;
  }
}

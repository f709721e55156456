package dev.palisade.kv.state;

import dev.palisade.kv.state.Outcome.Refused;
import dev.palisade.kv.state.Query.At;
import org.jspecify.annotations.Nullable;

/**
 * The revisions that can still be read, and when each was. Reads the store, so it must hold all
 * that was applied before. Not thread-safe.
 */
final class Past {
  private final Store store;
  private final Position position;
  private final Epochs epochs;

  Past(Store store, Position position, Epochs epochs) {
    this.store = store;
    this.position = position;
    this.epochs = epochs;
  }

  /** A revision, or why it cannot be read. */
  sealed interface Resolved {
    record At(long revision) implements Resolved {}

    record Unreadable(Refused reason) implements Resolved {}
  }

  /** Which revision to read. */
  Resolved resolve(At at) {
    return switch (at) {
      case At.Newest() -> new Resolved.At(position.revision);
      case At.Revision(var revision) -> {
        if (revision > position.revision) {
          yield new Resolved.Unreadable(
              new Outcome.Invalid(
                  "revision "
                      + revision
                      + " is not there yet: the newest is "
                      + position.revision));
        }
        if (revision < position.compactedRevision) {
          yield tooOld();
        }
        Outcome.Invalid never = neverWas(revision);
        yield never == null ? new Resolved.At(revision) : new Resolved.Unreadable(never);
      }
      case At.Hlc(var hlc) -> lastNotLaterThan(hlc);
    };
  }

  /** Why this revision is none of this state, or null when it is or was one. */
  Outcome.@Nullable Invalid neverWas(long revision) {
    Epochs.Epoch epoch = epochs.skipping(revision);
    return epoch == null
        ? null
        : new Outcome.Invalid(
            "revision "
                + revision
                + " does not exist here: the cluster was restored from a backup of revision "
                + epoch.lastBefore()
                + " and went on from revision "
                + epoch.firstRevision());
  }

  /** Timestamps rise with revisions: a binary search finds the last that is not later. */
  private Resolved lastNotLaterThan(long hlc) {
    long low = Math.max(position.compactedRevision, 1);
    if (Long.compareUnsigned(hlcOf(low), hlc) > 0) {
      return tooOld();
    }
    long high = position.revision;
    while (low < high) {
      long middle = low + (high - low + 1) / 2;
      if (Long.compareUnsigned(hlcOf(epochs.lastUpTo(middle)), hlc) <= 0) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return new Resolved.At(epochs.lastUpTo(low));
  }

  private Resolved tooOld() {
    return new Resolved.Unreadable(new Outcome.TooOld(position.compactedRevision));
  }

  /** When a revision was; 0 for the first, the empty store. */
  private long hlcOf(long revision) {
    if (revision == 1) {
      return 0;
    }
    if (revision == position.compactedRevision) {
      return position.compactedHlc;
    }
    Epochs.Epoch epoch = epochs.beginningAt(revision);
    return epoch == null ? ChangeRow.at(store, revision).hlcOf(revision) : epoch.hlc();
  }

  /** How many revisions were passed over when the state was restored, each time together. */
  long skippedRevisions() {
    return epochs.skipped();
  }

  /** Decides a compaction; {@link Sweep} drops the versions once that is stored. */
  void compact(long revision) {
    position.compactedHlc = hlcOf(revision);
    position.compactedRevision = revision;
  }
}

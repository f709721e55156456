package dev.palisade.kv.state;

import dev.palisade.raft.Invariant;
import org.jspecify.annotations.Nullable;

/** Gathers the {@link ChangeRow} of the batch at hand. Not thread-safe. */
final class RevisionLog {
  private final StateHash hash;
  private ChangeRow.@Nullable Writer row;

  /** Revisions that change no key become elements of this hash. */
  RevisionLog(StateHash hash) {
    this.hash = hash;
  }

  /** The next revision; one after the one before, unless the batch begins with it. */
  void begin(long revision, long hlc) {
    ChangeRow.Writer gathering = row;
    if (gathering == null) {
      gathering = new ChangeRow.Writer(revision);
      row = gathering;
    }
    Invariant.check(
        gathering.next() == revision,
        "the revisions of a batch follow each other",
        gathering.next(),
        revision);
    gathering.begin(hlc);
  }

  /** A version of the revision at hand, and the live one that it supersedes; both with digests. */
  void change(Version version, @Nullable Version superseded) {
    ChangeRow.Writer gathering = row;
    if (gathering == null) {
      throw new IllegalStateException("a change before its revision has begun");
    }
    gathering.change(version, superseded);
  }

  /** A revision that changes no key. */
  void mark(long revision, long hlc) {
    begin(revision, hlc);
    hash.add(Layout.TIMELINE, Layout.key(Layout.TIMELINE, revision), ChangeRow.timeline(hlc));
  }

  /** Adds what was gathered to the batch, and begins again. */
  void write(Batch batch) {
    ChangeRow.Writer gathered = row;
    if (gathered != null) {
      gathered.put(batch);
      row = null;
    }
  }
}

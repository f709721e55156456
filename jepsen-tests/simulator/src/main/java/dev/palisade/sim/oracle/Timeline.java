package dev.palisade.sim.oracle;

import dev.palisade.raft.Entry;
import java.util.TreeMap;

/**
 * When each revision was, and which times clients have been told of: once a read as of a time was
 * answered, nothing that is stamped then or earlier may be applied for the first time. Not
 * thread-safe.
 */
final class Timeline {
  private final TreeMap<Long, Long> revisionAt = new TreeMap<>();
  private long lastHlc;
  private long answeredHlc;

  /**
   * This entry is the next of the log.
   *
   * @param revision of the state behind it
   */
  void applied(Entry entry, long revision) {
    lastHlc = Math.max(entry.hlc(), lastHlc + 1);
    if (lastHlc <= answeredHlc) {
      throw new Violation(
          Oracle.SNAPSHOT_READS,
          "entry %s is stamped %d, and a read as of %d was answered before it was applied"
              .formatted(entry.id(), lastHlc, answeredHlc));
    }
    revisionAt.put(lastHlc, revision);
  }

  /** A read as of this time was answered with the state of this revision. */
  void answered(long asOfHlc, long revision) {
    var last = revisionAt.floorEntry(asOfHlc);
    long expected = last == null ? 1 : last.getValue();
    if (revision != expected) {
      throw new Violation(
          Oracle.SNAPSHOT_READS,
          "a read as of %d was answered with revision %d, but revision %d is the last of that time"
              .formatted(asOfHlc, revision, expected));
    }
    answeredHlc = Math.max(answeredHlc, asOfHlc);
  }

  /** The timestamp of the last entry applied. */
  long lastHlc() {
    return lastHlc;
  }
}

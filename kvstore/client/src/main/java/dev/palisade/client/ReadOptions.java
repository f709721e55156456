package dev.palisade.client;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a read may see, and for how long its caller waits. Immutable. */
public final class ReadOptions {
  private static final ReadOptions LINEARIZABLE = new ReadOptions(false, 0, 0, null);
  private static final ReadOptions STALE = new ReadOptions(true, 0, 0, null);

  private final boolean stale;
  private final long revision;
  private final long hlcBits;
  private final @Nullable Duration timeout;

  private ReadOptions(boolean stale, long revision, long hlcBits, @Nullable Duration timeout) {
    this.stale = stale;
    this.revision = revision;
    this.hlcBits = hlcBits;
    this.timeout = timeout;
  }

  /** All writes that were acknowledged before the read began. The default. */
  public static ReadOptions linearizable() {
    return LINEARIZABLE;
  }

  /**
   * Whatever the node that answers has applied; the answer is labelled stale. Needs no quorum and
   * no leader.
   */
  public static ReadOptions stale() {
    return STALE;
  }

  /**
   * As of a revision that is not compacted and not above the newest.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public ReadOptions atRevision(long revision) {
    if (revision < 1) {
      throw new IllegalArgumentException("revision must be at least 1, was " + revision);
    }
    return new ReadOptions(stale, revision, 0, timeout);
  }

  /**
   * As of a timestamp: everything stamped then or earlier and nothing else, so that all reads as of
   * it agree. A stale read waits for its node, which nobody hurries, and may end in a {@link
   * TimedOutException}.
   *
   * <p>One too far ahead of the node's clock ends in a {@link ClockSkewException}.
   */
  public ReadOptions atHlc(Hlc hlc) {
    return new ReadOptions(stale, 0, hlc.bits(), timeout);
  }

  /** Ends the call after this long, instead of the client's timeout. */
  public ReadOptions withTimeout(Duration timeout) {
    return new ReadOptions(stale, revision, hlcBits, Timeouts.requirePositive(timeout));
  }

  boolean isStale() {
    return stale;
  }

  long revisionOrZero() {
    return revision;
  }

  long hlcBitsOrZero() {
    return hlcBits;
  }

  Optional<Duration> timeout() {
    return Optional.ofNullable(timeout);
  }
}

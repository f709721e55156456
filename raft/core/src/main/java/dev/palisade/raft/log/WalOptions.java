package dev.palisade.raft.log;

/**
 * What a log is told when it is opened.
 *
 * @param segmentBytes size of a segment file; a record that does not fit gets a longer one
 * @param tailCacheBytes how many bytes of the newest records stay in memory; what is not durable
 *     stays whatever its size
 * @param saltSeed any number that clients of the cluster cannot know: it goes into marks, so that
 *     no payload can look like one
 * @param whenEmpty what to do where there is no log
 */
public record WalOptions(
    LogIdentity identity,
    int segmentBytes,
    long tailCacheBytes,
    long saltSeed,
    WhenEmpty whenEmpty) {
  /** What an empty directory means. */
  public enum WhenEmpty {
    /** The replica is new: begin a log. */
    BEGIN,
    /** The replica was there before: its log is gone, and it must not vote again. */
    REFUSE
  }

  /** 64 MiB. */
  public static final int DEFAULT_SEGMENT_BYTES = 64 << 20;

  /** 8 MiB. */
  public static final long DEFAULT_TAIL_CACHE_BYTES = 8L << 20;

  private static final int MIN_SEGMENT_BYTES = 2 * SegmentHeader.BLOCK_BYTES;
  private static final int MAX_SEGMENT_BYTES = 1 << 30;

  public WalOptions {
    if (segmentBytes < MIN_SEGMENT_BYTES
        || segmentBytes > MAX_SEGMENT_BYTES
        || segmentBytes % SegmentHeader.BLOCK_BYTES != 0) {
      throw new IllegalArgumentException(
          "segment size must be a multiple of %,d from %,d to %,d bytes, was %,d"
              .formatted(
                  SegmentHeader.BLOCK_BYTES, MIN_SEGMENT_BYTES, MAX_SEGMENT_BYTES, segmentBytes));
    }
    if (tailCacheBytes < 0) {
      throw new IllegalArgumentException("negative tail cache of " + tailCacheBytes + " bytes");
    }
  }

  /** Options under which an empty directory begins a log. */
  public WalOptions(LogIdentity identity, int segmentBytes, long tailCacheBytes, long saltSeed) {
    this(identity, segmentBytes, tailCacheBytes, saltSeed, WhenEmpty.BEGIN);
  }

  public static WalOptions ofDefaults(LogIdentity identity, long saltSeed) {
    return new WalOptions(identity, DEFAULT_SEGMENT_BYTES, DEFAULT_TAIL_CACHE_BYTES, saltSeed);
  }

  /** The same, for a replica that has begun its log before. */
  public WalOptions forExistingLog() {
    return new WalOptions(identity, segmentBytes, tailCacheBytes, saltSeed, WhenEmpty.REFUSE);
  }
}

package dev.palisade.raft.replica;

/**
 * When a replica takes snapshots of its state, and what it keeps of its log.
 *
 * @param logBytes a snapshot is due when so many bytes of entries were applied since the last
 * @param keepLogBytes what the log keeps behind a snapshot, for followers that are a little behind:
 *     about so many bytes, in whole segments
 * @param chunkBytes what is asked for at once of a snapshot that is fetched
 */
public record SnapshotOptions(long logBytes, long keepLogBytes, int chunkBytes) {
  /** A snapshot is due after about so many entries, however short. */
  private static final long LOG_ENTRIES = 350_000;

  /** A snapshot each 256 MiB of log, of which 64 MiB are kept, fetched in chunks of 1 MiB. */
  public static final SnapshotOptions DEFAULT = new SnapshotOptions(256L << 20, 64L << 20, 1 << 20);

  public SnapshotOptions {
    if (logBytes < 1 || keepLogBytes < 0 || chunkBytes < 1) {
      throw new IllegalArgumentException(
          "snapshots need a positive log size and chunk, and keep no negative size, but got "
              + logBytes
              + ", "
              + chunkBytes
              + " and "
              + keepLogBytes
              + " bytes");
    }
  }

  /**
   * What entries count towards {@link #logBytes}: their bytes, or more if they are very short,
   * since the log takes memory for each.
   */
  long counted(long entries, long bytes) {
    return Math.max(bytes, entries * (logBytes / LOG_ENTRIES));
  }
}

package dev.palisade.raft.core;

import dev.palisade.raft.NodeId;

/**
 * What one replica is told once, at its start.
 *
 * @param self this replica
 * @param noOpStoredBytes size in the log of the record of a leader's first entry
 */
public record CoreConfig(NodeId self, Timeouts timeouts, Limits limits, int noOpStoredBytes) {

  /** The defaults for everything that has one. */
  public static CoreConfig ofDefaults(NodeId self, int noOpStoredBytes) {
    return new CoreConfig(self, Timeouts.DEFAULT, Limits.DEFAULT, noOpStoredBytes);
  }

  /**
   * How long a replica waits.
   *
   * @param electionNanos base of the election timeout: a follower waits a random time of [base, 2 ·
   *     base) for a leader; a leader steps down after base without a quorum
   * @param heartbeatNanos between a leader's heartbeats; well below {@code electionNanos}
   * @param diskNanos how long a write may stay pending before a leader steps down
   */
  public record Timeouts(long electionNanos, long heartbeatNanos, long diskNanos) {
    public static final Timeouts DEFAULT = new Timeouts(300_000_000L, 60_000_000L, 2_000_000_000L);

    public Timeouts {
      if (heartbeatNanos <= 0 || heartbeatNanos >= electionNanos || diskNanos <= 0) {
        throw new IllegalArgumentException(
            "timeouts must satisfy 0 < heartbeat < election and 0 < disk, were heartbeat "
                + heartbeatNanos
                + " ns, election "
                + electionNanos
                + " ns, disk "
                + diskNanos
                + " ns");
      }
    }
  }

  /**
   * How much a replica lets pile up. Bytes are those of the records in the log.
   *
   * @param appendBytes of one Append; a single larger record still goes alone
   * @param appendEntries of one Append
   * @param inflightBytes sent to one follower and not yet acknowledged, before sending pauses
   * @param inflightEntries likewise
   * @param unappliedBytes in the log and not yet applied, before proposals are refused; a proposal
   *     that meets an entirely applied log is taken whatever its size
   */
  public record Limits(
      long appendBytes,
      int appendEntries,
      long inflightBytes,
      int inflightEntries,
      long unappliedBytes) {
    public static final Limits DEFAULT = new Limits(1 << 20, 4096, 8 << 20, 32_768, 64 << 20);

    public Limits {
      if (appendBytes <= 0
          || appendEntries <= 0
          || inflightBytes <= 0
          || inflightEntries <= 0
          || unappliedBytes <= 0) {
        throw new IllegalArgumentException(
            "limits must be positive, were append %d bytes, %d entries; in flight %d bytes, %d entries; unapplied %d bytes"
                .formatted(
                    appendBytes, appendEntries, inflightBytes, inflightEntries, unappliedBytes));
      }
    }
  }
}

package dev.palisade.raft.core;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.NodeId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a replica stands, for observers; immutable.
 *
 * @param leader null while unknown
 * @param appliedIndex as far as the core was told
 * @param durableIndex everything up to here is durable in this replica's own log
 * @param promised the last entry of what this replica lost to damage, until it has caught up with
 *     it; null when nothing is missing
 * @param peers what a leader knows of the others, ascending; empty unless it leads
 */
public record Status(
    Effect.RoleName role,
    long term,
    @Nullable NodeId leader,
    long commitIndex,
    long appliedIndex,
    long lastIndex,
    long durableIndex,
    @Nullable EntryId promised,
    List<Peer> peers) {

  /**
   * A follower or learner as its leader sees it.
   *
   * @param progress "probe", "replicate" or "snapshotting"
   * @param matchIndex known durable there
   * @param nextIndex the next entry to send
   */
  public record Peer(NodeId node, String progress, long matchIndex, long nextIndex) {}
}

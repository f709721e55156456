package dev.palisade.raft.runtime;

import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.core.CoreConfig;
import dev.palisade.raft.log.WalOptions.WhenEmpty;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * What a node is told when it starts.
 *
 * @param clusterId equal on all members; a directory or a peer of another cluster is refused
 * @param self this node, one of {@code peerAddresses}
 * @param peerAddresses where each member is reached by its peers, this node included
 * @param listen where this node listens for its peers
 * @param initial in force as long as neither the log nor a snapshot holds a configuration; a node
 *     that joins is no member of it
 * @param log where the log is, and what it is made of
 * @param compareEveryNanos between two comparisons of the members' states, while this node leads;
 *     {@link Long#MAX_VALUE} for never
 * @param maxClockOffsetMillis remote timestamps further ahead of the local clock are not merged
 */
public record NodeConfig(
    long clusterId,
    NodeId self,
    Map<NodeId, InetSocketAddress> peerAddresses,
    InetSocketAddress listen,
    Membership initial,
    Log log,
    long compareEveryNanos,
    long maxClockOffsetMillis,
    CoreConfig.Timeouts timeouts,
    CoreConfig.Limits limits) {
  /**
   * The log.
   *
   * @param directory for the log alone; created if absent
   * @param segmentBytes size of its files
   * @param whenEmpty what to do where there is none
   */
  public record Log(Path directory, int segmentBytes, WhenEmpty whenEmpty) {}

  public NodeConfig {
    if (!peerAddresses.containsKey(self)) {
      throw new IllegalArgumentException(
          "the members " + peerAddresses.keySet() + " do not include this node, " + self);
    }
  }

  /** Where this node is reached by its peers. */
  InetSocketAddress ownAddress() {
    return Objects.requireNonNull(peerAddresses.get(self));
  }
}

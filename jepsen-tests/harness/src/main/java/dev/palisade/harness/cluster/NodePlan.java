package dev.palisade.harness.cluster;

import dev.palisade.harness.net.Address;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where a node lives.
 *
 * @param number from 1 to 9
 * @param generation how often a node of this number has become a member of a cluster that was there
 *     already; 0 for those that it began with
 * @param directory the node's own: its data, and its output in {@code node.log}
 * @param client where it listens for clients, who dial the same
 * @param peerBind where it listens for its peers
 * @param peerDial what this node dials to reach each peer, by number; differs from the peer's
 *     {@code peerBind} where a proxy stands between them
 * @param relay an HTTP proxy by which this node reaches each peer's {@code peerBind}, in case all
 *     nodes have to know a peer by one address; empty where it may be dialled directly
 */
public record NodePlan(
    int number,
    int generation,
    Path directory,
    Address client,
    Address peerBind,
    Map<Integer, Address> peerDial,
    Optional<Address> relay) {
  private static final int MOST_NODES = 100;

  public NodePlan {
    peerDial = Map.copyOf(peerDial);
  }

  /** An id that no node had before, for systems that never use one again: 3, 103, 203 and so on. */
  public int member() {
    return number + MOST_NODES * generation;
  }

  /** The number of the node that has such an id. */
  public static int numberOf(int member) {
    return member % MOST_NODES;
  }

  /** That of the node that takes its place. */
  NodePlan next() {
    return new NodePlan(number, generation + 1, directory, client, peerBind, peerDial, relay);
  }
}

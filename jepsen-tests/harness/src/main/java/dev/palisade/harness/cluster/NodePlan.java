package dev.palisade.harness.cluster;

import dev.palisade.harness.net.Address;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where a node lives.
 *
 * @param number from 1
 * @param directory the node's own: its data, and its output in {@code node.log}
 * @param client where it listens for clients, who dial the same
 * @param peerBind where it listens for its peers
 * @param peerDial what this node dials to reach each peer, by number; differs from the peer's
 *     {@code peerBind} where a proxy stands between them
 */
public record NodePlan(
    int number, Path directory, Address client, Address peerBind, Map<Integer, Address> peerDial) {
  public NodePlan {
    peerDial = Map.copyOf(peerDial);
  }
}

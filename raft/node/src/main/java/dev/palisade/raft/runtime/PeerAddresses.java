package dev.palisade.raft.runtime;

import dev.palisade.raft.MemberAddress;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where the peers are: as the configuration in force says, and where it does not, as this node was
 * told when it started. Immutable.
 */
final class PeerAddresses {
  private final NodeId self;
  private final Map<NodeId, InetSocketAddress> told;

  PeerAddresses(NodeId self, Map<NodeId, InetSocketAddress> told) {
    this.self = self;
    this.told = new TreeMap<>(told);
  }

  /** Of the members but this node itself. */
  Map<NodeId, InetSocketAddress> of(Membership membership) {
    Map<NodeId, InetSocketAddress> addresses = new TreeMap<>();
    for (NodeId member : membership.members()) {
      MemberAddress named = membership.addresses().get(member);
      InetSocketAddress address = named == null ? told.get(member) : parse(named.peer());
      if (!member.equals(self) && address != null) {
        addresses.put(member, address);
      }
    }
    return addresses;
  }

  private static InetSocketAddress parse(String address) {
    int colon = address.lastIndexOf(':');
    int port = Integer.parseInt(address.substring(colon + 1));
    return InetSocketAddress.createUnresolved(address.substring(0, colon), port);
  }
}

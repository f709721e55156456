package dev.palisade.raft.runtime;

import dev.palisade.raft.Endpoint;
import dev.palisade.raft.MemberAddress;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the peers are: as the configuration in force says, and where it does not, as this node was
 * told when it started. Thread-safe.
 */
final class PeerAddresses {
  private static final Logger LOG = LoggerFactory.getLogger(PeerAddresses.class);

  private final NodeId self;
  private final Map<NodeId, InetSocketAddress> told;

  /** Addresses that were found wanting, so that each is logged once. */
  private final ConcurrentSkipListMap<NodeId, String> bad = new ConcurrentSkipListMap<>();

  PeerAddresses(NodeId self, Map<NodeId, InetSocketAddress> told) {
    this.self = self;
    this.told = new TreeMap<>(told);
  }

  /** Of the members but this node itself. */
  Map<NodeId, InetSocketAddress> of(Membership membership) {
    Map<NodeId, InetSocketAddress> addresses = new TreeMap<>();
    for (NodeId member : membership.members()) {
      MemberAddress named = membership.addresses().get(member);
      InetSocketAddress address = named == null ? told.get(member) : parse(member, named.peer());
      if (!member.equals(self) && address != null) {
        addresses.put(member, address);
      }
    }
    return addresses;
  }

  /** Null for what cannot be dialled: such a member is one whose link is down. */
  private @Nullable InetSocketAddress parse(NodeId member, String address) {
    String defect = Endpoint.defectOf(address);
    if (defect != null) {
      if (!address.equals(bad.put(member, address))) {
        LOG.error(
            "no link to {}: {}; remove the member, and add it under a new id and another address",
            member,
            defect);
      }
      return null;
    }
    Endpoint endpoint = Endpoint.parse(address);
    return InetSocketAddress.createUnresolved(endpoint.host(), endpoint.port());
  }
}

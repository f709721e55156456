package dev.palisade.raft.transport;

import dev.palisade.proto.raft.Hello;
import dev.palisade.proto.raft.PeerFrame;
import dev.palisade.raft.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * Who we are on a link: what the Hello of each direction says and must say.
 *
 * @param address where this node listens for its peers, host:port
 * @param featureLevel the highest that this program supports
 */
record LinkIdentity(long clusterId, NodeId self, String address, int featureLevel) {
  /** Version of the peers' protocol; raised when an older peer could not follow. */
  private static final int PROTOCOL = 1;

  PeerFrame helloTo(int peer) {
    return PeerFrame.newBuilder().setHello(greeting(peer)).build();
  }

  Hello greeting(int peer) {
    return Hello.newBuilder()
        .setProtocol(PROTOCOL)
        .setClusterId(clusterId)
        .setFrom(self.value())
        .setTo(peer)
        .setAddress(address)
        .setFeatureLevel(featureLevel)
        .build();
  }

  /** What does not fit in a peer's first frame; null when it is one of ours. */
  @Nullable String defectOf(PeerFrame first) {
    if (!first.hasHello()) {
      return "the first frame is " + first.getBodyCase() + ", not HELLO";
    }
    return defectOf(first.getHello());
  }

  /** What does not fit in a peer's greeting; null when it is one of ours. */
  @Nullable String defectOf(Hello hello) {
    if (hello.getProtocol() != PROTOCOL) {
      return "peer protocol " + hello.getProtocol() + " is not " + PROTOCOL;
    }
    if (hello.getClusterId() != clusterId) {
      return "n%d is of cluster %d, this is %s of cluster %d; check the configured cluster id"
          .formatted(hello.getFrom(), hello.getClusterId(), self, clusterId);
    }
    if (hello.getTo() != self.value()) {
      return "n%d looks for n%d, this is %s; check the configured members"
          .formatted(hello.getFrom(), hello.getTo(), self);
    }
    return hello.getFrom() < 1 || hello.getFrom() == self.value()
        ? "a peer that calls itself n" + hello.getFrom()
        : null;
  }
}

package dev.palisade.raft.transport;

import dev.palisade.raft.NodeId;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Where nodes that are not members say they listen: a node that joins does not know the members,
 * nor a follower that was away those that came meanwhile. Remembers the latest few. Thread-safe.
 */
final class Strangers {
  /** Each takes a few hundred bytes. */
  private static final int MOST_REMEMBERED = 64;

  private final LinkedHashMap<NodeId, String> addresses = new LinkedHashMap<>();

  synchronized void greeted(NodeId node, String address) {
    addresses.remove(node);
    addresses.put(node, address);
    if (addresses.size() > MOST_REMEMBERED) {
      addresses.pollFirstEntry();
    }
  }

  synchronized @Nullable String addressOf(NodeId node) {
    return addresses.get(node);
  }
}

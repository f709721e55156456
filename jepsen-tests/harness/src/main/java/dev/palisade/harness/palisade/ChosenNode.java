package dev.palisade.harness.palisade;

import dev.palisade.harness.client.Operation;
import dev.palisade.harness.cluster.Cluster;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A node that is asked for itself.
 *
 * @param node its number
 * @param life the id of its process
 */
record ChosenNode(int node, long life) {
  /** The one at the place that an operation names, counted round and round; empty if it is down. */
  static Optional<ChosenNode> of(Cluster cluster, Operation operation) {
    List<Integer> nodes = cluster.nodes();
    long place = operation.value() instanceof Number number ? number.longValue() : 0;
    int node = nodes.get((int) (place % nodes.size()));
    OptionalLong pid = cluster.pid(node);
    return pid.isPresent() ? Optional.of(new ChosenNode(node, pid.getAsLong())) : Optional.empty();
  }

  /** Whether its process is the one that it was, so that an answer came from that one. */
  boolean lives(Cluster cluster) {
    OptionalLong pid = cluster.pid(node);
    return pid.isPresent() && pid.getAsLong() == life;
  }
}

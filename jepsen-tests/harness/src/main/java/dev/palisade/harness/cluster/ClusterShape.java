package dev.palisade.harness.cluster;

import dev.palisade.harness.net.NetKind;
import java.nio.file.Path;
import java.util.Set;

/**
 * What cluster to start.
 *
 * @param nodes 1 to 9
 * @param net how they are joined
 * @param directory gets a directory {@code n1}, {@code n2} and so on for each
 * @param preloads what the nodes are started with, because faults will need it
 * @param seed chooses ports
 */
public record ClusterShape(
    int nodes, NetKind net, Path directory, Set<Preload> preloads, long seed) {
  public ClusterShape {
    if (nodes < 1 || nodes > 9) {
      throw new IllegalArgumentException("a cluster of " + nodes + " nodes is not within 1 to 9");
    }
    directory = directory.toAbsolutePath().normalize();
    preloads = Set.copyOf(preloads);
  }
}

package dev.palisade.harness.fault;

import dev.palisade.harness.cluster.Cluster;
import dev.palisade.harness.cluster.NodeView;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.stream.Collectors;

/** How the nodes of a cluster are, and how busy the machine is that they run on: for people. */
final class NodesNow {
  private NodesNow() {}

  static String of(Cluster cluster) {
    String nodes =
        cluster.nodes().stream()
            .map(node -> nodeNow(cluster, node))
            .collect(Collectors.joining(", ", "", "; "));
    OperatingSystemMXBean machine = ManagementFactory.getOperatingSystemMXBean();
    return nodes
        + "load %.0f on %d cores"
            .formatted(machine.getSystemLoadAverage(), machine.getAvailableProcessors());
  }

  private static String nodeNow(Cluster cluster, int node) {
    NodeView view = cluster.observe(node);
    String says = view.reachable() ? view.role() + " of term " + view.term() : "without an answer";
    return "n%d %s and %s".formatted(node, cluster.life(node).word(), says);
  }
}

package dev.palisade.cli;

import dev.palisade.cli.local.ClusterFile;
import dev.palisade.cli.local.LocalCluster;
import dev.palisade.cli.local.ProcessIdentity.Life;
import dev.palisade.cli.nodes.NodeView;
import dev.palisade.cli.nodes.Nodes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Starts nodes of a local cluster and waits until they serve. */
public final class LocalClusterStart {
  private static final Duration QUESTION = Duration.ofSeconds(1);
  private static final int POLL_MILLIS = 25;

  private LocalClusterStart() {}

  /** Starts all nodes that are not there; returns the numbers of those that were started. */
  public static List<Integer> startAll(LocalCluster cluster) throws IOException {
    List<Integer> started = new java.util.ArrayList<>();
    for (ClusterFile.Node node : cluster.file().there()) {
      if (cluster.start(node.number())) {
        started.add(node.number());
      }
    }
    return started;
  }

  /**
   * Waits until there is a leader and every node that runs knows it.
   *
   * @return the leader's number
   * @throws CommandFailed when a node ends, or the time is over
   */
  public static int awaitLeader(LocalCluster cluster, Duration timeout)
      throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    List<ClusterFile.Node> running =
        cluster.file().there().stream()
            .filter(node -> cluster.life(node.number()) == Life.RUNNING)
            .toList();
    try (Nodes nodes = new Nodes(running.stream().map(ClusterFile.Node::clientEndpoint).toList())) {
      while (true) {
        List<NodeView> views = nodes.ask(QUESTION);
        Optional<NodeView> leader = NodeView.leader(views);
        if (leader.isPresent() && allFollow(views)) {
          noteLogs(cluster, running);
          return leader.get().status().orElseThrow().getNode();
        }
        for (ClusterFile.Node node : running) {
          failIfGone(cluster, node.number());
        }
        if (System.nanoTime() - deadline >= 0) {
          throw new CommandFailed(
              ExitCode.UNHEALTHY,
              "no leader within "
                  + timeout.toMillis()
                  + " ms: "
                  + NodeView.problem(views).orElse("a node knows no leader")
                  + "; the nodes' logs are in "
                  + cluster.folder());
        }
        Thread.sleep(POLL_MILLIS);
      }
    }
  }

  private static void noteLogs(LocalCluster cluster, List<ClusterFile.Node> running) {
    for (ClusterFile.Node node : running) {
      try {
        cluster.noteLog(node.number());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static boolean allFollow(List<NodeView> views) {
    return views.stream()
        .allMatch(view -> view.status().filter(status -> status.getLeader() != 0).isPresent());
  }

  private static void failIfGone(LocalCluster cluster, int node) {
    if (cluster.life(node) != Life.GONE) {
      return;
    }
    throw new CommandFailed(
        ExitCode.ERROR,
        "node "
            + node
            + " ended; its log "
            + cluster.logFile(node)
            + " ends: "
            + tail(cluster, node));
  }

  private static String tail(LocalCluster cluster, int node) {
    try {
      List<String> lines = Files.readAllLines(cluster.logFile(node), StandardCharsets.UTF_8);
      return String.join(" | ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
    } catch (IOException e) {
      return "(cannot be read: " + e.getMessage() + ")";
    }
  }
}

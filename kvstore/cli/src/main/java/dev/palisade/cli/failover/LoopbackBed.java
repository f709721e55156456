package dev.palisade.cli.failover;

import dev.palisade.cli.LocalClusterStart;
import dev.palisade.cli.local.ThrowAwayCluster;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Processes that dial each other directly, so that a dead one's port refuses. */
final class LoopbackBed implements Bed {
  private static final Duration START = Duration.ofSeconds(60);

  private final ThrowAwayCluster nodes;

  private LoopbackBed(ThrowAwayCluster nodes) {
    this.nodes = nodes;
  }

  static LoopbackBed start() throws IOException {
    ThrowAwayCluster nodes = ThrowAwayCluster.create(3);
    LocalClusterStart.startAll(nodes.cluster());
    return new LoopbackBed(nodes);
  }

  @Override
  public List<String> endpoints() {
    return nodes.cluster().file().clientEndpoints();
  }

  @Override
  public int awaitLeader() throws InterruptedException {
    return LocalClusterStart.awaitLeader(nodes.cluster(), START);
  }

  @Override
  public void strike(LeaderFault fault, int node) throws IOException, InterruptedException {
    switch (fault) {
      case kill -> nodes.cluster().kill(node);
      case stop -> nodes.cluster().pause(node);
      case cut -> throw new IllegalArgumentException("links that nothing leads through");
    }
  }

  @Override
  public void mend(LeaderFault fault, int node) throws IOException, InterruptedException {
    switch (fault) {
      case kill -> nodes.cluster().start(node);
      case stop -> nodes.cluster().resume(node);
      case cut -> throw new IllegalArgumentException("links that nothing leads through");
    }
  }

  @Override
  public void close() {
    nodes.close();
  }
}

package dev.palisade.harness.fault;

import dev.palisade.harness.cluster.Cluster;
import dev.palisade.harness.cluster.ClusterShape;
import dev.palisade.harness.cluster.TinySystem;
import dev.palisade.harness.net.NetKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A run to be interrupted: faults without end, on a cluster whose process ids it tells. */
final class InterruptedRun {
  private InterruptedRun() {}

  /** Arguments: kind of network, directory. */
  public static void main(String[] arguments) throws Exception {
    NetKind kind = NetKind.valueOf(arguments[0]);
    Path folder = Path.of(arguments[1]);
    FaultPlan plan = FaultPlan.of("pause,slow-cpu,partition", new Surroundings(kind, 3, false));
    System.out.println("starts");
    Cluster cluster =
        Cluster.start(new TinySystem(), new ClusterShape(3, kind, folder, plan.preloads(), 1));
    if (!cluster.awaitReady(Duration.ofSeconds(30))) {
      throw new IllegalStateException("the cluster does not serve");
    }
    StringBuilder told = new StringBuilder("ready");
    cluster.nodes().forEach(node -> told.append(' ').append(cluster.pid(node).orElseThrow()));
    // A client that stands still cannot notice that the run has ended.
    cluster.startClient("client", List.of("cat"), folder.resolve("client.log")).pause();
    Nemesis nemesis =
        Nemesis.start(
            cluster,
            plan,
            new Nemesis.Timing(System.nanoTime(), Duration.ofMinutes(10), 1),
            folder.resolve("faults.jsonl"));
    while (nemesis.activeNow().isEmpty()) {
      Thread.sleep(10);
    }
    System.out.println(told);
    nemesis.awaitEnd();
  }
}

package dev.palisade.harness.fault;

import static dev.palisade.harness.cluster.TinySystem.ask;
import static dev.palisade.harness.cluster.TinySystem.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.palisade.harness.cluster.Cluster;
import dev.palisade.harness.cluster.ClusterShape;
import dev.palisade.harness.cluster.Libraries;
import dev.palisade.harness.cluster.Life;
import dev.palisade.harness.cluster.Preload;
import dev.palisade.harness.cluster.TinySystem;
import dev.palisade.harness.net.NetKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class PowerLossTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int RECORD_BYTES = 600;

  @TempDir private Path folder = Path.of("");

  @Test
  void allNodesLoseWhatTheyHadNotSyncedAndNothingElse() throws Exception {
    assumeTrue(
        Libraries.whyNotHere(Preload.DISK).isEmpty(),
        () -> Libraries.whyNotHere(Preload.DISK).orElseThrow());
    ClusterShape shape = new ClusterShape(3, NetKind.PROXY, folder, Set.of(Preload.DISK), 1);
    try (Cluster cluster = Cluster.start(new TinySystem(), shape)) {
      assertThat(cluster.awaitReady(PATIENCE)).isTrue();
      for (int node : cluster.nodes()) {
        await("n" + node + " writes").atMost(PATIENCE).until(() -> synced(cluster, node) > 2);
      }
      Map<Integer, Long> told = new TreeMap<>();
      cluster.nodes().forEach(node -> told.put(node, synced(cluster, node)));

      Injection injection = PowerLoss.begin(cluster, new SplittableRandom(1));
      assertThat(injection.nodes()).containsExactly(1, 2, 3);
      assertThat(injection.description()).contains(" bytes written to 1 files are lost");
      for (int node : cluster.nodes()) {
        assertThat(cluster.life(node)).isEqualTo(Life.DOWN);
        Path log = cluster.system().logDirectory(cluster.plan(node)).resolve("log");
        assertThat(Files.size(log))
            .as("log of n%d, whose syncs were told", node)
            .isGreaterThanOrEqualTo(told.getOrDefault(node, 1L << 40) * RECORD_BYTES);
        assertThat(Files.readAllBytes(log)).doesNotContain(0);
      }

      injection.heal();
      for (int node : cluster.nodes()) {
        await("n" + node + " writes again")
            .atMost(PATIENCE)
            .until(() -> cluster.life(node) == Life.UP && isWriting(cluster, node));
      }
    }
  }

  private static long synced(Cluster cluster, int node) {
    return number(ask(cluster.clientAddress(node)), "writes");
  }

  private static boolean isWriting(Cluster cluster, int node) {
    Map<String, String> told = ask(cluster.clientAddress(node));
    return told.containsKey("writes") && number(told, "writes") > 0;
  }
}

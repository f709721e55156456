package dev.palisade.harness.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.palisade.harness.cluster.Cluster;
import dev.palisade.harness.cluster.ClusterShape;
import dev.palisade.harness.cluster.NodeView;
import dev.palisade.harness.net.Link;
import dev.palisade.harness.net.Net;
import dev.palisade.harness.net.NetKind;
import dev.palisade.harness.net.Nets;
import dev.palisade.harness.net.Trouble;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class EtcdSystemTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @EnumSource(NetKind.class)
  void aLeaderThatIsCutOffIsReplaced(NetKind kind) throws Exception {
    assumeTrue(Nets.whyNotHere(kind).isEmpty(), () -> Nets.whyNotHere(kind).orElseThrow());
    try (EtcdSystem etcd = new EtcdSystem()) {
      assumeTrue(etcd.whyNotHere().isEmpty(), () -> etcd.whyNotHere().orElseThrow());
      ClusterShape shape = new ClusterShape(3, kind, folder, Set.of(), 1);
      try (Cluster cluster = Cluster.start(etcd, shape)) {
        assertThat(cluster.awaitReady(PATIENCE)).isTrue();
        int old =
            await("a leader")
                .atMost(PATIENCE)
                .until(cluster::leader, java.util.Optional::isPresent)
                .orElseThrow();
        List<Integer> others = cluster.nodes().stream().filter(n -> n != old).toList();
        Net.Hold cut = cluster.net().trouble(Link.between(List.of(old), others), new Trouble.Cut());
        await("another one leads")
            .atMost(PATIENCE)
            .until(() -> cluster.leader().filter(others::contains).isPresent());
        cut.off();
        await("the old one follows")
            .atMost(PATIENCE)
            .until(() -> cluster.observe(old).role().equals("FOLLOWER"));
        assertThat(cluster.awaitReady(PATIENCE)).isTrue();
      }
    }
  }

  @Test
  void whatOneNodeWasGivenAllHaveWithOneTermAndOneLeader() throws Exception {
    try (EtcdSystem etcd = new EtcdSystem()) {
      assumeTrue(etcd.whyNotHere().isEmpty(), () -> etcd.whyNotHere().orElseThrow());
      ClusterShape shape = new ClusterShape(3, NetKind.PROXY, folder, Set.of(), 2);
      try (Cluster cluster = Cluster.start(etcd, shape)) {
        assertThat(cluster.awaitReady(PATIENCE)).isTrue();
        try (EtcdGateway first = gateway(cluster, 1);
            EtcdGateway third = gateway(cluster, 3)) {
          String key = EtcdGateway.base64("k");
          first.call("kv/put", Map.of("key", key, "value", EtcdGateway.base64("v")));
          Map<?, ?> read = third.call("kv/range", Map.of("key", key));
          assertThat(EtcdGateway.number(read, "count")).isEqualTo(1);
        }
        await("all agree")
            .atMost(PATIENCE)
            .until(
                () ->
                    cluster.nodes().stream()
                            .map(cluster::observe)
                            .map(view -> view.term() + " " + view.leader() + " " + view.applied())
                            .distinct()
                            .count()
                        == 1);
        NodeView view = cluster.observe(2);
        assertThat(view.leader()).isBetween(1, 3);
        assertThat(view.term()).isPositive();
        assertThat(etcd.logDirectory(cluster.plan(1))).isDirectory();
        assertThat(etcd.stateDirectory(cluster.plan(1))).isDirectory();
      }
    }
  }

  private static EtcdGateway gateway(Cluster cluster, int node) {
    return new EtcdGateway(cluster.clientAddress(node), Duration.ofSeconds(5));
  }
}

package dev.palisade.raft.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.raft.NodeId;
import dev.palisade.raft.core.Effect.RoleName;
import dev.palisade.raft.log.LogIdentityException;
import dev.palisade.raft.replica.Call;
import dev.palisade.raft.replica.ReplicaListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes on real sockets and real files. */
class ThreeNodesTest {
  @TempDir Path directory;

  @Test
  void whatTheLeaderTakesReachesEveryNodeInOrder() throws Exception {
    try (LocalCluster cluster = new LocalCluster(directory, 3)) {
      NodeId leader = cluster.awaitLeader();
      List<Call<Integer>> calls = new ArrayList<>();
      List<CompletableFuture<Integer>> results = new ArrayList<>();
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        CompletableFuture<Integer> result = new CompletableFuture<>();
        calls.add(LocalCluster.call("c" + i, result));
        results.add(result);
        expected.add("c" + i);
      }
      cluster.node(leader).replica().propose(calls);
      assertThat(results.getLast().get(10, TimeUnit.SECONDS)).isEqualTo(500);
      for (NodeId id : cluster.running()) {
        awaitCommands(cluster, id, expected);
      }
      assertThat(cluster.halts).isEmpty();
    }
  }

  @Test
  void anotherNodeTakesOverWhenTheLeaderStopsAndTheOldOneCatchesUp() throws Exception {
    try (LocalCluster cluster = new LocalCluster(directory, 3)) {
      NodeId first = cluster.awaitLeader();
      cluster.propose("before");
      cluster.stop(first);
      NodeId second = cluster.awaitLeader();
      assertThat(second).isNotEqualTo(first);
      cluster.propose("after");
      cluster.start(first);
      awaitCommands(cluster, first, List.of("before", "after"));
      assertThat(cluster.readAt(cluster.awaitLeader()).get(5, TimeUnit.SECONDS))
          .containsExactly("before", "after");
      assertThat(cluster.halts).isEmpty();
    }
  }

  @Test
  void allNodesRestartWithEverythingAcknowledged() throws Exception {
    List<String> expected = new ArrayList<>();
    try (LocalCluster cluster = new LocalCluster(directory, 3)) {
      for (int i = 0; i < 50; i++) {
        cluster.propose("c" + i);
        expected.add("c" + i);
      }
    }
    try (LocalCluster cluster = new LocalCluster(directory, 3)) {
      NodeId leader = cluster.awaitLeader();
      assertThat(cluster.readAt(leader).get(5, TimeUnit.SECONDS)).isEqualTo(expected);
      assertThat(cluster.halts).isEmpty();
    }
  }

  @Test
  void aNodeFarBehindIsFedFromTheDisk() throws Exception {
    try (LocalCluster cluster = new LocalCluster(directory, 3)) {
      NodeId leader = cluster.awaitLeader();
      NodeId behind =
          cluster.running().stream().filter(id -> !id.equals(leader)).findFirst().orElseThrow();
      cluster.stop(behind);
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        String command = i + "-" + "x".repeat(100_000);
        expected.add(command);
        cluster.propose(command);
      }
      cluster.start(behind);
      awaitCommands(cluster, behind, expected);
      assertThat(cluster.halts).isEmpty();
    }
  }

  @Test
  void aMinorityRefusesWritesAndReads() throws Exception {
    try (LocalCluster cluster = new LocalCluster(directory, 3)) {
      NodeId leader = cluster.awaitLeader();
      for (NodeId id : cluster.running()) {
        if (!id.equals(leader)) {
          cluster.stop(id);
        }
      }
      CompletableFuture<Integer> write = cluster.proposeAt(leader, "lost");
      CompletableFuture<List<String>> read = cluster.readAt(leader);
      assertThatThrownBy(() -> write.get(5, TimeUnit.SECONDS)).hasMessageContaining("unknown");
      assertThatThrownBy(() -> read.get(5, TimeUnit.SECONDS)).hasMessageContaining("NO_QUORUM");
      assertThat(cluster.node(leader).status().role()).isNotEqualTo(RoleName.LEADER);
    }
  }

  @Test
  void aLeaderHandsOverWhenAsked() throws Exception {
    try (LocalCluster cluster = new LocalCluster(directory, 3)) {
      NodeId leader = cluster.awaitLeader();
      cluster.propose("x");
      // Given up when the other one's disk takes longer than an election timeout.
      Awaitility.await("leadership is handed over")
          .atMost(Duration.ofSeconds(20))
          .until(() -> cluster.node(leader).handOver(2_000));
      cluster.propose("y");
    }
  }

  @Test
  void theDirectoryOfAnotherClusterIsRefused() throws Exception {
    try (LocalCluster cluster = new LocalCluster(directory, 1)) {
      cluster.propose("x");
      NodeId only = new NodeId(1);
      cluster.stop(only);
      NodeConfig foreign = cluster.config(only, LocalCluster.CLUSTER + 1);
      assertThatThrownBy(
              () ->
                  RaftNode.start(
                      foreign,
                      RaftNode.Parts.withoutSnapshots(
                          new Counter(), new ReplicaListener() {}, (actor, cause) -> {})))
          .isInstanceOf(LogIdentityException.class);
    }
  }

  private static void awaitCommands(LocalCluster cluster, NodeId id, List<String> expected) {
    Awaitility.await(id + " holds all commands")
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(10))
        .failFast("a node halted", () -> !cluster.halts.isEmpty())
        .until(() -> cluster.commandsOf(id).equals(expected));
  }
}

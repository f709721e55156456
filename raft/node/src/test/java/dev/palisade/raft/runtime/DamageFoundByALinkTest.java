package dev.palisade.raft.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.raft.NodeId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A record of the leader's log is damaged while it runs; only a follower that was away needs it.
 */
class DamageFoundByALinkTest {
  /** More than the 16 MiB of records that stay in memory. */
  private static final int COMMANDS = 96;

  private static final int COMMAND_BYTES = 256 << 10;

  @TempDir Path directory;

  @Test
  void theNodeHearsOfItOnceAndMendsItsLogWhenItStartsAgain() throws Exception {
    try (LocalCluster cluster = new LocalCluster(directory, 3)) {
      NodeId first = cluster.awaitLeader();
      NodeId behind =
          cluster.running().stream().filter(id -> !id.equals(first)).findFirst().orElseThrow();
      cluster.stop(behind);
      fill(cluster);
      NodeId leader = cluster.awaitLeader();
      flip(directory.resolve(leader.toString()).resolve("0000000000000002.log"), 300_000);
      cluster.start(behind);
      await("the leader's link finds the damage", () -> !cluster.halts.isEmpty());
      assertThat(cluster.halts)
          .singleElement()
          .asString()
          .startsWith(leader + " log: ")
          .contains("0000000000000002.log is damaged");
      cluster.stop(leader);
      cluster.start(leader);
      long goal = cluster.node(leader).status().lastIndex();
      assertThat(cluster.node(leader).replica().isRepairing()).isTrue();
      await(
          "all have everything",
          () ->
              cluster.running().stream()
                  .map(id -> cluster.node(id).status().commitIndex())
                  .allMatch(commit -> commit > Math.max(goal, COMMANDS)));
      await("the repair ends", () -> !cluster.node(leader).replica().isRepairing());
      await(
          "both have applied the same",
          () ->
              cluster.commandsOf(behind).size() >= COMMANDS
                  && cluster.commandsOf(behind).equals(cluster.commandsOf(leader)));
    }
  }

  private static void fill(LocalCluster cluster) throws Exception {
    String filler = "x".repeat(COMMAND_BYTES);
    for (int i = 0; i < COMMANDS; i += 8) {
      List<CompletableFuture<Integer>> some = new ArrayList<>();
      for (int j = 0; j < 8; j++) {
        some.add(cluster.proposeAt(cluster.awaitLeader(), i + j + filler));
      }
      for (CompletableFuture<Integer> each : some) {
        each.get(20, TimeUnit.SECONDS);
      }
    }
  }

  private static void await(String what, java.util.concurrent.Callable<Boolean> condition) {
    Awaitility.await(what).atMost(Duration.ofSeconds(30)).until(condition);
  }

  private static void flip(Path file, long at) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, at);
      channel.write(ByteBuffer.wrap(new byte[] {(byte) (one.get(0) ^ 1)}), at);
      channel.force(true);
    }
  }
}

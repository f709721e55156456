package dev.palisade.cli.mutant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palisade.cli.LocalClusterStart;
import dev.palisade.cli.local.LocalCluster;
import dev.palisade.cli.local.ThrowAwayCluster;
import dev.palisade.client.PalisadeClient;
import dev.palisade.client.PalisadeException;
import dev.palisade.sim.mutant.Mutant;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes of an older program are replaced one after the other, while clients go on. */
@Timeout(400)
class UpgradeIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String REFUSAL =
      "the cluster works at feature level 2, and this program knows levels up to 1: run the version"
          + " that this node ran before, or a newer one";

  /** This program, if it were one level older. */
  private static final Mutant OLDER =
      new Mutant(
          "older-program",
          "Supports the oldest feature level only.",
          1,
          List.of(
              new Mutant.Edit(
                  "dev/palisade/raft/FeatureLevel.java",
                  "  private static final int NEWEST = 2;",
                  "  private static final int NEWEST = 1;")));

  @TempDir private Path folder = Path.of("");

  @AfterEach
  void launchTheOriginalAgain() {
    System.setProperty(MutantHome.PROPERTY, MutantHome.original().toString());
  }

  @Test
  void theLevelRisesWithTheLastNodeAndTheOlderProgramRefusesThen() throws Exception {
    Path older = MutantHome.of(OLDER, folder.resolve("older"));
    System.setProperty(MutantHome.PROPERTY, older.toString());
    try (ThrowAwayCluster throwAway = ThrowAwayCluster.create(3);
        ExecutorService threads = Executors.newFixedThreadPool(1)) {
      LocalCluster cluster = throwAway.cluster();
      Files.writeString(
          cluster.folder().resolve("server.properties"), "compare-states-seconds=1\n");
      LocalClusterStart.startAll(cluster);
      LocalClusterStart.awaitLeader(cluster, PATIENCE);
      AtomicBoolean stopping = new AtomicBoolean();
      try (PalisadeClient client =
          PalisadeClient.builder()
              .endpoints(cluster.file().clientEndpoints())
              .timeout(PATIENCE)
              .build()) {
        Future<Long> load = threads.submit(() -> putUntil(client, stopping));
        assertThat(levels(client, cluster)).containsExactly(1, 1, 1);

        System.setProperty(MutantHome.PROPERTY, MutantHome.original().toString());
        for (int node = 1; node <= 3; node++) {
          assertThat(levels(client, cluster)).as("before node %d", node).containsOnly(1);
          cluster.stop(node);
          cluster.start(node);
          awaitAll(client, cluster);
        }
        await("the level rises")
            .atMost(PATIENCE)
            .until(() -> levels(client, cluster).equals(List.of(2, 2, 2)));
        await("states are compared")
            .atMost(PATIENCE)
            .until(
                () ->
                    cluster.file().clientEndpoints().stream()
                        .anyMatch(endpoint -> client.status(endpoint).compared().isPresent()));
        stopping.set(true);
        assertThat(load.get()).as("puts, none of which failed").isPositive();

        cluster.stop(1);
        System.setProperty(MutantHome.PROPERTY, older.toString());
        cluster.start(1);
        await("node 1 refuses")
            .atMost(PATIENCE)
            .until(() -> Files.readString(cluster.logFile(1)).contains(REFUSAL));
        assertThat(cluster.awaitEnd(1, PATIENCE.toMillis())).isTrue();
        System.setProperty(MutantHome.PROPERTY, MutantHome.original().toString());
        cluster.start(1);
        awaitAll(client, cluster);
      } finally {
        stopping.set(true);
      }
    }
  }

  private static long putUntil(PalisadeClient client, AtomicBoolean stopping) {
    long done = 0;
    while (!stopping.get()) {
      client.put("load-" + done % 100, "value " + done);
      done++;
    }
    return done;
  }

  private static List<Integer> levels(PalisadeClient client, LocalCluster cluster) {
    return cluster.file().clientEndpoints().stream()
        .map(endpoint -> client.status(endpoint).featureLevel())
        .toList();
  }

  /** All nodes answer, and none is far behind. */
  private static void awaitAll(PalisadeClient client, LocalCluster cluster) {
    await("all nodes are up")
        .atMost(PATIENCE)
        .until(
            () -> {
              try {
                long least = Long.MAX_VALUE;
                long most = 0;
                for (String endpoint : cluster.file().clientEndpoints()) {
                  least = Math.min(least, client.status(endpoint).appliedIndex());
                  most = Math.max(most, client.status(endpoint).commitIndex());
                }
                return most - least < 1_000;
              } catch (PalisadeException e) {
                return false;
              }
            });
  }
}

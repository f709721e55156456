package dev.palisade.cli.mutant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.palisade.cli.local.ServerProgram;
import dev.palisade.client.PalisadeClient;
import dev.palisade.client.PalisadeException;
import dev.palisade.harness.cluster.Cluster;
import dev.palisade.harness.cluster.ClusterShape;
import dev.palisade.harness.cluster.Libraries;
import dev.palisade.harness.cluster.Preload;
import dev.palisade.harness.net.NetKind;
import dev.palisade.harness.palisade.PalisadeSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node writes, takes snapshots, and loses its power: every name is lost whose directory it has
 * not synced. One that syncs them has everything that it acknowledged.
 */
@Timeout(180)
class NamesLostWithThePowerIT {
  private static final int KEYS = 60;
  private static final String VALUE = "v".repeat(5_000);
  private static final String SNAPSHOT_LOG_BYTES = "65536";
  private static final Duration START = Duration.ofSeconds(30);
  private static final Duration IN_VAIN = Duration.ofSeconds(5);
  private static final Path FILE_DISK =
      Path.of("../../raft/node/src/main/java/dev/palisade/raft/runtime/FileDisk.java");

  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void theLibraryIsThere() {
    assumeTrue(
        Libraries.whyNotHere(Preload.DISK).isEmpty(),
        () -> Libraries.whyNotHere(Preload.DISK).orElseThrow());
  }

  @Test
  void aNodeHasEverythingAgain() throws Exception {
    assertThat(keysAfterPowerLoss(MutantHome.original(), START)).isEqualTo(KEYS);
  }

  @Test
  void aNodeWhoseLogDoesNotSyncItsDirectoryHasNot() throws Exception {
    String synced = "    sync(directory);\n";
    String source = Files.readString(FILE_DISK);
    assertThat(source).containsOnlyOnce(synced);
    Path changed = Files.createDirectories(folder.resolve("changed"));
    Path file = Files.writeString(folder.resolve("FileDisk.java"), source.replace(synced, ""));
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-nowarn",
                "-proc:none",
                "-classpath",
                System.getProperty("java.class.path"),
                "-d",
                changed.toString(),
                file.toString());
    assertThat(compiled).as("javac").isZero();
    Path home = MutantHome.of(changed, folder.resolve("home"));
    assertThat(keysAfterPowerLoss(home, IN_VAIN)).isLessThan(KEYS);
  }

  /** How many keys are there after the loss; 0 when the node does not come back in time. */
  private int keysAfterPowerLoss(Path home, Duration back) throws Exception {
    try (Cluster cluster = Cluster.start(system(home), shape())) {
      assertThat(cluster.awaitReady(START)).as("the node is ready").isTrue();
      try (PalisadeClient client = client(cluster)) {
        for (int i = 0; i < KEYS; i++) {
          client.put("key-" + i, VALUE);
        }
      }
      cluster.kill(1);
      System.out.println(cluster.preloaded(1).unsynced().loseAll().orElse("nothing is lost"));
      cluster.start(1);
      return cluster.awaitReady(back) ? count(cluster) : 0;
    }
  }

  private static int count(Cluster cluster) {
    int there = 0;
    try (PalisadeClient client = client(cluster)) {
      for (int i = 0; i < KEYS; i++) {
        there += client.get("key-" + i).kv().isPresent() ? 1 : 0;
      }
    } catch (PalisadeException unanswered) {
      return 0;
    }
    return there;
  }

  private static PalisadeClient client(Cluster cluster) {
    return PalisadeClient.builder().endpoints(cluster.clientAddress(1).toString()).build();
  }

  private static PalisadeSystem system(Path home) throws IOException {
    System.setProperty(MutantHome.PROPERTY, home.toString());
    List<String> server = new ArrayList<>(ServerProgram.command());
    System.setProperty(MutantHome.PROPERTY, MutantHome.original().toString());
    server.add("--until-stdin-closes");
    long clusterId = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
    return new PalisadeSystem(server, clusterId, Map.of("snapshot-log-bytes", SNAPSHOT_LOG_BYTES));
  }

  private ClusterShape shape() {
    return new ClusterShape(1, NetKind.PROXY, folder.resolve("run"), Set.of(Preload.DISK), 1);
  }
}

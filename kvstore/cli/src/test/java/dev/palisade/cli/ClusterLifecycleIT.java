package dev.palisade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.cli.local.Lifetime;
import dev.palisade.cli.local.LocalCluster;
import dev.palisade.cli.local.ProcessIdentity.Life;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class ClusterLifecycleIT {
  @TempDir private Path folder = Path.of("");

  @AfterEach
  void endWhatIsLeft() throws Exception {
    Optional<LocalCluster> cluster = LocalCluster.find(data(), Lifetime.DETACHED);
    if (cluster.isPresent()) {
      cluster.get().killAll();
    }
  }

  @Test
  void aClusterIsStartedHurtMendedAndRemoved() throws Exception {
    Run up = palisade("cluster", "up", "--nodes", "3");
    assertThat(up.exitCode()).as(up.err()).isEqualTo(ExitCode.OK);
    assertThat(up.out()).startsWith("cluster of 3 is up, node ").contains("endpoints 127.0.0.1:");

    assertThat(palisade("put", "a", "1").exitCode()).isEqualTo(ExitCode.OK);
    assertThat(palisade("status").exitCode()).isEqualTo(ExitCode.OK);

    assertThat(palisade("cluster", "kill", "2").out()).isEqualTo("node 2 killed\n");
    assertThat(life(2)).isEqualTo(Life.GONE);
    Run hurt = palisade("cluster", "status");
    assertThat(hurt.exitCode()).isEqualTo(ExitCode.UNHEALTHY);
    assertThat(hurt.out()).contains("stopped").contains("running");
    assertThat(palisade("cluster", "kill", "2").exitCode()).isEqualTo(ExitCode.ERROR);
    assertThat(palisade("put", "a", "2", "--timeout=30s").exitCode()).isEqualTo(ExitCode.OK);

    Run again = palisade("cluster", "up");
    assertThat(again.out()).startsWith("cluster of 3 is whole again");
    assertThat(palisade("cluster", "up").out()).startsWith("cluster of 3 runs already");

    assertThat(palisade("cluster", "pause", "1").out()).isEqualTo("node 1 paused\n");
    assertThat(life(1)).isEqualTo(Life.PAUSED);
    assertThat(palisade("cluster", "status").out()).contains("paused");
    assertThat(palisade("get", "a", "--timeout=30s").out()).isEqualTo("2");
    assertThat(palisade("cluster", "resume", "1").out()).isEqualTo("node 1 resumed\n");

    Run restarted = palisade("cluster", "restart", "3");
    assertThat(restarted.exitCode()).as(restarted.err()).isEqualTo(ExitCode.OK);
    assertThat(life(3)).isEqualTo(Life.RUNNING);

    assertThat(palisade("cluster", "down").exitCode()).isEqualTo(ExitCode.OK);
    assertThat(life(1)).isEqualTo(Life.GONE);
    assertThat(palisade("cluster", "up").exitCode()).isEqualTo(ExitCode.OK);
    assertThat(palisade("get", "a").out()).as("data outlives a stop").isEqualTo("2");

    assertThat(palisade("cluster", "down", "--wipe").exitCode()).isEqualTo(ExitCode.OK);
    assertThat(Files.exists(data())).as("the folder is gone").isFalse();
    assertThat(palisade("cluster", "status").exitCode()).isEqualTo(ExitCode.ERROR);
  }

  @Test
  void aNodeWhoseDataWasDeletedDoesNotComeBackUnderItsNumber() throws Exception {
    assertThat(palisade("cluster", "up", "--nodes", "3").exitCode()).isEqualTo(ExitCode.OK);
    assertThat(palisade("cluster", "kill", "2").exitCode()).isEqualTo(ExitCode.OK);
    try (var files = Files.walk(data().resolve("node-2/data"))) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    Run again = palisade("cluster", "up");
    assertThat(again.exitCode()).isEqualTo(ExitCode.ERROR);
    assertThat(again.err())
        .contains("node 2 ended", "had one before", "under a new id")
        .doesNotContain("Exception")
        .hasLineCount(1);
  }

  private Run palisade(String... args) {
    return Run.in(folder).palisade(args);
  }

  private Path data() {
    return folder.resolve(".palisade");
  }

  private Life life(int node) throws Exception {
    return LocalCluster.find(data(), Lifetime.DETACHED).orElseThrow().life(node);
  }
}

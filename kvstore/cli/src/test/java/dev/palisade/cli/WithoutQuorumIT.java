package dev.palisade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.cli.local.ThrowAwayCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class WithoutQuorumIT {
  private static final Duration START = Duration.ofSeconds(60);

  @TempDir private Path folder = Path.of("");

  @Test
  void oneOfThreeNodesRefusesWritesAndLinearizableReadsButAnswersStaleOnes() throws Exception {
    try (ThrowAwayCluster throwAway = ThrowAwayCluster.create(3)) {
      LocalClusterStart.startAll(throwAway.cluster());
      int leader = LocalClusterStart.awaitLeader(throwAway.cluster(), START);
      String endpoints = String.join(",", throwAway.cluster().file().clientEndpoints());
      Run.Place place = Run.in(folder).with("PALISADE_ENDPOINTS", endpoints);
      assertThat(place.palisade("put", "a", "1").exitCode()).isEqualTo(ExitCode.OK);
      int survivor = leader; // The hardest case: it leads until it notices.
      for (int node = 1; node <= 3; node++) {
        if (node != survivor) {
          throwAway.cluster().kill(node);
        }
      }

      assertFailsWithoutQuorum(place, "put", "a", "2");
      assertFailsWithoutQuorum(place, "get", "a");
      assertFailsWithoutQuorum(place, "txn", "--then", "put a 3");
      assertFailsWithoutQuorum(place, "fence", "grant", "f");

      Run stale = place.palisade("get", "a", "--stale", "-o", "json", "--timeout=3s");
      assertThat(stale.exitCode()).as(stale.err()).isEqualTo(ExitCode.OK);
      assertThat(stale.out()).contains("\"value\": \"1\"", "\"stale\": true");
      Run status = place.palisade("status", "--timeout=1s");
      assertThat(status.exitCode()).isEqualTo(ExitCode.UNHEALTHY);

      LocalClusterStart.startAll(throwAway.cluster());
      LocalClusterStart.awaitLeader(throwAway.cluster(), START);
      assertThat(place.palisade("put", "b", "1").exitCode()).isEqualTo(ExitCode.OK);
    }
  }

  private static void assertFailsWithoutQuorum(Run.Place place, String... command) {
    String[] args = java.util.Arrays.copyOf(command, command.length + 1);
    args[command.length] = "--timeout=1s";
    long start = System.nanoTime();
    Run run = place.palisade(args);
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    assertThat(run.exitCode()).as(command[0] + ": " + run.err()).isEqualTo(ExitCode.NO_QUORUM);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).hasSize(1);
    assertThat(millis).as("before the deadline that holds unless set").isLessThan(5_000);
  }
}

package dev.palisade.harness.cluster;

import static dev.palisade.harness.cluster.TinySystem.ask;
import static dev.palisade.harness.cluster.TinySystem.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.palisade.harness.net.NetKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ClusterTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder = Path.of("");

  private Cluster start(int nodes) throws InterruptedException {
    Cluster cluster =
        Cluster.start(
            new TinySystem(), new ClusterShape(nodes, NetKind.PROXY, folder, Set.of(), 1));
    assertThat(cluster.awaitReady(PATIENCE)).isTrue();
    return cluster;
  }

  @Test
  void aPausedNodeStandsStillAndGoesOnWhereItWas() throws Exception {
    try (Cluster cluster = start(1)) {
      long pid = cluster.pid(1).orElseThrow();
      assertThat(cluster.pause(1)).isTrue();
      assertThat(cluster.life(1)).isEqualTo(Life.PAUSED);
      assertThat(cluster.observe(1).reachable()).isFalse();
      assertThat(ask(cluster.clientAddress(1))).isEmpty();
      assertThat(cluster.start(1)).isFalse();
      assertThat(cluster.resume(1)).isTrue();
      await("it answers").atMost(PATIENCE).until(() -> cluster.observe(1).reachable());
      assertThat(cluster.pid(1)).hasValue(pid);
    }
  }

  @Test
  void aKilledNodeComesBackWithItsFilesAndIsNotCountedAsOneThatEndedOfItself() throws Exception {
    try (Cluster cluster = start(1)) {
      long pid = cluster.pid(1).orElseThrow();
      await("it writes")
          .atMost(PATIENCE)
          .until(() -> number(ask(cluster.clientAddress(1)), "writes") > 2);
      assertThat(cluster.kill(1)).isTrue();
      assertThat(cluster.life(1)).isEqualTo(Life.DOWN);
      assertThat(ProcessHandle.of(pid)).isEmpty();
      assertThat(cluster.endedOfThemselves()).isEmpty();
      Path log = cluster.system().logDirectory(cluster.plan(1)).resolve("log");
      assertThat(log.toFile().length()).isGreaterThan(600);
      assertThat(cluster.revive()).containsExactly(1);
      assertThat(cluster.awaitReady(PATIENCE)).isTrue();
    }
  }

  @Test
  void anEndThatNobodyAskedForIsNoticed() throws Exception {
    try (Cluster cluster = start(2)) {
      ProcessHandle.of(cluster.pid(2).orElseThrow()).orElseThrow().destroyForcibly();
      assertThat(cluster.awaitEnd(2, PATIENCE)).isTrue();
      assertThat(cluster.endedOfThemselves()).singleElement().asString().startsWith("n2 ended");
      assertThat(cluster.isReady()).isFalse();
      assertThat(cluster.revive()).containsExactly(2);
      assertThat(cluster.endedOfThemselves()).isEmpty();
    }
  }

  @Test
  void aClientProcessStandsStillGoesOnAndEndsWithTheClusterThoughPaused() throws Exception {
    Cluster cluster = start(1);
    ClientProcess echo = cluster.startClient("echo", List.of("cat"), folder.resolve("echo.log"));
    assertThat(echo.pause()).isTrue();
    assertThat(echo.pause()).as("paused again").isFalse();
    echo.input().write("late\n".getBytes(StandardCharsets.UTF_8));
    echo.input().flush();
    assertThat(echo.output().available()).isZero();
    assertThat(echo.resume()).isTrue();
    assertThat(new String(echo.output().readNBytes(5), StandardCharsets.UTF_8)).isEqualTo("late\n");
    assertThat(echo.resume()).as("woken again").isFalse();
    assertThat(echo.pause()).isTrue();
    cluster.close();
    assertThat(echo.isAlive()).isFalse();
    assertThat(ProcessHandle.of(echo.pid())).isEmpty();
    assertThatThrownBy(
            () -> cluster.startClient("another", List.of("cat"), folder.resolve("another.log")))
        .hasMessageContaining("being closed");
  }

  @Test
  void closedItHasDoneWhatWasAskedBeforeAndLeavesNoProcessPausedOrNot() throws Exception {
    Cluster cluster = start(2);
    List<Long> pids = List.of(cluster.pid(1).orElseThrow(), cluster.pid(2).orElseThrow());
    StringBuilder done = new StringBuilder();
    cluster.beforeEnd(() -> done.append("second"));
    cluster.beforeEnd(() -> done.append("first "));
    cluster.pause(2);
    cluster.close();
    cluster.close();
    assertThat(done).hasToString("first second");
    assertThat(pids).allMatch(pid -> ProcessHandle.of(pid).isEmpty());
    assertThat(cluster.start(1)).as("started again").isFalse();
  }

  @Test
  void whatIsAskedForWhileItIsBeingClosedOrLaterIsDoneAtOnce() throws Exception {
    Cluster cluster = start(1);
    List<String> done = new ArrayList<>();
    cluster.beforeEnd(
        () -> {
          cluster.beforeEnd(() -> done.add("meanwhile"));
          done.add("before");
        });
    cluster.close();
    cluster.beforeEnd(() -> done.add("later"));
    assertThat(done).containsExactly("meanwhile", "before", "later");
  }
}

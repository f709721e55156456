package dev.palisade.harness.cluster;

import static dev.palisade.harness.cluster.TinySystem.ask;
import static dev.palisade.harness.cluster.TinySystem.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.palisade.harness.cluster.Preloaded.Disk;
import dev.palisade.harness.net.NetKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class PreloadedTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long HOUR_MILLIS = 3_600_000;

  @TempDir private Path folder = Path.of("");
  private @Nullable Cluster cluster;

  @BeforeEach
  void start() throws InterruptedException {
    for (Preload preload : Preload.values()) {
      assumeTrue(
          Libraries.whyNotHere(preload).isEmpty(),
          () -> Libraries.whyNotHere(preload).orElseThrow());
    }
    cluster =
        Cluster.start(
            new TinySystem(),
            new ClusterShape(1, NetKind.PROXY, folder, Set.of(Preload.values()), 1));
    assertThat(cluster.awaitReady(PATIENCE)).isTrue();
    awaitMoreWrites();
  }

  @AfterEach
  void close() {
    if (cluster != null) {
      cluster.close();
    }
  }

  private Cluster cluster() {
    return java.util.Objects.requireNonNull(cluster);
  }

  private Map<String, String> told() {
    return ask(cluster().clientAddress(1));
  }

  private Path log() {
    return logDirectory().resolve("log");
  }

  private Path logDirectory() {
    return cluster().system().logDirectory(cluster().plan(1));
  }

  private void awaitMoreWrites() {
    long before = number(told(), "writes");
    await("it writes").atMost(PATIENCE).until(() -> number(told(), "writes") > before + 2);
  }

  private void awaitError(String part) {
    await("error").atMost(PATIENCE).until(() -> told().getOrDefault("error", "").contains(part));
  }

  @Test
  void theWallClockIsSetAndTheMonotonicOneIsNot() {
    Map<String, String> before = told();
    cluster().preloaded(1).setClock(HOUR_MILLIS);
    Map<String, String> after = told();
    long wall = number(after, "wall") - number(before, "wall");
    long monotonic = number(after, "mono") - number(before, "mono");
    assertThat(wall).isBetween(HOUR_MILLIS - 100, HOUR_MILLIS + 30_000);
    assertThat(monotonic).isBetween(0L, 30_000L);
    cluster().preloaded(1).setClock(-HOUR_MILLIS);
    assertThat(number(told(), "wall")).isLessThan(System.currentTimeMillis() - HOUR_MILLIS / 2);
    cluster().preloaded(1).setClock(0);
    assertThat(number(told(), "wall"))
        .isBetween(System.currentTimeMillis() - 30_000, System.currentTimeMillis());
  }

  @Test
  void aFullDiskRefusesWritesUntilItIsHealed() {
    cluster().preloaded(1).setDisk(Disk.FULL);
    awaitError("No space left on device");
    assertThat(cluster().preloaded(1).touched()).isPositive();
    cluster().preloaded(1).setDisk(Disk.FINE);
    awaitMoreWrites();
    assertThat(cluster().preloaded(1).touched()).isZero();
  }

  @Test
  void syncsFailWithAnInputOutputError() {
    cluster().preloaded(1).setDisk(Disk.SYNC_FAILS);
    awaitError("Input/output error");
  }

  @Test
  void aStalledDiskHoldsTheWriterAndNobodyElse() {
    cluster().preloaded(1).setDisk(Disk.STALLED);
    await("held").atMost(PATIENCE).until(() -> cluster().preloaded(1).touched() > 0);
    long held = number(told(), "writes");
    long later = number(told(), "mono") + 500;
    await("time passes").atMost(PATIENCE).until(() -> number(told(), "mono") > later);
    assertThat(number(told(), "writes")).isEqualTo(held);
    cluster().preloaded(1).setDisk(Disk.FINE);
    awaitMoreWrites();
  }

  @Test
  void onlyTheDirectoriesOfTheNodeAreConcerned() throws Exception {
    cluster().preloaded(1).setDisk(Disk.FULL);
    awaitError("No space left");
    long before = Files.size(cluster().log(1));
    // The JVM writes a thread dump to its standard output.
    new ProcessBuilder("kill", "-QUIT", Long.toString(cluster().pid(1).orElseThrow()))
        .start()
        .waitFor();
    await("output").atMost(PATIENCE).until(() -> Files.size(cluster().log(1)) > before);
  }

  @Test
  void ofAWriteThatWasNotSyncedTheEndCanBeLost() throws Exception {
    Preloaded files = cluster().preloaded(1);
    files.setDisk(Disk.UNSYNCED);
    await("a write and its sync").atMost(PATIENCE).until(() -> files.touched() >= 2);
    cluster().kill(1);
    byte[] written = Files.readAllBytes(log());
    int record = 600;
    assertThat(written.length % record).isZero();
    Optional<String> torn = files.unsynced().tear(logDirectory(), new SplittableRandom(3));
    assertThat(torn.orElseThrow()).contains("bytes written to log are lost");
    byte[] left = Files.readAllBytes(log());
    int last = written.length - record;
    assertThat(java.util.Arrays.copyOf(left, last))
        .isEqualTo(java.util.Arrays.copyOf(written, last));
    assertThat(left).isNotEqualTo(written);
    files.unsynced().forget();
    assertThat(files.unsynced().tear(logDirectory(), new SplittableRandom(3))).isEmpty();
  }
}

package dev.palisade.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.palisade.cli.demo.Replicas;
import dev.palisade.cli.local.ClusterFile;
import dev.palisade.cli.local.Lifetime;
import dev.palisade.cli.local.LocalCluster;
import dev.palisade.cli.local.ThrowAwayCluster;
import dev.palisade.client.Bytes;
import dev.palisade.client.FenceToken;
import dev.palisade.client.FencedException;
import dev.palisade.client.PalisadeClient;
import dev.palisade.client.ReadOptions;
import dev.palisade.client.TakenSnapshot;
import dev.palisade.client.WriteOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots and backups of real nodes. */
@Timeout(600)
class SnapshotIT {
  private static final Duration START = Duration.ofSeconds(30);
  private static final int KEYS = 10_000;
  private static final int VALUE_BYTES = 500;
  private static final int IN_FLIGHT = 256;

  @TempDir Path folder;

  @Test
  void aNodeFarBehindIsCaughtUpByASnapshotWhileClientsGoOn() throws Exception {
    try (ThrowAwayCluster throwAway = ThrowAwayCluster.create(3);
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      LocalCluster cluster = started(throwAway.cluster());
      List<String> endpoints = cluster.file().clientEndpoints();
      AtomicBoolean stopping = new AtomicBoolean();
      try (PalisadeClient client = PalisadeClient.builder().endpoints(endpoints).build()) {
        cluster.kill(3);
        fill(client, "a", KEYS);
        Future<Long> load = threads.submit(() -> putUntil(client, 16, stopping));

        cluster.start(3);
        Path receiving = cluster.folder().resolve("node-3/data/state/receiving");
        Future<Boolean> broken =
            threads.submit(
                () -> {
                  Awaitility.await("a fetch under way, or over")
                      .atMost(Duration.ofSeconds(60))
                      .pollInterval(Duration.ofMillis(1))
                      .until(() -> Files.exists(receiving) || hasInstalled(cluster, 3));
                  return cluster.kill(3); // In the middle, if it still is.
                });
        assertThat(broken.get()).isTrue();
        cluster.start(3);
        Awaitility.await("node 3 goes on from a snapshot")
            .atMost(Duration.ofSeconds(300))
            .pollInterval(Duration.ofMillis(50))
            .until(() -> hasInstalled(cluster, 3));
        Awaitility.await("node 3 is as far as the leader")
            .atMost(Duration.ofSeconds(120))
            .pollInterval(Duration.ofMillis(50))
            .until(() -> lag(client, endpoints, 3) < 10_000);
        stopping.set(true);
        System.out.println(load.get() + " puts went on meanwhile, none failed");
      } finally {
        stopping.set(true);
      }
      assertThat(Replicas.compare(endpoints).agree()).isTrue();
      assertThat(Files.list(cluster.folder().resolve("node-3/data/log")).count()).isLessThan(20);
    }
  }

  @Test
  void aBackupUnderLoadIsTheStateOfItsRevisionAndBeginsANewCluster() throws Exception {
    Path file = folder.resolve("store.backup");
    AtomicBoolean stopping = new AtomicBoolean();
    Run.Place place = Run.in(folder);
    String live;
    FenceToken oldToken;
    try (ThrowAwayCluster throwAway = ThrowAwayCluster.create(3);
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      LocalCluster cluster = started(throwAway.cluster());
      List<String> endpoints = cluster.file().clientEndpoints();
      try (PalisadeClient client = PalisadeClient.builder().endpoints(endpoints).build();
          LiveHashes hashes = new LiveHashes(endpoints, threads)) {
        fill(client, "before", 2_000);
        oldToken = client.fences().grant("the-fence", "holder");
        // One by one, so that every entry is for a moment the last that a replica has applied.
        Future<Long> load = threads.submit(() -> putUntil(client, 1, stopping));
        live = saveAnEntryThatWasSeenLive(file, endpoints, hashes);
        TakenSnapshot taken = client.nodes().takeSnapshot(endpoints.getFirst());
        assertThat(taken.index()).isPositive();
        assertThat(taken.bytes()).isPositive();
        Run now = place.palisade("snapshot", "now", endpointsOption(endpoints));
        assertThat(now.out().lines()).hasSize(4);
        stopping.set(true);
        assertThat(load.get()).isPositive();
      } finally {
        stopping.set(true);
      }
    }
    Run verified = place.palisade("snapshot", "verify", file.toString(), "--deep", "-o", "json");
    assertThat(verified.err()).isEmpty();
    assertThat(field(verified.out(), "content_hash"))
        .as("of the backup, and of a replica that went on, at the same entry")
        .isEqualTo(live);
    assertThat(field(verified.out(), "state_hash")).as("counts the members").isNotEqualTo(live);
    restoreAndCompare(file, field(verified.out(), "revision"), live, oldToken);
  }

  /** Saves until the entry of a backup is one at which a live replica was heard. */
  private String saveAnEntryThatWasSeenLive(Path file, List<String> endpoints, LiveHashes hashes) {
    for (int i = 1; i <= 20; i++) {
      Run saved =
          Run.in(folder)
              .palisade(
                  "snapshot",
                  "save",
                  file.toString(),
                  "--force",
                  "-o",
                  "json",
                  endpointsOption(endpoints));
      assertThat(saved.err()).isEmpty();
      long index = Long.parseLong(field(saved.out(), "index"));
      Optional<String> live = hashes.at(index);
      if (live.isPresent()) {
        System.out.println("backup " + i + " is of entry " + index + ", seen live");
        return live.get();
      }
    }
    throw new AssertionError("no replica was heard at the entry of any backup; " + hashes);
  }

  private void restoreAndCompare(
      Path file, String revision, String contentHash, FenceToken oldToken) throws Exception {
    LocalCluster fresh = LocalCluster.create(folder.resolve("new"), 3, Lifetime.TIED);
    Run.Place place = Run.in(folder);
    for (ClusterFile.Node node : fresh.file().nodes()) {
      Path data = folder.resolve("new/node-" + node.number() + "/data");
      Files.createDirectories(data.resolve("lost+found")); // As on a volume that is mounted there.
      Run restored =
          place.palisade(
              "snapshot",
              "restore",
              file.toString(),
              "--data=" + data,
              "--node-id=" + node.number(),
              "--cluster-id=" + fresh.file().clusterId(),
              "--members=" + members(fresh));
      assertThat(restored.err()).isEmpty();
      assertThat(restored.out())
          .contains("restored revision " + revision + " (content hash " + contentHash + ")");
      Run inspected = place.palisade("inspect", "state", data.toString(), "--json");
      assertThat(field(inspected.out(), "state_hash")).isEqualTo(contentHash);
      assertThat(field(inspected.out(), "recomputed_hash")).isEqualTo(contentHash);
    }
    try {
      LocalClusterStart.startAll(fresh);
      LocalClusterStart.awaitLeader(fresh, START);
      List<String> endpoints = fresh.file().clientEndpoints();
      try (PalisadeClient client = PalisadeClient.builder().endpoints(endpoints).build()) {
        for (int i = 0; i < 2_000; i += 97) {
          assertThat(client.get("before-" + i).kv()).as("key %d", i).isPresent();
        }
        assertThatExceptionOfType(FencedException.class)
            .as("a token of the old cluster")
            .isThrownBy(() -> client.put("x", "y", WriteOptions.fencedBy(oldToken)));
        long next = client.put("after", "x").revision();
        assertThat(next)
            .as("above all that the old cluster can have made")
            .isGreaterThan(Long.parseLong(revision) + 1_000_000_000_000L);
        FenceToken token = client.fences().grant("the-fence", "other");
        assertThat(token.token()).as("tokens go on rising").isEqualTo(next + 1);
        client.put("x", "y", WriteOptions.fencedBy(token));
        assertThat(
                client
                    .get(
                        "before-0", ReadOptions.linearizable().atRevision(Long.parseLong(revision)))
                    .kv())
            .as("the past can be read")
            .isPresent();
      }
      assertThat(Replicas.compare(endpoints).agree()).isTrue();
    } finally {
      fresh.killAll();
    }
  }

  @Test
  void oneNodesDataBeginsANewClusterOfOne() throws Exception {
    Run.Place place = Run.in(folder);
    FenceToken oldToken;
    try (ThrowAwayCluster throwAway = ThrowAwayCluster.create(3)) {
      LocalCluster cluster = started(throwAway.cluster());
      try (PalisadeClient client =
          PalisadeClient.builder().endpoints(cluster.file().clientEndpoints()).build()) {
        fill(client, "before", 500);
        oldToken = client.fences().grant("the-fence", "holder");
      }
      cluster.stopAll();
      LocalCluster fresh = LocalCluster.create(folder.resolve("new"), 1, Lifetime.TIED);
      Path data = folder.resolve("new/node-1/data");
      Files.createDirectories(data.getParent());
      List<String> recover =
          List.of(
              "recover",
              "--force-new-cluster",
              "--data=" + cluster.folder().resolve("node-2/data"),
              "--to=" + data,
              "--node-id=1",
              "--cluster-id=" + fresh.file().clusterId(),
              "--members=" + members(fresh));
      Run unsure = place.palisade(recover.toArray(String[]::new));
      assertThat(unsure.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(unsure.err()).contains("give --yes");
      List<String> sure = new ArrayList<>(recover);
      sure.add("--yes");
      Run recovered = place.palisade(sure.toArray(String[]::new));
      assertThat(recovered.err()).isEmpty();
      assertThat(recovered.out()).contains("never start a node of the old cluster again");
      try {
        LocalClusterStart.startAll(fresh);
        LocalClusterStart.awaitLeader(fresh, START);
        try (PalisadeClient client =
            PalisadeClient.builder().endpoints(fresh.file().clientEndpoints()).build()) {
          for (int i = 0; i < 500; i += 17) {
            assertThat(client.get("before-" + i).kv()).as("key %d", i).isPresent();
          }
          assertThat(client.put("after", "x").revision()).isGreaterThan(1_000_000_000_000L);
          assertThatExceptionOfType(FencedException.class)
              .as("a token of the old cluster")
              .isThrownBy(() -> client.put("x", "y", WriteOptions.fencedBy(oldToken)));
          assertThat(client.fences().grant("the-fence", "other").token())
              .isGreaterThan(oldToken.token());
        }
      } finally {
        fresh.killAll();
      }
    }
  }

  /** With snapshots as often as can be, and little log behind them. */
  private static LocalCluster started(LocalCluster cluster) throws Exception {
    Files.writeString(
        cluster.folder().resolve("server.properties"),
        """
        segment-bytes=1048576
        snapshot-log-bytes=2097152
        snapshot-keep-log-bytes=1048576
        """);
    LocalClusterStart.startAll(cluster);
    LocalClusterStart.awaitLeader(cluster, START);
    return cluster;
  }

  private static void fill(PalisadeClient client, String prefix, int keys) throws Exception {
    List<CompletableFuture<?>> inFlight = new ArrayList<>();
    for (int i = 0; i < keys; i++) {
      inFlight.add(client.putAsync(Bytes.of(prefix + "-" + i), value(i)));
      if (inFlight.size() == IN_FLIGHT) {
        CompletableFuture.allOf(inFlight.toArray(CompletableFuture<?>[]::new)).get();
        inFlight.clear();
      }
    }
    CompletableFuture.allOf(inFlight.toArray(CompletableFuture<?>[]::new)).get();
  }

  private static long putUntil(PalisadeClient client, int inFlight, AtomicBoolean stopping)
      throws Exception {
    AtomicLong done = new AtomicLong();
    while (!stopping.get()) {
      List<CompletableFuture<?>> batch = new ArrayList<>();
      for (int i = 0; i < inFlight; i++) {
        batch.add(client.putAsync(Bytes.of("load-" + done.get() % 1_000), value(i)));
        done.incrementAndGet();
      }
      CompletableFuture.allOf(batch.toArray(CompletableFuture<?>[]::new)).get();
    }
    return done.get();
  }

  private static Bytes value(int seed) {
    byte[] value = new byte[VALUE_BYTES];
    new java.util.Random(seed).nextBytes(value);
    return Bytes.copyOf(value);
  }

  private static boolean hasInstalled(LocalCluster cluster, int node) throws IOException {
    return Files.readString(cluster.logFile(node)).contains("goes on from a snapshot");
  }

  private static long lag(PalisadeClient client, List<String> endpoints, int node) {
    try {
      long behind = client.status(endpoints.get(node - 1)).appliedIndex();
      long ahead = client.status(endpoints.getFirst()).commitIndex();
      return ahead - behind;
    } catch (dev.palisade.client.PalisadeException e) {
      return Long.MAX_VALUE; // Not up yet.
    }
  }

  private static String endpointsOption(List<String> endpoints) {
    return "--endpoints=" + String.join(",", endpoints);
  }

  private static String members(LocalCluster cluster) {
    return cluster.file().nodes().stream()
        .map(node -> node.number() + "=" + node.peerEndpoint() + "," + node.clientEndpoint())
        .collect(Collectors.joining(";"));
  }

  /** The value of a field of a JSON object, without quotes. */
  private static String field(String json, String name) {
    java.util.regex.Matcher matcher =
        java.util.regex.Pattern.compile("\"" + name + "\": \"?([^\",}]*)").matcher(json);
    return Optional.of(matcher)
        .filter(java.util.regex.Matcher::find)
        .map(found -> found.group(1))
        .orElseThrow(() -> new AssertionError("no " + name + " in " + json));
  }
}

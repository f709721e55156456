package dev.palisade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.cli.demo.Replicas;
import dev.palisade.cli.local.LocalCluster;
import dev.palisade.cli.local.ThrowAwayCluster;
import dev.palisade.client.Bytes;
import dev.palisade.client.NodeStatus;
import dev.palisade.client.PalisadeClient;
import dev.palisade.client.PalisadeException;
import dev.palisade.client.ReadOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * One bit flips on the disk of one of three real nodes, in the log, in the database or in a
 * snapshot, at a random place: it is found, made good from the others, and nothing wrong is served
 * meanwhile. {@code -Dpalisade.flips=20} for twenty trials of each, {@code -Dpalisade.seed=…} for
 * other places.
 */
@Timeout(1800)
class FlippedBytesIT {
  private static final int TRIALS = Integer.getInteger("palisade.flips", 1);
  private static final long SEED = Long.getLong("palisade.seed", 1);
  private static final Duration START = Duration.ofSeconds(60);
  private static final int CONSTANTS = 200;
  private static final int VALUE_BYTES = 300;

  /** It holds its header twice, of which one is enough, and otherwise nothing. */
  private static final int SEGMENT_HEADER_BYTES = 4096;

  private final Random random = new Random(SEED);
  private final Map<Path, Path> givenUp = new HashMap<>();
  private long flippedNanos;

  @Test
  void aBitOfTheLogIsMadeGood() throws Exception {
    inACluster(
        (cluster, trial) -> {
          int node = 1 + random.nextInt(3);
          cluster.kill(node);
          Path log = cluster.folder().resolve("node-" + node + "/data/log");
          String where = flip(pickSegment(log), SEGMENT_HEADER_BYTES);
          cluster.start(node);
          return "node " + node + " " + where;
        },
        "the log is damaged");
  }

  @Test
  void aBitOfTheDatabaseIsMadeGood() throws Exception {
    inACluster(
        (cluster, trial) -> {
          int node = 1 + random.nextInt(3);
          takeSnapshot(cluster, node); // So that there are files.
          cluster.kill(node);
          Path state = cluster.folder().resolve("node-" + node + "/data/state");
          String live = Files.readString(state.resolve("CURRENT-STATE")).split(" ")[2];
          Path database = state.resolve(live);
          String where = flip(trial % 4 == 3 ? pick(database, "MANIFEST-") : pickTable(database));
          cluster.start(node);
          takeSnapshot(cluster, node); // Reads every byte.
          return "node " + node + " " + where;
        },
        "drops its state");
  }

  @Test
  void aBitOfASnapshotIsMadeGood() throws Exception {
    inACluster(
        (cluster, trial) -> {
          int leader = leader(cluster);
          int other = 1 + leader % 3;
          takeSnapshot(cluster, leader);
          Path file =
              pick(cluster.folder().resolve("node-" + leader + "/data/state/snapshots"), "");
          String where = flip(file);
          // It lost its state: the log does not reach back, so it needs a snapshot of the leader.
          cluster.kill(other);
          delete(cluster.folder().resolve("node-" + other + "/data/state"));
          cluster.start(other);
          return "leader " + leader + " " + where + ", fetched by " + other;
        },
        "goes on from a snapshot");
  }

  /** Flips a bit somewhere, starts what it stopped, and says where. */
  @FunctionalInterface
  private interface Trial {
    String run(LocalCluster cluster, int number) throws Exception;
  }

  private void inACluster(Trial trial, String foundText) throws Exception {
    try (ThrowAwayCluster throwAway = ThrowAwayCluster.create(3);
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      LocalCluster cluster = started(throwAway.cluster());
      List<String> endpoints = cluster.file().clientEndpoints();
      AtomicBoolean stopping = new AtomicBoolean();
      try (PalisadeClient client = PalisadeClient.builder().endpoints(endpoints).build()) {
        for (int i = 0; i < CONSTANTS; i++) {
          client.put("constant-" + i, text(i));
        }
        fill(client, 20_000);
        Future<Long> load = threads.submit(() -> putUntil(client, stopping));
        Future<Long> reads = threads.submit(() -> readUntil(endpoints, stopping));
        int found = 0;
        for (int i = 0; i < TRIALS; i++) {
          int before = count(cluster, foundText);
          String where = trial.run(cluster, i);
          awaitWhole(endpoints, where);
          boolean isFound = count(cluster, foundText) > before;
          found += isFound ? 1 : 0;
          System.out.println(
              "trial %d: %s: %s, all whole after %d ms"
                  .formatted(
                      i + 1,
                      where,
                      isFound ? "found" : "harmless",
                      Duration.ofNanos(System.nanoTime() - flippedNanos).toMillis()));
        }
        assertThat(reads.isDone()).as("no read was wrong").isFalse();
        stopping.set(true);
        System.out.println(
            "%d of %d flips found; %d puts and %d reads meanwhile, none wrong"
                .formatted(found, TRIALS, load.get(), reads.get()));
        assertThat(found).isPositive();
        assertThat(client.status(endpoints.getFirst()).appliedIndex()).isPositive();
        assertThat(Replicas.compare(endpoints).agree()).isTrue();
      } finally {
        stopping.set(true);
      }
    }
  }

  private static LocalCluster started(LocalCluster cluster) throws Exception {
    Files.writeString(
        cluster.folder().resolve("server.properties"),
        """
        segment-bytes=1048576
        snapshot-log-bytes=4194304
        snapshot-keep-log-bytes=1048576
        compare-states-seconds=1
        election-timeout-millis=1000
        heartbeat-millis=100
        """);
    LocalClusterStart.startAll(cluster);
    LocalClusterStart.awaitLeader(cluster, START);
    return cluster;
  }

  /** All three run, none lacks anything, and all go with the leader. */
  private static void awaitWhole(List<String> endpoints, String where) {
    Awaitility.await("all are whole after " + where)
        .atMost(Duration.ofSeconds(90))
        .pollDelay(Duration.ofMillis(500))
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              try (PalisadeClient client = PalisadeClient.builder().endpoints(endpoints).build()) {
                long ahead = 0;
                long behind = Long.MAX_VALUE;
                for (String endpoint : endpoints) {
                  NodeStatus status = client.status(endpoint);
                  if (status.repairing()) {
                    return false;
                  }
                  ahead = Math.max(ahead, status.commitIndex());
                  behind = Math.min(behind, status.appliedIndex());
                }
                return ahead - behind < 2_000;
              } catch (PalisadeException e) {
                return false; // One is not up yet.
              }
            });
  }

  private static void takeSnapshot(LocalCluster cluster, int node) {
    String endpoint = cluster.file().clientEndpoints().get(node - 1);
    try (PalisadeClient client = PalisadeClient.builder().endpoints(endpoint).build()) {
      Awaitility.await("a snapshot of node " + node)
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(200))
          .until(
              () -> {
                try {
                  client.nodes().takeSnapshot(endpoint);
                  return true;
                } catch (PalisadeException e) {
                  // Not up yet; or it finds the damage, and begins anew.
                  return count(cluster, "drops its state") > 0 && isUp(client, endpoint);
                }
              });
    }
  }

  private static boolean isUp(PalisadeClient client, String endpoint) {
    try {
      client.status(endpoint);
      return true;
    } catch (PalisadeException e) {
      return false;
    }
  }

  private static int leader(LocalCluster cluster) {
    List<String> endpoints = cluster.file().clientEndpoints();
    int[] found = new int[1];
    Awaitility.await("a leader")
        .atMost(START)
        .until(
            () -> {
              try (PalisadeClient client = PalisadeClient.builder().endpoints(endpoints).build()) {
                for (int i = 0; i < endpoints.size(); i++) {
                  if (client.status(endpoints.get(i)).leads()) {
                    found[0] = i + 1;
                  }
                }
                return found[0] > 0;
              } catch (PalisadeException e) {
                return false;
              }
            });
    return found[0];
  }

  private static int count(LocalCluster cluster, String text) throws IOException {
    int count = 0;
    for (int node = 1; node <= 3; node++) {
      count += Files.readString(cluster.logFile(node)).split(text, -1).length - 1;
    }
    return count;
  }

  private Path pick(Path folder, String namePart) throws IOException {
    return pick(files(folder, namePart));
  }

  private Path pick(List<Path> candidates) {
    assertThat(candidates).isNotEmpty();
    return candidates.get(random.nextInt(candidates.size()));
  }

  private static List<Path> files(Path folder, String namePart) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toFile().length() > 0)
          .filter(Files::isRegularFile)
          .filter(file -> file.getFileName().toString().contains(namePart))
          .sorted()
          .toList();
    }
  }

  /** Behind what an earlier trial made the node give up: nobody reads that any more. */
  private Path pickSegment(Path log) throws IOException {
    List<Path> all = files(log, ".log");
    Path after = givenUp.getOrDefault(log, log);
    givenUp.put(log, all.getLast());
    List<Path> later = all.stream().filter(file -> file.compareTo(after) > 0).toList();
    if (later.isEmpty()) {
      return all.getLast();
    }
    // The end of the newest may be a write that was never acknowledged, which is cut off unheard.
    return pick(later.size() == 1 ? later : later.subList(0, later.size() - 1));
  }

  /** A table that the database reads: beside it there may be some that it has given up. */
  private Path pickTable(Path database) throws RocksDBException {
    try (RocksDB view = RocksDB.openReadOnly(database.toString())) {
      List<String> live =
          view.getLiveFilesMetaData().stream().map(table -> table.fileName()).sorted().toList();
      assertThat(live).as("tables of %s", database).isNotEmpty();
      return database.resolve(live.get(random.nextInt(live.size())).substring(1));
    }
  }

  /** Somewhere before the zeros that a file may end with; says where. */
  private String flip(Path file) throws IOException {
    return flip(file, 0);
  }

  private String flip(Path file, int from) throws IOException {
    byte[] content = Files.readAllBytes(file);
    int end = content.length;
    while (end > from + 1 && content[end - 1] == 0) {
      end--;
    }
    int at = from + random.nextInt(end - from);
    byte flipped = (byte) (content[at] ^ 1 << random.nextInt(8));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {flipped}), at);
      channel.force(true);
    }
    flippedNanos = System.nanoTime();
    return file.getFileName() + " byte " + at + " of " + end;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static void fill(PalisadeClient client, int keys) throws Exception {
    List<CompletableFuture<?>> inFlight = new ArrayList<>();
    for (int i = 0; i < keys; i++) {
      inFlight.add(client.putAsync(Bytes.of("filler-" + i), value(i)));
      if (inFlight.size() == 256) {
        CompletableFuture.allOf(inFlight.toArray(CompletableFuture<?>[]::new)).get();
        inFlight.clear();
      }
    }
  }

  /** Puts that may fail while a leader is away. */
  private static long putUntil(PalisadeClient client, AtomicBoolean stopping) throws Exception {
    long done = 0;
    while (!stopping.get()) {
      try {
        client.putAsync(Bytes.of("load-" + done % 1_000), value((int) done)).get();
        done++;
      } catch (java.util.concurrent.ExecutionException e) {
        assertThat(e).hasCauseInstanceOf(PalisadeException.class);
      }
    }
    return done;
  }

  /** What never changes is read as it is, or not at all. */
  private static long readUntil(List<String> endpoints, AtomicBoolean stopping) {
    Random random = new Random(SEED);
    long done = 0;
    List<PalisadeClient> clients = new ArrayList<>();
    try {
      for (String endpoint : endpoints) {
        clients.add(PalisadeClient.builder().endpoints(endpoint).build());
      }
      while (!stopping.get()) {
        int key = random.nextInt(CONSTANTS);
        PalisadeClient client = clients.get(random.nextInt(clients.size()));
        ReadOptions how = random.nextBoolean() ? ReadOptions.stale() : ReadOptions.linearizable();
        try {
          var found = client.get("constant-" + key, how).kv();
          boolean isStale = how.equals(ReadOptions.stale());
          if (found.isEmpty() && isStale) {
            continue; // It says itself that it may be behind.
          }
          assertThat(found.orElseThrow().value().asText()).isEqualTo(text(key));
          done++;
        } catch (PalisadeException e) {
          Thread.onSpinWait(); // The node is away.
        }
      }
      return done;
    } finally {
      clients.forEach(PalisadeClient::close);
    }
  }

  private static String text(int i) {
    return "the value of " + i;
  }

  private static Bytes value(int seed) {
    byte[] value = new byte[VALUE_BYTES];
    new Random(seed).nextBytes(value);
    return Bytes.copyOf(value);
  }
}

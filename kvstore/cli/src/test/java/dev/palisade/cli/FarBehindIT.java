package dev.palisade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.cli.bench.BenchKeys;
import dev.palisade.cli.bench.ClosedLoop;
import dev.palisade.cli.bench.Load;
import dev.palisade.cli.bench.LoadResult;
import dev.palisade.cli.demo.Replicas;
import dev.palisade.cli.local.LocalCluster;
import dev.palisade.cli.local.ThrowAwayCluster;
import dev.palisade.client.Bytes;
import dev.palisade.client.NodeStatus;
import dev.palisade.client.PalisadeClient;
import dev.palisade.client.PalisadeException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A node is away while many keys are written, comes back when nobody's log reaches so far back, and
 * is caught up by a snapshot while clients go on. {@code -Dpalisade.behind=1000000} for a million
 * keys, which takes minutes; the nodes then have the standard settings.
 */
@Timeout(1200)
class FarBehindIT {
  private static final int BEHIND = Integer.getInteger("palisade.behind", 20_000);
  private static final int LARGE = 1_000_000;
  private static final int VALUE_BYTES = 128;
  private static final int WRITERS = 256;
  private static final int LOAD = 16;
  private static final long SLICE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration CATCH_UP = Duration.ofMinutes(5);

  /** Puts that were measured: how long each took, and how many failed. */
  private record Measured(Histogram latencies, long failed) {
    Measured() {
      this(new Histogram(3), 0);
    }

    Measured plus(LoadResult more) {
      latencies.add(more.latencies());
      return new Measured(latencies, failed + more.failed());
    }

    String text() {
      return "%,d puts, %d failed, p50 %.1f ms, p99 %.1f ms, longest %.1f ms"
          .formatted(
              latencies.getTotalCount(),
              failed,
              latencies.getValueAtPercentile(50) / 1e6,
              latencies.getValueAtPercentile(99) / 1e6,
              latencies.getMaxValue() / 1e6);
    }
  }

  private final BenchKeys content = new BenchKeys(VALUE_BYTES, new Random(1));
  private volatile boolean stopping;

  @Test
  void aNodeThatTheLogDoesNotReachIsCaughtUpByASnapshotUnderLoad() throws Exception {
    try (ThrowAwayCluster throwAway = ThrowAwayCluster.create(3);
        ExecutorService threads = Executors.newSingleThreadExecutor()) {
      LocalCluster cluster = started(throwAway.cluster());
      List<String> endpoints = cluster.file().clientEndpoints();
      int leader = LocalClusterStart.awaitLeader(cluster, START);
      int away = leader % 3 + 1;
      cluster.kill(away);
      try (PalisadeClient client = PalisadeClient.builder().endpoints(endpoints).build()) {
        fill(client);
        letTheLogGo(endpoints, away);
        Measured before = new Measured();
        for (int i = 0; i < 3; i++) {
          before = before.plus(slice(client));
        }

        Future<Measured> meanwhile = threads.submit(() -> loadUntilStopped(client));
        long started = System.nanoTime();
        cluster.start(away);
        await("goes on from a snapshot", () -> hasInstalled(cluster, away));
        long installedMillis = millisSince(started);
        await("is as far as the leader", () -> isAsFar(client, endpoints, leader, away));
        long caughtUpMillis = millisSince(started);
        stopping = true;

        Measured during = meanwhile.get();
        System.out.printf(
            "%,d keys behind: snapshot installed after %,d ms, caught up after %,d ms%n"
                + "before:    %s%nmeanwhile: %s%n",
            BEHIND, installedMillis, caughtUpMillis, before.text(), during.text());
        assertThat(during.failed()).as("calls that failed").isZero();
        assertThat(during.latencies().getTotalCount()).isPositive();
      } finally {
        stopping = true;
      }
      Replicas.Hashes hashes = Replicas.compare(endpoints);
      assertThat(hashes.agree()).as(hashes.toString()).isTrue();
    }
  }

  private static LocalCluster started(LocalCluster cluster) throws Exception {
    if (BEHIND < LARGE) {
      Files.writeString(
          cluster.folder().resolve("server.properties"),
          """
          segment-bytes=1048576
          snapshot-keep-log-bytes=1048576
          """);
    }
    LocalClusterStart.startAll(cluster);
    return cluster;
  }

  /** Every key once, in order. */
  private void fill(PalisadeClient client) throws Exception {
    long started = System.nanoTime();
    List<CompletableFuture<?>> inFlight = new ArrayList<>();
    for (int i = 0; i < BEHIND; i++) {
      inFlight.add(put(client, i));
      if (inFlight.size() == WRITERS || i == BEHIND - 1) {
        CompletableFuture.allOf(inFlight.toArray(CompletableFuture<?>[]::new)).get();
        inFlight.clear();
      }
    }
    System.out.printf("%,d keys written in %,d ms%n", BEHIND, millisSince(started));
  }

  private CompletableFuture<?> put(PalisadeClient client, int number) {
    return client.putAsync(Bytes.wrap(BenchKeys.key(number)), Bytes.wrap(content.value(number)));
  }

  /** The others take a snapshot, and drop the log before it but for the end of it. */
  private void letTheLogGo(List<String> endpoints, int away) throws IOException {
    List<String> there = new ArrayList<>(endpoints);
    there.remove(away - 1);
    Run taken =
        Run.in(java.nio.file.Path.of("target"))
            .palisade("snapshot", "now", "--endpoints=" + String.join(",", there));
    assertThat(taken.exitCode()).as(taken.err()).isZero();
    System.out.print(taken.out());
  }

  private Measured loadUntilStopped(PalisadeClient client) throws Exception {
    Measured sum = new Measured();
    while (!stopping) {
      sum = sum.plus(slice(client));
    }
    return sum;
  }

  private LoadResult slice(PalisadeClient client) throws Exception {
    Load load =
        new Load(
            slot -> putAny(client),
            failure -> String.valueOf(failure.getMessage()),
            Load.Progress.NONE);
    return ClosedLoop.run(LOAD, SLICE_NANOS, load);
  }

  private CompletionStage<?> putAny(PalisadeClient client) {
    return put(client, ThreadLocalRandom.current().nextInt(BEHIND));
  }

  private static boolean hasInstalled(LocalCluster cluster, int node) throws IOException {
    return Files.readString(cluster.logFile(node)).contains("goes on from a snapshot");
  }

  /** It has applied what the leader had committed a moment before. */
  private static boolean isAsFar(
      PalisadeClient client, List<String> endpoints, int leader, int node) {
    try {
      NodeStatus ahead = client.status(endpoints.get(leader - 1));
      return client.status(endpoints.get(node - 1)).appliedIndex() >= ahead.commitIndex();
    } catch (PalisadeException e) {
      return false; // It is busy, or not up yet.
    }
  }

  private static void await(String what, java.util.concurrent.Callable<Boolean> condition) {
    Awaitility.await("the node that was away " + what)
        .atMost(CATCH_UP)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .until(condition);
  }

  private static long millisSince(long startedNanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
  }
}

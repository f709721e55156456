package dev.palisade.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.palisade.cli.demo.Replicas;
import dev.palisade.cli.local.Lifetime;
import dev.palisade.cli.local.LocalCluster;
import dev.palisade.client.FenceToken;
import dev.palisade.client.FencedException;
import dev.palisade.client.KeyValue;
import dev.palisade.client.PalisadeClient;
import dev.palisade.client.WriteOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster grows and shrinks, and in the end has none of the nodes that it began with, while a
 * holder of a fence writes all the time: no call of it fails, and each takes effect once.
 */
@Timeout(360)
class MembersComeAndGoIT {
  private static final long PROGRESS_MILLIS = 60_000;

  @TempDir private Path folder = Path.of("");

  private final AtomicLong writes = new AtomicLong();
  private final AtomicLong longestNanos = new AtomicLong();
  private volatile boolean stopping;

  @AfterEach
  void removeTheCluster() {
    stopping = true;
    palisade("cluster", "down", "--wipe");
  }

  @Test
  void everyNodeIsReplacedUnderAFencedLoad() throws Exception {
    up(3);
    LocalCluster cluster = cluster();
    try (ExecutorService threads = Executors.newSingleThreadExecutor();
        PalisadeClient client =
            PalisadeClient.builder().endpoints(cluster.file().clientEndpoints()).build()) {
      FenceToken stale = client.fences().grant("job", "first holder");
      FenceToken live = client.fences().grant("job", "second holder");
      Future<?> load = threads.submit(() -> writeUntilStopped(client, live));

      ok("node 4 is added and votes", "cluster", "add");
      ok("node 5 is added and votes", "cluster", "add");
      assertThat(palisade("member", "list").out()).contains("4  yes", "5  yes");
      awaitWrites(load);
      ok("node 1 removed", "cluster", "remove", "1");
      ok("node 2 removed", "cluster", "remove", "2");
      awaitWrites(load);
      ok("node 6 is added and votes", "cluster", "add");
      ok("node 7 learns", "cluster", "add", "--learner");
      assertThat(palisade("member", "transfer").out()).contains("leads").doesNotContain("node 7");
      ok("7  yes", "member", "promote", "7");
      ok("node 3 removed and deleted", "cluster", "remove", "3", "--delete");
      awaitWrites(load);
      assertThat(folder().resolve("node-3")).doesNotExist();

      // By nodes none of which was there when the token was minted.
      assertThatThrownBy(() -> client.put("job/step", "stale", WriteOptions.fencedBy(stale)))
          .isInstanceOf(FencedException.class);
      stopping = true;
      load.get(PROGRESS_MILLIS, TimeUnit.MILLISECONDS);

      eachWriteTookEffectOnce(client);
      aRemovedNodeDoesNotComeBack();
      refusalsSayWhatToDo();
      Replicas.Hashes hashes = Replicas.compare(cluster().file().clientEndpoints());
      assertThat(hashes.agree()).as(hashes.toString()).isTrue();
    }
  }

  @Test
  void fiveNodesBecomeThreeAndFiveAgainUnderAFencedLoad() throws Exception {
    up(5);
    LocalCluster cluster = cluster();
    try (ExecutorService threads = Executors.newSingleThreadExecutor();
        PalisadeClient client =
            PalisadeClient.builder().endpoints(cluster.file().clientEndpoints()).build()) {
      FenceToken live = client.fences().grant("job", "holder");
      Future<?> load = threads.submit(() -> writeUntilStopped(client, live));
      awaitWrites(load);

      int leader = LocalClusterStart.awaitLeader(cluster, Duration.ofMillis(PROGRESS_MILLIS));
      int other = leader % 5 + 1;
      ok("node " + leader + " removed", "cluster", "remove", Integer.toString(leader));
      ok("node " + other + " removed", "cluster", "remove", Integer.toString(other));
      awaitWrites(load);
      assertThat(voters()).hasSize(3).doesNotContain(leader, other);
      // Two of three are a majority now, which two of five were not.
      int third = voters().getFirst();
      assertThat(cluster().kill(third)).isTrue();
      awaitWrites(load);
      assertThat(cluster().start(third)).isTrue();

      ok("node 6 is added and votes", "cluster", "add");
      ok("node 7 is added and votes", "cluster", "add");
      awaitWrites(load);
      assertThat(voters()).hasSize(5).contains(6, 7);
      // Three of five go on without any two.
      assertThat(cluster().kill(6)).isTrue();
      assertThat(cluster().kill(third)).isTrue();
      awaitWrites(load);
      assertThat(cluster().start(6)).isTrue();
      assertThat(cluster().start(third)).isTrue();
      stopping = true;
      load.get(PROGRESS_MILLIS, TimeUnit.MILLISECONDS);

      eachWriteTookEffectOnce(client);
      LocalClusterStart.awaitLeader(cluster(), Duration.ofMillis(PROGRESS_MILLIS));
      Replicas.Hashes hashes = Replicas.compare(cluster().file().clientEndpoints());
      assertThat(hashes.hashes()).hasSize(5);
      assertThat(hashes.agree()).as(hashes.toString()).isTrue();
    }
  }

  /** Many processes on a machine of few cores: no election is to begin for want of a core. */
  private void up(int nodes) throws IOException {
    Files.createDirectories(folder());
    Files.writeString(
        folder().resolve("server.properties"),
        "election-timeout-millis=1000\nheartbeat-millis=100\n");
    Run up = palisade("cluster", "up", "--nodes", Integer.toString(nodes));
    assertThat(up.exitCode()).as(up.err()).isZero();
  }

  private List<Integer> voters() {
    return palisade("member", "list")
        .out()
        .lines()
        .map(String::strip)
        .filter(line -> line.matches("\\d+ +yes .*"))
        .map(line -> Integer.parseInt(line.split(" ", 2)[0]))
        .toList();
  }

  private void eachWriteTookEffectOnce(PalisadeClient client) {
    KeyValue found = client.get("job/step").kv().orElseThrow();
    assertThat(found.value().asText()).isEqualTo("step " + (writes.get() - 1));
    assertThat(found.version()).isEqualTo(writes.get());
    System.out.println(
        "%d fenced writes, the longest took %d ms"
            .formatted(writes.get(), TimeUnit.NANOSECONDS.toMillis(longestNanos.get())));
  }

  private void aRemovedNodeDoesNotComeBack() throws Exception {
    LocalCluster now = cluster();
    now.start(1);
    assertThat(now.awaitEnd(1, PROGRESS_MILLIS)).isTrue();
    assertThat(Files.readString(now.logFile(1))).contains("was removed from its cluster");
    await("all is well")
        .atMost(Duration.ofMillis(PROGRESS_MILLIS))
        .until(() -> palisade("cluster", "status").exitCode() == ExitCode.OK);
  }

  private void refusalsSayWhatToDo() {
    Run back = palisade("member", "add", "1=127.0.0.1:4,127.0.0.1:5");
    assertThat(back.exitCode()).isEqualTo(ExitCode.ERROR);
    assertThat(back.err()).contains("was a member before", "choose an id that is new");
    assertThat(palisade("member", "promote", "4").exitCode()).as("it votes already").isZero();
    assertThat(palisade("member", "remove", "1").err()).contains("n1 is no member");
    assertThat(palisade("member", "add", "9=nonsense").exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(palisade("cluster", "remove", "1").err()).contains("node 1 was removed before");
  }

  /** Each call may be repeated by the client, but none may fail. */
  private void writeUntilStopped(PalisadeClient client, FenceToken live) {
    while (!stopping) {
      long started = System.nanoTime();
      client.put("job/step", "step " + writes.get(), WriteOptions.fencedBy(live));
      writes.incrementAndGet();
      longestNanos.accumulateAndGet(System.nanoTime() - started, Math::max);
    }
  }

  private void awaitWrites(Future<?> load) throws Exception {
    long wanted = writes.get() + 100;
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PROGRESS_MILLIS);
    while (writes.get() < wanted) {
      if (load.isDone()) {
        load.get();
      }
      assertThat(System.nanoTime() < deadline).as("writes go on").isTrue();
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private void ok(String says, String... args) {
    Run run = palisade(args);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains(says);
  }

  /** As it is written down now: commands change it. */
  private LocalCluster cluster() throws IOException {
    return LocalCluster.find(folder(), Lifetime.DETACHED).orElseThrow();
  }

  private Path folder() {
    return folder.resolve("cluster");
  }

  private Run palisade(String... args) {
    return Run.in(folder).with("PALISADE_DIR", folder().toString()).palisade(args);
  }
}

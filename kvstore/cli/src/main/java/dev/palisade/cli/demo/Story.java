package dev.palisade.cli.demo;

import dev.palisade.cli.Failures;
import dev.palisade.cli.LocalClusterStart;
import dev.palisade.cli.bench.LoadResult;
import dev.palisade.cli.demo.Steps.DidNotHold;
import dev.palisade.cli.local.ClusterFile;
import dev.palisade.cli.local.LocalCluster;
import dev.palisade.client.FenceToken;
import dev.palisade.client.FencedException;
import dev.palisade.client.GetResult;
import dev.palisade.client.PalisadeClient;
import dev.palisade.client.PutResult;
import dev.palisade.client.UnguardedException;
import dev.palisade.client.WriteOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The steps of the demo, in order. Each needs those before it, so the first that fails ends it. */
final class Story implements AutoCloseable {
  /** How many steps there are. */
  static final int STEPS = 8;

  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration CALL = Duration.ofSeconds(10);
  private static final int WRITERS = 16;
  private static final int LOAD_SECONDS = 5;
  private static final int LONGEST_OUTAGE_MILLIS = 5_000;

  private final Steps steps;
  private final LocalCluster cluster;
  private final PalisadeClient client;
  private @Nullable FenceToken first;
  private @Nullable FenceToken second;
  private int killed;

  Story(Steps steps, LocalCluster cluster) {
    this.steps = steps;
    this.cluster = cluster;
    this.client =
        PalisadeClient.builder().endpoints(cluster.file().clientEndpoints()).timeout(CALL).build();
  }

  void tell() throws InterruptedException {
    boolean allHeld =
        steps.step("Three nodes elect one leader", this::start)
            && steps.step("A put is on two disks before it is acknowledged", this::putAndGet)
            && steps.step("A fence mints tokens that only rise", this::mint)
            && steps.step("A paused holder wakes up and writes", this::pausedHolder)
            && steps.step("A protected prefix refuses writes without a token", this::protect)
            && steps.step("The leader is killed under load", this::killLeader)
            && steps.step("The killed node comes back", this::comeBack)
            && steps.step("All replicas hold the same", this::compare);
    if (!allHeld) {
      steps.tell("not shown", (STEPS - steps.count()) + " further steps");
    }
  }

  private String start() throws Exception {
    LocalClusterStart.startAll(cluster);
    List<Long> pids =
        cluster.file().nodes().stream()
            .flatMap(node -> node.process().stream())
            .map(process -> process.pid())
            .toList();
    steps.tell("processes", pids.toString().replaceAll("[\\[\\]]", ""));
    int leader = LocalClusterStart.awaitLeader(cluster, START);
    steps.tell("leader", "node " + leader);
    return "a majority agreed on node " + leader;
  }

  private String putAndGet() throws Exception {
    PutResult put = client.put("job/7", "queued");
    steps.tell("put job/7 queued", "revision " + put.revision());
    GetResult got = client.get("job/7");
    steps.tell("get job/7", got.text().orElse("(no such key)"));
    require(got.text().equals(Optional.of("queued")), "the value is not what was put");
    return "a linearizable read sees the put";
  }

  private String mint() throws Exception {
    first = client.fences().grant("job-7", "worker-a");
    steps.tell("worker-a takes it", "token " + first.token());
    client.put("job/7", "running on a", WriteOptions.fencedBy(first));
    steps.tell("worker-a puts", "accepted with token " + first.token());
    second = client.fences().grant("job-7", "worker-b");
    steps.tell("worker-b takes it", "token " + second.token());
    require(second.token() > first.token(), "the second token is not higher than the first");
    return "the token of the later grant is higher";
  }

  private String pausedHolder() throws Exception {
    FenceToken stale = known(first);
    FenceToken live = known(second);
    steps.tell("worker-a", "was paused all the while, and knows nothing of worker-b");
    client.put("job/7", "done by b", WriteOptions.fencedBy(live));
    steps.tell("worker-b puts", "accepted with token " + live.token());
    try {
      client.put("job/7", "done by a", WriteOptions.fencedBy(stale));
    } catch (FencedException refused) {
      steps.tell("worker-a puts", String.valueOf(Failures.of(refused).getMessage()));
      require(refused.currentToken() == live.token(), "the evidence names another token");
      require(refused.holder().equals("worker-b"), "the evidence names another holder");
      String value = client.get("job/7").text().orElse("(no such key)");
      steps.tell("get job/7", value);
      require(value.equals("done by b"), "the value is not what worker-b put");
      return "the stale write was refused, with evidence";
    }
    throw new DidNotHold("the stale write was accepted");
  }

  private String protect() throws Exception {
    client.fences().protect("job/", "job-7");
    steps.tell("protect job/", "by fence job-7");
    try {
      client.put("job/7", "whatever");
    } catch (UnguardedException refused) {
      steps.tell("put job/7", String.valueOf(Failures.of(refused).getMessage()));
      client.put("job/7", "checked", WriteOptions.fencedBy(known(second)));
      steps.tell("worker-b puts", "accepted with token " + known(second).token());
      return "the fence cannot be forgotten";
    }
    throw new DidNotHold("an unguarded write was accepted");
  }

  private String killLeader() throws Exception {
    CountingLoad load = new CountingLoad(client, WRITERS);
    CompletableFuture<LoadResult> running = CompletableFuture.supplyAsync(() -> run(load));
    TimeUnit.SECONDS.sleep(1); // Part of the story: the load runs before the fault.
    killed = LocalClusterStart.awaitLeader(cluster, CALL);
    long before = load.acknowledged();
    cluster.kill(killed);
    load.markFault();
    steps.tell("SIGKILL", "node " + killed + ", the leader, after " + before + " puts");
    LoadResult result = running.join();
    OptionalLong seen = load.unavailableMillis();
    if (seen.isEmpty()) { // The load was over before there was another leader.
      client.put("demo/after", "the kill");
    }
    long outage = seen.orElseGet(load::millisSinceFault);
    steps.tell("puts unavailable", outage + " ms");
    steps.tell("load", load.acknowledged() + " puts acknowledged, " + result.failed() + " failed");
    Optional<String> wrong = load.wrong();
    require(wrong.isEmpty(), wrong.orElse(""));
    require(outage < LONGEST_OUTAGE_MILLIS, "puts were unavailable for " + outage + " ms");
    return "nothing acknowledged was lost, nothing took effect twice";
  }

  private static LoadResult run(CountingLoad load) {
    try {
      return load.run(LOAD_SECONDS);
    } catch (InterruptedException | TimeoutException e) {
      throw new CompletionException(e);
    }
  }

  private String comeBack() throws Exception {
    cluster.start(killed);
    int leader = LocalClusterStart.awaitLeader(cluster, START);
    steps.tell("restart", "node " + killed + " replays its log and follows node " + leader);
    return "three nodes again";
  }

  private String compare() throws Exception {
    Replicas.Hashes hashes = Replicas.compare(cluster.file().clientEndpoints());
    for (ClusterFile.Node node : cluster.file().nodes()) {
      steps.tell("node " + node.number(), hashes.hashes().get(node.number() - 1));
    }
    require(hashes.agree(), "the replicas differ at index " + hashes.atIndex());
    return "equal hashes of the whole state at index " + hashes.atIndex();
  }

  private static void require(boolean holds, String otherwise) throws DidNotHold {
    if (!holds) {
      throw new DidNotHold(otherwise);
    }
  }

  private static FenceToken known(@Nullable FenceToken token) {
    return java.util.Objects.requireNonNull(token, "an earlier step sets it");
  }

  @Override
  public void close() {
    client.close();
  }
}

package dev.palisade.harness.net;

import static dev.palisade.harness.cluster.TinySystem.ask;
import static dev.palisade.harness.cluster.TinySystem.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.palisade.harness.cluster.Cluster;
import dev.palisade.harness.cluster.ClusterShape;
import dev.palisade.harness.cluster.TinySystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class NetnsNetTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Link THERE = new Link(1, 2);

  @TempDir private Path folder = Path.of("");

  @BeforeAll
  static void needsRoot() {
    Optional<String> why = Nets.whyNotHere(NetKind.NETNS);
    assumeTrue(why.isEmpty(), () -> why.orElseThrow());
  }

  private static void needsReset() {
    Optional<String> why = Nets.whyNotReset(NetKind.NETNS);
    assumeTrue(why.isEmpty(), () -> why.orElseThrow());
  }

  private Cluster start() throws InterruptedException {
    Cluster cluster =
        Cluster.start(new TinySystem(), new ClusterShape(2, NetKind.NETNS, folder, Set.of(), 1));
    assertThat(cluster.awaitReady(PATIENCE)).isTrue();
    return cluster;
  }

  /** How many heartbeats of the other a node has heard. */
  private static long heard(Cluster cluster, int node) {
    return number(ask(cluster.clientAddress(node)), "heard" + (3 - node));
  }

  private static void awaitMore(Cluster cluster, int node, long beats) {
    long before = heard(cluster, node);
    await("n" + node + " hears")
        .atMost(PATIENCE)
        .until(() -> heard(cluster, node) >= before + beats);
  }

  private static void awaitSilence(Cluster cluster, int node) {
    await("n" + node + " hears nothing")
        .atMost(PATIENCE)
        .until(
            () -> {
              long before = heard(cluster, node);
              Thread.sleep(500); // Five heartbeats.
              return heard(cluster, node) == before;
            });
  }

  @Test
  void aCutOfOneDirectionLeavesTheOtherRunning() throws Exception {
    try (Cluster cluster = start()) {
      awaitMore(cluster, 2, 1);
      awaitMore(cluster, 1, 1);
      long first = heard(cluster, 1);
      Net.Hold cut = cluster.net().trouble(List.of(THERE), new Trouble.Cut());
      long before = heard(cluster, 2);
      // Acknowledgements are cut too, so that the other direction ends when its window is full.
      await("n1 hears").atMost(PATIENCE).until(() -> heard(cluster, 1) >= first + 3);
      assertThat(heard(cluster, 2)).isLessThanOrEqualTo(before + 1);
      awaitSilence(cluster, 2);
      cut.off();
      awaitMore(cluster, 2, 2);
    }
  }

  @Test
  void lossAndBandwidthLetSomethingThroughAndDelayIsRefused() throws Exception {
    try (Cluster cluster = start()) {
      Net.Hold loss = cluster.net().trouble(List.of(THERE), new Trouble.Loss(0.2));
      Net.Hold narrow = cluster.net().trouble(List.of(THERE), new Trouble.Bandwidth(8_000));
      awaitMore(cluster, 2, 5);
      loss.off();
      narrow.off();
      assertThat(cluster.net().whyNotHere(Trouble.Delay.class)).isPresent();
    }
  }

  @Test
  void connectionsAreResetAndDialledAnew() throws Exception {
    needsReset();
    try (Cluster cluster = start()) {
      awaitMore(cluster, 2, 1);
      Set<String> before = connections(cluster);
      assertThat(cluster.net().reset(List.of(THERE))).isTrue();
      await("other connections")
          .atMost(PATIENCE)
          .until(
              () -> {
                Set<String> now = connections(cluster);
                return !now.isEmpty() && now.stream().noneMatch(before::contains);
              });
      awaitMore(cluster, 2, 1);
    }
  }

  @Test
  void withoutConnectionsNothingIsResetOrLeftHalfOpen() throws Exception {
    needsReset();
    try (Cluster cluster = start()) {
      cluster.kill(1);
      cluster.kill(2);
      await("connections are gone").atMost(PATIENCE).until(() -> connections(cluster).isEmpty());
      await("nothing to reset")
          .atMost(PATIENCE)
          .until(() -> !cluster.net().reset(List.of(THERE, THERE.reversed())));
      assertThat(cluster.net().halfOpen(List.of(THERE))).isEmpty();
    }
  }

  @Test
  void halfOpenTheDiallingEndKeepsItsConnectionAndIsNotHeard() throws Exception {
    needsReset();
    try (Cluster cluster = start()) {
      awaitMore(cluster, 2, 1);
      Set<String> before = connections(cluster);
      Net.Hold hold = cluster.net().halfOpen(List.of(THERE)).orElseThrow();
      awaitSilence(cluster, 2);
      assertThat(connections(cluster)).containsAnyElementsOf(before);
      hold.off();
      awaitMore(cluster, 2, 1);
    }
  }

  /** Those that n1 has dialled, by its ports. */
  private static Set<String> connections(Cluster cluster) {
    Address second = cluster.net().peerBind(2);
    List<String> line =
        List.of(
            "ss",
            "-H",
            "-t",
            "-n",
            "state",
            "established",
            "dst",
            second.host(),
            "dport",
            "=",
            ":" + second.port());
    Set<String> found = new java.util.TreeSet<>();
    Commands.run(cluster.net().inside(1, line), "")
        .lines()
        .forEach(text -> found.add(text.strip().split("\\s+", -1)[2]));
    return found;
  }

  @Test
  void closedNothingIsLeft() throws Exception {
    String own;
    try (Cluster cluster = start()) {
      own = cluster.net().inside(1, List.of()).getLast();
      assertThat(names("/run/netns")).contains(own);
    }
    String bridge = own.substring(0, own.lastIndexOf('-'));
    assertThat(names("/run/netns")).noneMatch(name -> name.startsWith(bridge));
    assertThat(names("/sys/class/net")).noneMatch(name -> name.startsWith(bridge));
  }

  @Test
  void onlyWhatNobodyOwnsAnyMoreIsRemovedAtTheNextStart() throws Exception {
    // Process 1 was not born at that time.
    Commands.run("ip link add plsdgone-1 type bridge");
    Commands.run("ip link set plsdgone-1 alias palisade-chaos:1:99999999999");
    Commands.run("ip netns add plsdgone-1-1");
    try (Cluster cluster = start();
        Net another = Nets.open(NetKind.NETNS, 1, new java.util.SplittableRandom(1))) {
      assertThat(names("/run/netns")).doesNotContain("plsdgone-1-1");
      assertThat(names("/sys/class/net")).doesNotContain("plsdgone-1");
      assertThat(names("/run/netns"))
          .contains(cluster.net().inside(1, List.of()).getLast())
          .contains(another.inside(1, List.of()).getLast());
    }
  }

  private static List<String> names(String folder) throws IOException {
    try (Stream<Path> entries = Files.list(Path.of(folder))) {
      return entries.map(entry -> entry.getFileName().toString()).toList();
    }
  }
}

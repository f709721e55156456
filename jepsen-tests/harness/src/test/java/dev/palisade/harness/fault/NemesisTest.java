package dev.palisade.harness.fault;

import static dev.palisade.harness.cluster.TinySystem.ask;
import static dev.palisade.harness.cluster.TinySystem.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palisade.harness.cluster.Cluster;
import dev.palisade.harness.cluster.ClusterShape;
import dev.palisade.harness.cluster.Life;
import dev.palisade.harness.cluster.NodeWatch;
import dev.palisade.harness.cluster.TinyMembership;
import dev.palisade.harness.cluster.TinySystem;
import dev.palisade.harness.json.JsonFields;
import dev.palisade.harness.net.NetKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class NemesisTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int NODES = 3;

  @TempDir private Path folder = Path.of("");

  private Cluster start(FaultPlan plan) throws InterruptedException {
    Cluster cluster =
        Cluster.start(
            new TinySystem(), new ClusterShape(NODES, NetKind.PROXY, folder, plan.preloads(), 1));
    assertThat(cluster.awaitReady(PATIENCE)).isTrue();
    return cluster;
  }

  private static FaultPlan plan(String names) {
    return FaultPlan.of(names, new Surroundings(NetKind.PROXY, NODES, false));
  }

  private Path file() {
    return folder.resolve("faults.jsonl");
  }

  @Test
  void everyFaultIsBegunWrittenAndHealedWithinTheTime() throws Exception {
    FaultPlan plan = plan("partition,network,kill,pause");
    try (Cluster cluster = start(plan)) {
      Nemesis.Timing timing = new Nemesis.Timing(System.nanoTime(), Duration.ofSeconds(12), 1);
      try (NodeWatch watch = NodeWatch.start(cluster, timing.startNanos(), nodes());
          Nemesis nemesis = Nemesis.start(cluster, plan, timing, file())) {
        nemesis.awaitEnd();
        assertThat(nemesis.complaints()).isEmpty();
        assertThat(nemesis.activeNow()).isEmpty();
        assertThat(sum(nemesis.counts())).isEqualTo(begun()).isGreaterThan(5);
        assertThat(watch.latest()).hasSize(NODES);
      }
      assertAllIsWell(cluster);
    }
    assertThat(Files.readString(nodes())).contains("\"life\":\"up\"", "\"role\":\"LEADER\"");
    assertThat(Files.readAllLines(file()))
        .filteredOn(line -> line.contains("\"note\":\"recovered\""))
        .isNotEmpty();
  }

  private Path nodes() {
    return folder.resolve("nodes.jsonl");
  }

  private static int sum(Map<String, Integer> counts) {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  @Test
  void closedInTheMiddleItHealsAtOnce() throws Exception {
    FaultPlan plan = plan("pause,partition-leader");
    try (Cluster cluster = start(plan)) {
      Nemesis.Timing timing = new Nemesis.Timing(System.nanoTime(), Duration.ofMinutes(10), 2);
      Nemesis nemesis = Nemesis.start(cluster, plan, timing, file());
      await("a fault").atMost(PATIENCE).until(() -> !nemesis.activeNow().isEmpty());
      nemesis.close();
      nemesis.close();
      assertThat(nemesis.activeNow()).isEmpty();
      assertAllIsWell(cluster);
    }
  }

  @Test
  void withoutFaultsItIsOverAtOnce() throws Exception {
    FaultPlan plan = plan("none");
    try (Cluster cluster = start(plan);
        Nemesis nemesis =
            Nemesis.start(
                cluster,
                plan,
                new Nemesis.Timing(System.nanoTime(), Duration.ofMinutes(10), 3),
                file())) {
      nemesis.awaitEnd();
      assertThat(nemesis.counts()).isEmpty();
    }
  }

  /** Everything that began has ended, every node runs, and each hears each. */
  private void assertAllIsWell(Cluster cluster) throws IOException {
    assertThat(ended()).containsExactlyElementsOf(ids("begin"));
    for (int node : cluster.nodes()) {
      assertThat(cluster.life(node)).isEqualTo(Life.UP);
      for (int peer : cluster.nodes()) {
        if (peer != node) {
          long before = number(ask(cluster.clientAddress(node)), "heard" + peer);
          await("n" + node + " hears n" + peer)
              .atMost(PATIENCE)
              .until(() -> number(ask(cluster.clientAddress(node)), "heard" + peer) != before);
        }
      }
    }
  }

  private int begun() throws IOException {
    return ids("begin").size();
  }

  private TreeSet<String> ended() throws IOException {
    return ids("end");
  }

  private TreeSet<String> ids(String field) throws IOException {
    TreeSet<String> ids = new TreeSet<>();
    for (String line : Files.readAllLines(file())) {
      JsonFields object = JsonFields.parse(line, 1);
      if (object.has(field)) {
        ids.add(object.text("id", ""));
      }
    }
    return ids;
  }

  @Test
  void aNodeThatEndsOfItselfIsNotedOnceAndStarted() throws Exception {
    FaultPlan plan = plan("jitter,loss");
    try (Cluster cluster = start(plan)) {
      long pid = cluster.pid(2).orElseThrow();
      ProcessHandle.of(pid).orElseThrow().destroyForcibly();
      assertThat(cluster.awaitEnd(2, PATIENCE)).isTrue();
      Nemesis.Timing timing = new Nemesis.Timing(System.nanoTime(), Duration.ofMinutes(10), 5);
      try (Nemesis nemesis = Nemesis.start(cluster, plan, timing, file())) {
        await("another process").atMost(PATIENCE).until(() -> cluster.life(2) == Life.UP);
        assertThat(nemesis.complaints()).isEmpty();
      }
    }
    assertThat(Files.readAllLines(file()))
        .filteredOn(line -> line.contains("\"note\":\"ended\""))
        .singleElement()
        .asString()
        .contains("n2 ended with 137");
  }

  /** A fault that finds nothing to be done to, and would stay for an hour. */
  private record Missing(String name, Family family) implements Fault {
    @Override
    public String explanation() {
      return "is done to nothing";
    }

    @Override
    public Optional<String> whyNotHere(Surroundings here) {
      return Optional.empty();
    }

    @Override
    public Injection begin(Cluster cluster, RandomGenerator dice) {
      return Injected.nodes("n9 did not run", List.of(), () -> {});
    }

    @Override
    public Span span() {
      return new Span(3_600_000, 3_600_000);
    }
  }

  @Test
  void aFaultThatFindsNothingToBeDoneToIsNeitherCountedNorWaitedFor() throws Exception {
    FaultPlan plan = new FaultPlan(List.of(new Missing("missing", Family.PROCESS)), List.of());
    try (Cluster cluster = start(plan)) {
      Nemesis.Timing timing = new Nemesis.Timing(System.nanoTime(), Duration.ofMinutes(10), 6);
      try (Nemesis nemesis = Nemesis.start(cluster, plan, timing, file())) {
        await("a second round")
            .atMost(PATIENCE)
            .until(() -> Files.readString(file()).split("\"missed\"", -1).length > 2);
        assertThat(nemesis.counts()).isEmpty();
        assertThat(nemesis.activeNow()).isEmpty();
      }
    }
    assertThat(Files.readString(file()))
        .contains("missing: n9 did not run")
        .doesNotContain("\"begin\"");
  }

  @Test
  void aChangeOfMembersIsWrittenDownBeforeItBeginsAndWhenItIsDone() throws Exception {
    FaultPlan plan = FaultPlan.of("grow", new Surroundings(NetKind.PROXY, NODES, true));
    TinySystem system = new TinySystem(new TinyMembership(NODES));
    ClusterShape shape = new ClusterShape(NODES, NetKind.PROXY, folder, plan.preloads(), 1);
    try (Cluster cluster = Cluster.start(system, shape)) {
      assertThat(cluster.awaitReady(PATIENCE)).isTrue();
      Nemesis.Timing timing = new Nemesis.Timing(System.nanoTime(), Duration.ofMinutes(10), 7);
      try (Nemesis nemesis = Nemesis.start(cluster, plan, timing, file())) {
        await("the end of the change")
            .atMost(PATIENCE)
            .until(() -> settled().stream().anyMatch(line -> line.contains("[1,2,3,4]")));
        assertThat(nemesis.complaints()).isEmpty();
      }
    }
    List<String> lines = Files.readAllLines(file());
    assertThat(lines.getFirst()).contains("\"note\":\"membership\"");
  }

  /** Before the node has a vote it may have to leave again: then its turn comes once more. */
  private List<String> settled() throws IOException {
    return Files.readAllLines(file()).stream()
        .filter(line -> line.contains("\"note\":\"settled\"") && line.contains("\"members\":"))
        .toList();
  }

  @Test
  void whatWasDoneIsNamedAsRunsReadIt() throws Exception {
    FaultPlan plan = plan("partition-one");
    try (Cluster cluster = start(plan)) {
      Nemesis.Timing timing = new Nemesis.Timing(System.nanoTime(), Duration.ofMinutes(10), 4);
      try (Nemesis nemesis = Nemesis.start(cluster, plan, timing, file())) {
        await("a fault").atMost(PATIENCE).until(() -> !nemesis.activeNow().isEmpty());
      }
    }
    List<String> lines = Files.readAllLines(file());
    assertThat(lines.getFirst()).as("the cut is complete").startsWith("{\"cut\":1,");
    assertThat(JsonFields.parse(lines.getFirst(), 1).list("links")).hasSize(4);
    assertThat(lines)
        .filteredOn(line -> line.contains("\"joining\":1,"))
        .as("its end, before it is taken off")
        .hasSize(1);
    JsonFields first = JsonFields.parse(lines.get(1), 2);
    assertThat(first.text("id", "")).isEqualTo("f1");
    assertThat(first.text("name", "")).isEqualTo("partition-one");
    assertThat(first.text("family", "")).isEqualTo("partition");
    assertThat(first.list("links")).hasSize(4).allMatch(link -> link.toString().contains(">"));
    assertThat(first.text("description", "")).contains(" | ");
  }
}

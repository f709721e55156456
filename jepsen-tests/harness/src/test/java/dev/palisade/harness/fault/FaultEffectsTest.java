package dev.palisade.harness.fault;

import static dev.palisade.harness.cluster.TinySystem.ask;
import static dev.palisade.harness.cluster.TinySystem.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.palisade.harness.cluster.Cluster;
import dev.palisade.harness.cluster.ClusterShape;
import dev.palisade.harness.cluster.Libraries;
import dev.palisade.harness.cluster.Life;
import dev.palisade.harness.cluster.Preload;
import dev.palisade.harness.cluster.TinyMembership;
import dev.palisade.harness.cluster.TinySystem;
import dev.palisade.harness.net.NetKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What faults of nodes do to processes, and that nothing of it is left after healing. One cluster
 * for all, as in a run.
 */
@Timeout(120)
class FaultEffectsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(10);
  private static final TinyMembership MEMBERSHIP = new TinyMembership(3);

  @TempDir private static Path folder = Path.of("");
  private static @Nullable Cluster cluster;

  @BeforeAll
  static void start() throws InterruptedException {
    for (Preload preload : Preload.values()) {
      assumeTrue(
          Libraries.whyNotHere(preload).isEmpty(),
          () -> Libraries.whyNotHere(preload).orElseThrow());
    }
    cluster =
        Cluster.start(
            new TinySystem(MEMBERSHIP),
            new ClusterShape(3, NetKind.PROXY, folder, Set.of(Preload.values()), 1));
    awaitReady();
  }

  @AfterAll
  static void close() {
    if (cluster != null) {
      cluster.close();
    }
  }

  private static Cluster cluster() {
    return java.util.Objects.requireNonNull(cluster);
  }

  private static void awaitReady() throws InterruptedException {
    assertThat(cluster().awaitReady(PATIENCE)).isTrue();
  }

  @AfterEach
  void nothingIsLeft() {
    MEMBERSHIP.refuseLeadership(Set.of());
    assertThat(cluster().nodes()).containsExactly(1, 2, 3);
    assertThat(cluster().nodes()).allMatch(node -> cluster().life(node) == Life.UP);
    assertThat(cluster().nodes()).noneMatch(FaultEffectsTest::isClockOff);
    assertThat(cluster().life(4)).isEqualTo(Life.DOWN);
  }

  private static Injection begin(String name) {
    Injection injection = beginning(name);
    assertThat(injection.isMissed()).as(injection.description()).isFalse();
    return injection;
  }

  private static Injection beginning(String name) {
    return Faults.all().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow()
        .begin(cluster(), new SplittableRandom(4));
  }

  private static Map<String, String> told(int node) {
    return ask(cluster().clientAddress(node));
  }

  private static void awaitThat(String what, java.util.concurrent.Callable<Boolean> condition) {
    await(what).pollInterval(POLL).atMost(PATIENCE).until(condition);
  }

  private static Map<Integer, OptionalLong> pids() {
    Map<Integer, OptionalLong> pids = new TreeMap<>();
    cluster().nodes().forEach(node -> pids.put(node, cluster().pid(node)));
    return pids;
  }

  @ParameterizedTest
  @ValueSource(strings = {"kill", "kill-all"})
  void killedNodesAreGoneAndOthersComeInTheirPlace(String name) throws Exception {
    Map<Integer, OptionalLong> before = pids();
    Injection injection = begin(name);
    if (name.equals("kill-all")) {
      assertThat(injection.nodes()).containsExactly(1, 2, 3);
    }
    for (int node : cluster().nodes()) {
      boolean isGone = ProcessHandle.of(pidOf(before, node)).isEmpty();
      assertThat(isGone).as("n%d is gone", node).isEqualTo(injection.nodes().contains(node));
    }
    injection.heal();
    awaitReady();
    Map<Integer, OptionalLong> after = pids();
    for (int node : cluster().nodes()) {
      boolean isAnother = pidOf(after, node) != pidOf(before, node);
      assertThat(isAnother).as("n%d is another", node).isEqualTo(injection.nodes().contains(node));
    }
  }

  private static long pidOf(Map<Integer, OptionalLong> pids, int node) {
    return pids.getOrDefault(node, OptionalLong.empty()).orElseThrow();
  }

  @Test
  void aRestartedNodeIsAnotherProcess() throws Exception {
    Map<Integer, OptionalLong> before = pids();
    Injection injection = begin("restart");
    int node = injection.nodes().getFirst();
    awaitReady();
    assertThat(pidOf(pids(), node)).isNotEqualTo(pidOf(before, node));
    injection.heal();
  }

  private static boolean isStill(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
  }

  @Test
  void pausedNodesStandStillAndGoOn() throws Exception {
    Map<Integer, OptionalLong> before = pids();
    Injection injection = begin("pause");
    int node = injection.nodes().getFirst();
    assertThat(isStill(pidOf(before, node))).isTrue();
    injection.heal();
    awaitThat("it runs", () -> !isStill(pidOf(before, node)));
    assertThat(pids()).isEqualTo(before);
  }

  @Test
  void aSlowNodeRunsAndStandsStillInTurn() throws Exception {
    Injection injection = begin("slow-cpu");
    int node = injection.nodes().getFirst();
    long pid = pidOf(pids(), node);
    for (int turn = 0; turn < 2; turn++) {
      await("it stands still").pollInterval(Duration.ofMillis(1)).until(() -> isStill(pid));
      await("it runs").pollInterval(Duration.ofMillis(1)).until(() -> !isStill(pid));
    }
    injection.heal();
    awaitThat("it runs for good", () -> !isStill(pid));
    assertThat(cluster().life(node)).isEqualTo(Life.UP);
  }

  private static boolean isClockOff(int node) {
    return !ahead(node).mayBe(0);
  }

  private static Ahead ahead(int node) {
    return Ahead.of(cluster().clientAddress(node));
  }

  @Test
  void aClockIsAsFarOffAsTheFaultSays() {
    Injection injection = begin("clock-offset");
    Matcher said = Pattern.compile("clock of n(\\d) (.+) ms").matcher(injection.description());
    assertThat(said.matches()).as(injection.description()).isTrue();
    int node = Integer.parseInt(said.group(1));
    assertThat(injection.nodes()).containsExactly(node);
    assertThat(isClockOff(node)).isTrue();
    assertThat(ahead(node).mayBe(Long.parseLong(said.group(2)))).isTrue();
    injection.heal();
    assertThat(isClockOff(node)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"clock-drift", "clock-step"})
  void aClockThatMovesIsOffAndPutRight(String name) {
    Injection injection = begin(name);
    int node = injection.nodes().getFirst();
    awaitThat("it is off", () -> isClockOff(node));
    injection.heal();
    assertThat(isClockOff(node)).isFalse();
  }

  private static void awaitMoreWrites(int node) {
    long before = number(told(node), "writes");
    awaitThat("n" + node + " writes", () -> number(told(node), "writes") > before + 1);
  }

  @ParameterizedTest
  @CsvSource({"disk-full, No space left on device", "disk-sync-fails, Input/output error"})
  void aDiskThatFailsDoesSoUntilItIsHealed(String name, String error) {
    Injection injection = begin(name);
    int node = injection.nodes().getFirst();
    awaitThat("error", () -> told(node).getOrDefault("error", "").contains(error));
    injection.heal();
    awaitMoreWrites(node);
  }

  @Test
  void aDiskThatIsStalledHoldsTheWriterUntilItIsHealed() {
    Injection injection = begin("disk-stalled");
    int node = injection.nodes().getFirst();
    awaitThat("a call is held", () -> cluster().preloaded(node).touched() > 0);
    long held = number(told(node), "writes");
    long later = number(told(node), "mono") + 200; // Enough for four writes.
    awaitThat("time passes", () -> number(told(node), "mono") > later);
    assertThat(number(told(node), "writes")).isEqualTo(held);
    injection.heal();
    awaitMoreWrites(node);
  }

  @Test
  void aTornTailIsShorterThanWhatWasWritten() throws Exception {
    cluster().nodes().forEach(FaultEffectsTest::awaitMoreWrites);
    Injection injection = begin("disk-torn-tail");
    int node = injection.nodes().getFirst();
    assertThat(cluster().life(node)).isEqualTo(Life.DOWN);
    Matcher said =
        Pattern.compile("n\\d killed, the last (\\d+) of (\\d+) bytes written to log are lost")
            .matcher(injection.description());
    assertThat(said.matches()).as(injection.description()).isTrue();
    long kept = Long.parseLong(said.group(2)) - Long.parseLong(said.group(1));
    long left = Files.size(cluster().system().logDirectory(cluster().plan(node)).resolve("log"));
    assertThat(left % Long.parseLong(said.group(2))).isEqualTo(kept);
    injection.heal();
    awaitReady();
    awaitMoreWrites(node);
  }

  @ParameterizedTest
  @CsvSource({"disk-flip-log, data/log", "disk-flip-state, state/state"})
  void oneBitIsFlippedAndPutRight(String name, String file) throws Exception {
    Map<Integer, byte[]> before = new TreeMap<>();
    for (int node : cluster().nodes()) {
      awaitMoreWrites(node);
      before.put(node, Files.readAllBytes(fileOf(node, file)));
    }
    Map<Integer, OptionalLong> processes = pids();
    Injection injection = begin(name);
    int node = injection.nodes().getFirst();
    byte[] was = before.getOrDefault(node, new byte[0]);
    assertThat(flippedBits(was, fileOf(node, file))).isEqualTo(1);
    assertThat(pidOf(pids(), node)).isNotEqualTo(pidOf(processes, node));
    awaitReady();
    injection.heal();
    awaitReady();
    assertThat(flippedBits(was, fileOf(node, file))).isZero();
  }

  private static Path fileOf(int node, String file) {
    return cluster().plan(node).directory().resolve(file);
  }

  /** In what a file held before; what was appended since does not count. */
  private static int flippedBits(byte[] was, Path file) throws IOException {
    byte[] is = Arrays.copyOf(Files.readAllBytes(file), was.length);
    int bits = 0;
    for (int i = 0; i < was.length; i++) {
      bits += Integer.bitCount((was[i] ^ is[i]) & 0xff);
    }
    return bits;
  }

  @Test
  void aNodeJoinsAndLeaves() throws Exception {
    Injection injection = begin("grow");
    assertThat(injection.nodes()).containsExactly(4);
    awaitReady();
    assertThat(MEMBERSHIP.now()).containsEntry(104, true).hasSize(4);
    assertThat(cluster().life(4)).isEqualTo(Life.UP);
    injection.heal();
    awaitReady();
    assertThat(MEMBERSHIP.now()).hasSize(3).doesNotContainKey(104);
  }

  @Test
  void aNodeLeavesAndJoinsAgainUnderAnotherId() throws Exception {
    Map<Integer, Integer> before = ids();
    Injection injection = begin("shrink");
    int node = injection.nodes().getFirst();
    awaitReady();
    assertThat(MEMBERSHIP.now()).hasSize(2).doesNotContainKey(before.getOrDefault(node, 0));
    assertThat(cluster().life(node)).isEqualTo(Life.DOWN);
    injection.heal();
    awaitAnother(node, before);
  }

  @Test
  void aNodeIsReplacedByAnEmptyOneUnderAnotherId() throws Exception {
    Map<Integer, Integer> before = ids();
    Map<Integer, OptionalLong> processes = pids();
    Injection injection = begin("replace");
    int node = injection.nodes().getFirst();
    assertThat(ProcessHandle.of(pidOf(processes, node))).isEmpty();
    awaitAnother(node, before);
    injection.heal();
  }

  private static Map<Integer, Integer> ids() {
    Map<Integer, Integer> ids = new TreeMap<>();
    cluster().nodes().forEach(node -> ids.put(node, cluster().plan(node).member()));
    return ids;
  }

  private static void awaitAnother(int node, Map<Integer, Integer> before) throws Exception {
    cluster().revive(); // If it led, nobody leads until it runs.
    awaitReady();
    assertThat(MEMBERSHIP.now().keySet()).containsExactlyInAnyOrderElementsOf(ids().values());
    List<Integer> changed =
        before.keySet().stream()
            .filter(each -> !java.util.Objects.equals(ids().get(each), before.get(each)))
            .toList();
    assertThat(changed).containsExactly(node);
  }

  @Test
  void leadershipIsHandedOver() {
    int before = cluster().leader().orElseThrow();
    Injection injection = begin("transfer");
    int now = cluster().leader().orElseThrow();
    assertThat(now).isNotEqualTo(before);
    assertThat(injection.nodes()).containsExactly(now);
    injection.heal();
  }

  @Test
  void leadershipIsHandedOverToWhoeverTakesIt() {
    int before = cluster().leader().orElseThrow();
    List<Integer> others = Victims.others(cluster(), List.of(before));
    for (int unwilling : others) {
      MEMBERSHIP.refuseLeadership(Set.of(before, unwilling));
      Injection injection = begin("transfer");
      assertThat(injection.nodes()).doesNotContain(before, unwilling).hasSize(1);
      assertThat(cluster().leader()).hasValue(injection.nodes().getFirst());
    }
    MEMBERSHIP.refuseLeadership(Set.of(1, 2, 3));
    Injection missed = beginning("transfer");
    assertThat(missed.isMissed()).isTrue();
    assertThat(missed.description())
        .startsWith("leadership not handed over")
        .contains("to n1: ", "to n2: ", "to n3: ", "it is not willing", "leads already");
  }
}

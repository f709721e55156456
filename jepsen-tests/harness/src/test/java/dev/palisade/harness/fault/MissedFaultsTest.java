package dev.palisade.harness.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.palisade.harness.cluster.Cluster;
import dev.palisade.harness.cluster.ClusterShape;
import dev.palisade.harness.cluster.Libraries;
import dev.palisade.harness.cluster.Life;
import dev.palisade.harness.cluster.Preload;
import dev.palisade.harness.cluster.StillSystem;
import dev.palisade.harness.net.NetKind;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class MissedFaultsTest {
  @TempDir private Path folder = Path.of("");
  private @Nullable Cluster cluster;

  @BeforeEach
  void start() {
    for (Preload preload : Preload.values()) {
      assumeTrue(
          Libraries.whyNotHere(preload).isEmpty(),
          () -> Libraries.whyNotHere(preload).orElseThrow());
    }
    cluster =
        Cluster.start(
            new StillSystem(1),
            new ClusterShape(3, NetKind.PROXY, folder, Set.of(Preload.values()), 1));
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

  private Injection begin(String name) {
    return Faults.all().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow()
        .begin(cluster(), new SplittableRandom(1));
  }

  private List<Integer> down() {
    return cluster().nodes().stream().filter(n -> cluster().life(n) == Life.DOWN).toList();
  }

  static Stream<String> whatIsDoneToProcesses() {
    return Stream.concat(
        Faults.all().stream()
            .filter(
                each -> Set.of(Family.PROCESS, Family.CLOCK, Family.DISK).contains(each.family()))
            .map(Fault::name),
        Stream.of("transfer", "reset", "half-open"));
  }

  @ParameterizedTest
  @MethodSource("whatIsDoneToProcesses")
  void whatFindsEveryNodeDownIsMissedAndLeavesThemDown(String name) {
    cluster().nodes().forEach(cluster()::kill);
    Injection injection = begin(name);
    assertThat(injection.isMissed()).as(injection.description()).isTrue();
    injection.heal();
    assertThat(down()).containsExactly(1, 2, 3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"reset", "half-open"})
  void withoutConnectionsNoneIsResetOrLeftHalfOpen(String name) {
    assertThat(begin(name).isMissed()).isTrue();
  }

  @Test
  void aNodeThatAnotherFaultHasKilledIsLeftToThatOne() {
    cluster().kill(2);
    Injection injection = begin("kill-all");
    assertThat(injection.nodes()).containsExactly(1, 3);
    assertThat(injection.description()).isEqualTo("n1, n3 killed");
    injection.heal();
    assertThat(down()).containsExactly(2);
  }

  @Test
  void aNodeThatHadNothingUnsyncedIsKilledInVainAndStartedAgain() {
    assertKilledInVain(begin("disk-torn-tail"), 1);
  }

  @Test
  void nodesThatHadNothingUnsyncedLoseTheirPowerInVainAndAreStartedAgain() {
    assertKilledInVain(PowerLoss.begin(cluster(), new SplittableRandom(1), 0), 3);
  }

  private void assertKilledInVain(Injection injection, int killed) {
    assertThat(injection.isMissed()).isTrue();
    assertThat(injection.description()).contains("nothing", "unsynced");
    assertThat(down()).hasSize(killed);
    injection.heal();
    assertThat(down()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"disk-flip-log", "disk-flip-state"})
  void aNodeWithoutFilesHasNoBitToFlipAndIsStartedAgain(String name) {
    List<OptionalLong> before = pids();
    Injection injection = begin(name);
    assertThat(injection.isMissed()).isTrue();
    assertThat(injection.description()).contains("no bit flipped");
    assertThat(down()).isEmpty();
    assertThat(pids()).isNotEqualTo(before);
  }

  private List<OptionalLong> pids() {
    return cluster().nodes().stream().map(cluster()::pid).toList();
  }
}

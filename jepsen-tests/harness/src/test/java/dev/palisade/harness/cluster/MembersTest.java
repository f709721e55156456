package dev.palisade.harness.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palisade.harness.net.NetKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class MembersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder = Path.of("");
  private final TinyMembership membership = new TinyMembership(2);
  private @Nullable Cluster cluster;

  @BeforeEach
  void start() throws InterruptedException {
    cluster =
        Cluster.start(
            new TinySystem(membership), new ClusterShape(2, NetKind.PROXY, folder, Set.of(), 1));
    assertThat(cluster.awaitReady(PATIENCE)).isTrue();
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

  private Members members() {
    return cluster().members().orElseThrow();
  }

  @Test
  void oneThatJoinsIsStartedAndHasAVoteInTheEnd() throws Exception {
    assertThat(cluster().nodes()).containsExactly(1, 2);
    assertThat(cluster().places()).containsExactly(1, 2, 3);
    assertThat(cluster().start(3)).as("not yet a member").isFalse();
    members().admit(3);
    assertThat(members().isSettled()).isFalse();
    assertThat(cluster().awaitReady(PATIENCE)).isTrue();
    assertThat(membership.now()).isEqualTo(Map.of(1, true, 2, true, 103, true));
    assertThat(cluster().nodes()).containsExactly(1, 2, 3);
    assertThat(cluster().life(3)).isEqualTo(Life.UP);
  }

  @Test
  void whoeverIsToldHearsOfAChangeBeforeItBeginsAndOfItsEnd() throws Exception {
    List<String> heard = new CopyOnWriteArrayList<>();
    members()
        .tell(
            new MembersListener() {
              @Override
              public void changing() {
                heard.add("changing " + cluster().nodes() + " " + membership.now().size());
              }

              @Override
              public void settled(Collection<Integer> nodes) {
                heard.add("settled " + nodes + " " + membership.now().size());
              }
            });
    members().admit(3);
    await("its end").atMost(PATIENCE).until(() -> members().isSettled());
    assertThat(heard).containsExactly("changing [1, 2] 2", "settled [1, 2, 3] 3");
  }

  @Test
  void oneThatLeavesIsStoppedAndNotRevived() throws Exception {
    members().dismiss(2);
    assertThat(cluster().awaitReady(PATIENCE)).isTrue();
    assertThat(membership.now()).isEqualTo(Map.of(1, true));
    assertThat(cluster().life(2)).isEqualTo(Life.DOWN);
    assertThat(cluster().revive()).isEmpty();
    assertThat(cluster().start(2)).isFalse();
  }

  @Test
  void oneThatIsReplacedComesBackEmptyUnderAnotherId() throws Exception {
    Path log = cluster().system().logDirectory(cluster().plan(2)).resolve("log");
    await("it writes").atMost(PATIENCE).until(() -> Files.exists(log) && Files.size(log) > 6_000);
    long pid = cluster().pid(2).orElseThrow();
    members().replace(2);
    assertThat(ProcessHandle.of(pid)).isEmpty();
    assertThat(!Files.exists(log) || Files.size(log) < 6_000).isTrue();
    assertThat(cluster().awaitReady(PATIENCE)).isTrue();
    assertThat(membership.now()).isEqualTo(Map.of(1, true, 102, true));
    assertThat(cluster().plan(2).member()).isEqualTo(102);
    assertThat(NodePlan.numberOf(102)).isEqualTo(2);
  }

  @Test
  void oneThatLeftAndJoinsAgainAtOnceIsAMemberOnce() throws Exception {
    members().dismiss(2);
    members().admit(2);
    assertThat(cluster().awaitReady(PATIENCE)).isTrue();
    assertThat(membership.now()).isEqualTo(Map.of(1, true, 102, true));
    assertThat(members().transfer(2)).isEmpty();
    assertThat(members().transfer(2)).contains("n2 leads already");
  }
}

package dev.palisade.harness.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.palisade.harness.cluster.Cluster;
import dev.palisade.harness.cluster.ClusterShape;
import dev.palisade.harness.cluster.Life;
import dev.palisade.harness.cluster.StillSystem;
import dev.palisade.harness.net.Link;
import dev.palisade.harness.net.NetKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the nemesis does when something fails that nobody has thought of. */
@Timeout(60)
class NemesisFailureTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder = Path.of("");
  private @Nullable Cluster cluster;

  @BeforeEach
  void start() {
    cluster =
        Cluster.start(new StillSystem(1), new ClusterShape(1, NetKind.PROXY, folder, Set.of(), 1));
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

  private Path file() {
    return folder.resolve("faults.jsonl");
  }

  private Nemesis nemesis(Path file, Fault... faults) throws IOException {
    Nemesis.Timing timing = new Nemesis.Timing(System.nanoTime(), Duration.ofMinutes(10), 1);
    return Nemesis.start(cluster(), new FaultPlan(List.of(faults), List.of()), timing, file);
  }

  /** How a fault begins. */
  private interface Beginning {
    Injection of(Cluster cluster);
  }

  private record Scripted(String name, Beginning beginning) implements Fault {
    @Override
    public Family family() {
      return Family.PROCESS;
    }

    @Override
    public String explanation() {
      return "as the test says";
    }

    @Override
    public Optional<String> whyNotHere(Surroundings here) {
      return Optional.empty();
    }

    @Override
    public Injection begin(Cluster cluster, RandomGenerator dice) {
      return beginning.of(cluster);
    }

    @Override
    public Span span() {
      return new Span(1, 1);
    }
  }

  private static RuntimeException bug(String text) {
    return new IllegalStateException(text);
  }

  @Test
  void aFaultThatFailsAtItsBeginningIsComplainedOfAndOthersGoOn() throws Exception {
    Fault broken =
        new Scripted(
            "broken",
            any -> {
              throw bug("no dice");
            });
    Fault fine = new Scripted("fine", any -> Injected.nodes("done", List.of(1), () -> {}));
    try (Nemesis nemesis = nemesis(file(), broken, fine)) {
      await("both twice")
          .atMost(PATIENCE)
          .until(
              () ->
                  nemesis.complaints().size() > 1 && nemesis.counts().getOrDefault("fine", 0) > 1);
      assertThat(nemesis.complaints())
          .containsOnly("broken was not begun: java.lang.IllegalStateException: no dice");
      assertThat(nemesis.counts()).containsOnlyKeys("fine");
    }
  }

  @Test
  void aFaultThatFailsAtItsHealingIsComplainedOfAndOthersGoOn() throws Exception {
    Runnable undo =
        () -> {
          throw bug("no way back");
        };
    Fault broken = new Scripted("broken", any -> Injected.nodes("done", List.of(1), undo));
    Fault missed = new Scripted("missed", any -> Injected.missed("not done", undo));
    try (Nemesis nemesis = nemesis(file(), broken, missed)) {
      await("both")
          .atMost(PATIENCE)
          .until(() -> nemesis.complaints().stream().distinct().count() > 1);
      assertThat(nemesis.complaints())
          .contains(
              "healing of broken: java.lang.IllegalStateException: no way back",
              "healing of missed: java.lang.IllegalStateException: no way back");
    }
  }

  /** In force, but nothing that can be written down. */
  private record Speechless(AtomicBoolean healed) implements Injection {
    @Override
    public String description() {
      throw bug("no words");
    }

    @Override
    public List<Integer> nodes() {
      return List.of(1);
    }

    @Override
    public List<Link> links() {
      return List.of();
    }

    @Override
    public void heal() {
      healed.set(true);
    }
  }

  @Test
  void afterAFailureOfItsOwnItSaysSoHealsAllAndFinishes() throws Exception {
    AtomicBoolean healed = new AtomicBoolean();
    try (Nemesis nemesis = nemesis(file(), new Scripted("mute", any -> new Speechless(healed)))) {
      nemesis.awaitEnd();
      assertThat(healed).isTrue();
      assertThat(nemesis.complaints())
          .containsExactly("the nemesis ended: java.lang.IllegalStateException: no words");
    }
    assertThat(Files.readString(file()))
        .contains(
            "\"description\":\"the nemesis ended: java.lang.IllegalStateException: no words\"");
  }

  @Test
  void whenNothingCanBeWrittenDownItHealsAllAndFinishes() throws Exception {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "there is no /dev/full");
    Fault kill =
        new Scripted(
            "kill",
            any -> {
              any.kill(1);
              return Injected.nodes("n1 killed", List.of(1), () -> any.start(1));
            });
    Nemesis nemesis = nemesis(full, kill);
    nemesis.awaitEnd();
    assertThat(cluster().life(1)).isEqualTo(Life.UP);
    assertThat(nemesis.complaints().getFirst()).startsWith("the nemesis ended: ");
    assertThatThrownBy(nemesis::close).hasMessageContaining("faults.jsonl");
  }
}

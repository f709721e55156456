package dev.palisade.harness.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.palisade.harness.net.NetKind;
import dev.palisade.harness.net.Nets;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(180)
class InterruptionTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @CsvSource({"PROXY, TERM", "PROXY, KILL", "NETNS, TERM", "NETNS, KILL"})
  void aRunThatIsInterruptedInTheMiddleOfAFaultLeavesNothing(NetKind kind, String signal)
      throws Exception {
    Optional<String> why = Nets.whyNotHere(kind);
    assumeTrue(why.isEmpty(), () -> why.orElseThrow());
    Process run = start(kind);
    try {
      BufferedReader out = run.inputReader();
      assertThat(out.readLine()).isEqualTo("starts");
      String ready = out.readLine();
      assertThat(ready).startsWith("ready ");
      List<Long> nodes = Arrays.stream(ready.split(" ", -1)).skip(1).map(Long::valueOf).toList();
      assertThat(nodes).hasSize(3).allMatch(pid -> ProcessHandle.of(pid).isPresent());
      String bridge = "plsd" + Long.toString(run.pid(), 36) + "-";
      assertThat(networks(bridge)).hasSize(kind == NetKind.NETNS ? 7 : 0);
      List<ProcessHandle> children = run.descendants().toList();
      assertThat(children.size()).isGreaterThanOrEqualTo(5);

      new ProcessBuilder("kill", "-" + signal, Long.toString(run.pid())).start().waitFor();

      assertThat(run.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      await("all processes are gone")
          .atMost(PATIENCE)
          .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
      await("all networks are gone").atMost(PATIENCE).until(() -> networks(bridge).isEmpty());
      if (signal.equals("TERM")) {
        List<String> lines = Files.readAllLines(folder.resolve("faults.jsonl"));
        assertThat(lines.stream().filter(line -> line.contains("\"healed\":")).count())
            .isEqualTo(lines.stream().filter(line -> line.contains("\"begin\":")).count())
            .isPositive();
      }
    } finally {
      run.destroyForcibly();
    }
  }

  @ParameterizedTest
  @CsvSource({"PROXY, 0", "NETNS, 0", "NETNS, 50", "NETNS, 150", "NETNS, 400", "NETNS, 1000"})
  void aRunThatIsInterruptedWhileItStartsLeavesNothing(NetKind kind, long afterMillis)
      throws Exception {
    Optional<String> why = Nets.whyNotHere(kind);
    assumeTrue(why.isEmpty(), () -> why.orElseThrow());
    Process run = start(kind);
    try {
      assertThat(run.inputReader().readLine()).isEqualTo("starts");
      Thread.sleep(afterMillis); // At whatever it is then.
      run.destroy();
      assertThat(run.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      String bridge = "plsd" + Long.toString(run.pid(), 36) + "-";
      await("all networks are gone").atMost(PATIENCE).until(() -> networks(bridge).isEmpty());
      await("all nodes are gone").atMost(PATIENCE).until(() -> nodesIn(folder).isEmpty());
    } finally {
      run.destroyForcibly();
    }
  }

  private static List<ProcessHandle> nodesIn(Path folder) {
    return ProcessHandle.allProcesses()
        .filter(process -> process.pid() != ProcessHandle.current().pid())
        .filter(process -> process.info().commandLine().orElse("").contains(folder + "/"))
        .toList();
  }

  private Process start(NetKind kind) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path", ""),
            InterruptedRun.class.getName(),
            kind.name(),
            folder.toString())
        .redirectError(folder.resolve("run.err").toFile())
        .start();
  }

  private static List<String> networks(String bridge) throws IOException {
    List<String> found = new ArrayList<>();
    for (String place : List.of("/run/netns", "/sys/class/net")) {
      if (Files.isDirectory(Path.of(place))) {
        try (Stream<Path> entries = Files.list(Path.of(place))) {
          entries
              .map(entry -> entry.getFileName().toString())
              .filter(name -> name.startsWith(bridge))
              .forEach(found::add);
        }
      }
    }
    return found;
  }
}

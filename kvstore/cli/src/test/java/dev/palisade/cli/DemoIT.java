package dev.palisade.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class DemoIT {
  @TempDir private Path folder = Path.of("");

  @AfterEach
  void endWhatIsLeft() {
    nodesLeft().forEach(ProcessHandle::destroyForcibly);
  }

  @Test
  void everyStepHoldsAndNothingIsLeftBehind() throws Exception {
    Process demo = start();
    assertThat(demo.waitFor(120, TimeUnit.SECONDS)).as("the demo ends").isTrue();
    assertThat(output()).contains("8 of 8 steps held").doesNotContain("FAILED", "\u001b[");
    assertThat(errors()).isEmpty();
    assertThat(demo.exitValue()).isEqualTo(ExitCode.OK);
    assertNothingIsLeft();
  }

  @Test
  void ctrlCLeavesNothingBehindEither() throws Exception {
    assumeFalse(
        Interrupts.areIgnored(), "this run was started with SIGINT ignored, as shells do by &");
    Process demo = start();
    await("the cluster is up")
        .atMost(Duration.ofSeconds(60))
        .until(() -> output().contains("a majority agreed"));
    interrupt(demo);
    assertThat(demo.waitFor(30, TimeUnit.SECONDS)).as("the demo ends").isTrue();
    assertThat(demo.exitValue()).isEqualTo(ExitCode.INTERRUPTED);
    assertNothingIsLeft();
  }

  @Test
  void nodesOfADemoThatIsKilledEndByThemselves() throws Exception {
    Process demo = start();
    await("the cluster is up")
        .atMost(Duration.ofSeconds(60))
        .until(() -> output().contains("a majority agreed"));
    demo.destroyForcibly();
    await("no node is left").atMost(Duration.ofSeconds(20)).until(() -> nodesLeft().isEmpty());
  }

  private Process start() throws IOException {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    ProcessBuilder builder =
        new ProcessBuilder(Repository.launcher().toString(), "demo")
            .directory(folder.toFile())
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile());
    builder.environment().put("PALISADE_BUILD", "never");
    builder.environment().put("PALISADE_JVM", "-Djava.io.tmpdir=" + temporary);
    return builder.start();
  }

  private static void interrupt(Process process) throws Exception {
    Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -INT " + process.pid()).start();
    assertThat(kill.waitFor()).isZero();
  }

  private void assertNothingIsLeft() throws IOException {
    assertThat(nodesLeft()).as("processes").isEmpty();
    try (Stream<Path> files = Files.list(folder.resolve("tmp"))) {
      assertThat(files).as("temporary files").isEmpty();
    }
  }

  /** Nodes are told their folder on the command line, and it lies in this test's own. */
  private List<ProcessHandle> nodesLeft() {
    return ProcessHandle.allProcesses()
        .filter(
            process ->
                process
                    .info()
                    .arguments()
                    .map(arguments -> String.join(" ", arguments))
                    .filter(arguments -> arguments.contains("--data=" + folder.toAbsolutePath()))
                    .isPresent())
        .toList();
  }

  private String output() throws IOException {
    return Files.readString(folder.resolve("out"));
  }

  private String errors() throws IOException {
    return Files.readString(folder.resolve("err"));
  }
}

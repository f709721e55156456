package dev.palisade.harness.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class InterruptedSetUpTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void aRunThatIsInterruptedWhileItIsSetUpEndsAtOnceAndSaysSo() throws Exception {
    Process run =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path", ""),
                InterruptedSetUp.class.getName(),
                folder.toString())
            .redirectError(folder.resolve("run.err").toFile())
            .start();
    try {
      assertThat(run.inputReader().readLine()).isEqualTo("setting up");
      List<ProcessHandle> children = run.descendants().toList();
      run.destroy();
      assertThat(run.waitFor(30, TimeUnit.SECONDS)).as("ended").isTrue();
      assertThat(children).isNotEmpty();
      await("all processes are gone")
          .atMost(Duration.ofSeconds(30))
          .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
      assertThat(results()).contains("\"interrupted\":true", "\"verdict\":\"undecided\"");
    } finally {
      run.destroyForcibly();
    }
  }

  private String results() throws IOException {
    try (Stream<Path> runs = Files.list(folder.resolve("register"))) {
      return Files.readString(runs.findFirst().orElseThrow().resolve("results.json"));
    }
  }
}

package dev.palisade.harness.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.harness.client.Client;
import dev.palisade.harness.client.ClientFactory;
import dev.palisade.harness.client.Completion;
import dev.palisade.harness.client.Operation;
import dev.palisade.harness.client.Target;
import dev.palisade.harness.cluster.Cluster;
import dev.palisade.harness.cluster.SystemUnderTest;
import dev.palisade.harness.cluster.TinySystem;
import dev.palisade.harness.json.JsonFields;
import dev.palisade.harness.net.NetKind;
import dev.palisade.harness.workload.Workloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ChaosRunTest {
  private static final Pattern REGION =
      Pattern.compile("    // begin\n(.*)    // end\n", Pattern.DOTALL);

  @TempDir private Path folder = Path.of("");

  @Test
  void anotherSystemWhoseClientsSeeARegisterIsVerifiedUnderFaults() throws Exception {
    ConcurrentHashMap<String, Object> registers = new ConcurrentHashMap<>();
    JsonFields results =
        OtherSystemExample.run(new TinySystem(), _ -> _ -> new RegisterInMemory(registers), folder);
    assertThat(results.text("verdict", "")).isEqualTo("verified");
    assertThat(results.text("faults", "")).contains("kill=", "pause=");
    assertThat(registers).as("cleaned up").containsKey("torn down");
    Path directory = directory();
    assertThat(directory.resolve("report.html")).isNotEmptyFile();
    assertThat(directory.resolve("n1")).isDirectoryNotContaining("glob:**/data");
    JsonFields again =
        ChaosRun.judgeAgain(directory, Workloads.named("register"), Duration.ofSeconds(20));
    assertThat(again.text("verdict", "")).isEqualTo("verified");
    assertThat(again.get("operations")).isEqualTo(results.get("operations"));
  }

  @Test
  void faultsNoneOfWhichCanBeHadAreRefusedBeforeAnythingIsMade() {
    ChaosOptions options = ChaosOptions.of(3, NetKind.PROXY, folder).nemesis("grow,shrink");
    assertThatThrownBy(() -> ChaosRun.prepare(new Tiny(true), Workloads.named("register"), options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none of the faults of --nemesis grow,shrink can be had here: grow:");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aWorkloadThatTheSystemCannotBeAskedIsRefusedBeforeAnythingIsMade() {
    ChaosOptions options = ChaosOptions.of(3, NetKind.PROXY, folder).nemesis("kill");
    assertThatThrownBy(() -> ChaosRun.prepare(new Tiny(false), Workloads.named("bank"), options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bank cannot be run against tiny");
    assertThat(folder).isEmptyDirectory();
  }

  /** With no clients at all. */
  private record Tiny(boolean supports) implements Target {
    @Override
    public SystemUnderTest system() {
      return new TinySystem();
    }

    @Override
    public boolean supports(String workload) {
      return supports;
    }

    @Override
    public Optional<ClientFactory> clients(String workload, Cluster cluster) {
      return Optional.empty();
    }
  }

  @Test
  void aSystemThatForgetsIsConvictedAndItsDataStay() throws Exception {
    ClientFactory forgetful = _ -> new RegisterInMemory(new ConcurrentHashMap<>());
    JsonFields results = OtherSystemExample.run(new TinySystem(), _ -> forgetful, folder);
    assertThat(results.text("verdict", "")).isEqualTo("violation");
    Path directory = directory();
    assertThat(directory.resolve("failure-1.html")).exists();
    assertThat(directory.resolve("n1")).isDirectoryContaining("glob:**/data");
  }

  @Test
  void aWorkloadThatTheSystemHasNoClientsForIsRefusedAndNothingIsLeft() {
    assertThatThrownBy(
            () ->
                OtherSystemExample.run(
                    new TinySystem(),
                    _ -> {
                      throw new IllegalArgumentException("no clients");
                    },
                    folder))
        .hasMessage("no clients");
    assertThat(ProcessHandle.current().descendants().filter(ChaosRunTest::isNode)).isEmpty();
  }

  @Test
  void theDocumentationShowsTheExampleThatIsCompiled() throws IOException {
    Path source = Path.of("src/test/java/dev/palisade/harness/run/OtherSystemExample.java");
    Matcher region = REGION.matcher(Files.readString(source));
    assertThat(region.find()).isTrue();
    String shown = region.group(1).replaceAll("(?m)^    ", "");
    assertThat(Files.readString(Path.of("../../docs/chaos-runs.md")))
        .contains("```java\n" + shown + "```\n");
  }

  private static boolean isNode(ProcessHandle process) {
    return process.info().commandLine().filter(line -> line.contains("TinyNode")).isPresent();
  }

  private Path directory() throws IOException {
    try (Stream<Path> runs = Files.list(folder.resolve("register"))) {
      return runs.findFirst().orElseThrow();
    }
  }

  /** Registers of this process; each client's own, if they are not shared. */
  private record RegisterInMemory(ConcurrentHashMap<String, Object> registers) implements Client {
    @Override
    public Completion invoke(Operation operation) {
      String key = String.valueOf(operation.key());
      return switch (operation.f()) {
        case "read" -> Completion.ok(value(key));
        case "write" -> {
          registers.put(key, Objects.requireNonNull(operation.value()));
          yield Completion.ok(operation.value());
        }
        default -> {
          List<?> change = operation.list();
          yield registers.replace(key, change.get(0), change.get(1))
              ? Completion.ok(change)
              : Completion.fail(change, "another value");
        }
      };
    }

    @Override
    public void teardown() {
      registers.put("torn down", true);
    }

    private @Nullable Object value(String key) {
      return registers.get(key);
    }

    @Override
    public void close() {}
  }
}

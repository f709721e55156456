package dev.palisade.harness.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.harness.fault.FaultPlan.NotRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFilesTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:30:15.042Z");

  @TempDir private Path folder = Path.of("");

  @Test
  void twoRunsOfTheSameMillisecondHaveDirectoriesOfTheirOwn() throws Exception {
    RunDirectory one = RunDirectory.create(folder, "register", NOW);
    RunDirectory two = RunDirectory.create(folder, "register", NOW);
    assertThat(one.path()).isEqualTo(folder.resolve("register/20260301T123015.042"));
    assertThat(two.path()).isNotEqualTo(one.path()).isDirectory();
  }

  @Test
  void whatARunWasAskedIsReadAsItWasWritten() throws Exception {
    RunFile run =
        new RunFile(
            "palisade",
            List.of("register", "bank"),
            List.of("partition", "kill"),
            "proxy",
            3,
            10,
            7,
            90,
            "palisade chaos run",
            NOW.toString(),
            "0.1.0",
            List.of(new NotRun("clock-step", "libfaketime is not installed")));
    Path file = folder.resolve("run.json");
    run.write(file);
    assertThat(RunFile.read(file)).isEqualTo(run);
    assertThat(Files.readString(file)).contains("\"workload\":\"register,bank\"", "[1,2,3]");
  }

  @Test
  void aRunOfAnotherFormatIsRefused() throws Exception {
    Path file = Files.writeString(folder.resolve("run.json"), "{\"format\":2}");
    assertThatThrownBy(() -> RunFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage(file + " has format 2, this program reads 1");
  }

  @Test
  void aDirectoryWithoutRunIsRefused() {
    assertThatThrownBy(() -> RunDirectory.of(folder)).hasMessageContaining("holds no run.json");
  }

  @Test
  void ofANodeItsLogStaysAndItsDataGoes() throws Exception {
    Path node = Files.createDirectories(folder.resolve("n1"));
    Files.writeString(node.resolve("node.log"), "said");
    Files.createDirectories(node.resolve("data/log"));
    Files.writeString(node.resolve("data/log/node.log"), "stored");
    Files.writeString(folder.resolve("history.jsonl"), "");
    new RunDirectory(folder).deleteData();
    assertThat(node)
        .isDirectoryContaining("glob:**/node.log")
        .isDirectoryNotContaining("glob:**/data");
    assertThat(folder.resolve("history.jsonl")).exists();
  }

  @Test
  void aTimeWithoutFaultsLastsToTheNextOneUnlessTheClusterHadRecovered() throws Exception {
    Path file = folder.resolve("faults.jsonl");
    Files.writeString(
        file,
        """
        {"id":"f1","name":"kill","begin":100}
        {"id":"f2","name":"pause","begin":150}
        {"id":"f1","end":190,"healed":200}
        {"id":"f2","end":250,"healed":300}
        {"note":"ended","time":310,"description":"n1 ended with 1: fsync failed"}
        {"id":"f3","name":"kill","begin":400}
        {"id":"f3","end":500}
        {"note":"recovered","time":560,"description":"50 ms after healing"}
        {"id":"f4","name":"kill","begin":600}
        {"id":"f4","e""");
    FaultTimes times = FaultTimes.read(file);
    assertThat(times.gaps())
        .containsExactly(new FaultTimes.Gap(300, 400), new FaultTimes.Gap(500, Long.MAX_VALUE));
    assertThat(times.counts()).isEqualTo(Map.of("kill", 3L, "pause", 1L));
    assertThat(times.notes("ended")).containsExactly("ended: n1 ended with 1: fsync failed");
  }

  @Test
  void aLeaderIsCountedOncePerTerm() throws Exception {
    Path file = folder.resolve("nodes.jsonl");
    Files.writeString(
        file,
        """
        {"time":1,"node":1,"life":"up","role":"LEADER","term":2}
        {"time":2,"node":1,"life":"up","role":"LEADER","term":2}
        {"time":3,"node":2,"life":"up","role":"LEADER","term":4}
        {"time":4,"node":1,"life":"down","role":null,"term":0}
        """);
    Reigns reigns = Reigns.read(file);
    assertThat(reigns.leaders()).isEqualTo(2);
    assertThat(reigns.terms()).isEqualTo(2);
  }
}

package dev.palisade.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.palisade.checker.format.HistoryFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Short runs of {@code palisade chaos} as a user starts them: verified, and nothing left. */
@Timeout(240)
class ChaosIT {
  private static final String WORKLOADS = "fenced-register,bank";
  private static final int FEWEST_PAUSES = 10;
  private static final Pattern PAUSES =
      Pattern.compile("(\\d+) pauses beyond the grant; of (\\d+) writes with the old token");

  @TempDir private Path folder = Path.of("");

  @AfterEach
  void endWhatIsLeft() {
    nodesLeft().forEach(ProcessHandle::destroyForcibly);
  }

  @Test
  void partitionsKillsAndPausesAreOutlivedAndVerified() throws Exception {
    Process run = start("--nemesis", "partition,kill,pause", "--seconds", "25", "--seed", "1");
    assertThat(run.waitFor(150, TimeUnit.SECONDS)).as("the run ends").isTrue();
    assertThat(output()).as(errors()).startsWith("verified: fenced-register, bank on palisade");
    assertThat(run.exitValue()).isEqualTo(ExitCode.OK);
    assertThat(nodesLeft()).isEmpty();
    Path directory = directory();
    assertThat(directory.resolve("report.html")).isNotEmptyFile();
    String results = Files.readString(directory.resolve("results.json"));
    assertThat(results).contains("\"kill\":", "\"pause\":", "\"partition-");
    assertThat(HistoryFormat.EDN.read(directory.resolve("history.edn")).callCount())
        .isEqualTo(HistoryFormat.JSONL.read(directory.resolve("history.jsonl")).callCount())
        .isGreaterThan(1_000);
    assertThat(directory.resolve("n1/node.log")).exists();
    assertThat(directory.resolve("n1/data")).doesNotExist();

    Run again = Run.in(folder).palisade("chaos", "check", directory.toString());
    assertThat(again.exitCode()).as(again.err()).isEqualTo(ExitCode.OK);
    assertThat(again.out()).startsWith("verified: ");
    Run report = Run.in(folder).palisade("chaos", "report", directory.toString());
    assertThat(report.out().strip()).isEqualTo(directory.resolve("report.html").toString());
  }

  /** A busy machine may do few trials in the time of an ordinary one: then once more, longer. */
  @Test
  void holdersThatArePausedBeyondTheirGrantAreRefusedWhenTheyComeBack() throws Exception {
    int paused = 0;
    int written = 0;
    for (int seconds = 15; paused < FEWEST_PAUSES && seconds <= 60; seconds *= 2) {
      Process run =
          startWith(
              "paused-holder", "--nemesis", "pause", "--workers", "4", "--seconds", "" + seconds);
      assertThat(run.waitFor(150, TimeUnit.SECONDS)).as("the run ends").isTrue();
      assertThat(output()).as(errors()).startsWith("verified: paused-holder on palisade");
      assertThat(nodesLeft()).isEmpty();
      Matcher pauses = PAUSES.matcher(output());
      assertThat(pauses.find()).as(output()).isTrue();
      paused += Integer.parseInt(pauses.group(1));
      written += Integer.parseInt(pauses.group(2));
    }
    assertThat(paused).isGreaterThanOrEqualTo(FEWEST_PAUSES);
    assertThat(written).isGreaterThanOrEqualTo(FEWEST_PAUSES);
  }

  /** While it starts, once clients are at work, and amid faults. */
  @ParameterizedTest
  @CsvSource({"TERM,starting", "INT,starting", "TERM,running", "INT,disturbed"})
  void interruptedItWritesWhatIsKnownAndLeavesNothing(String signal, String moment)
      throws Exception {
    assumeFalse(
        signal.equals("INT") && Interrupts.areIgnored(),
        "this run was started with SIGINT ignored, as shells do by &");
    Process run = start("--nemesis", "partition,kill,pause", "--seconds", "120", "--seed", "2");
    await("the moment to interrupt")
        .atMost(Duration.ofSeconds(60))
        .until(() -> moment.equals("disturbed") ? isDisturbed() : errors().contains(moment + ":"));
    signal(run, signal);
    assertThat(run.waitFor(60, TimeUnit.SECONDS)).as("the run ends").isTrue();
    assertThat(run.exitValue()).isIn(130, 143);
    await("nothing is left").atMost(Duration.ofSeconds(20)).until(() -> nodesLeft().isEmpty());
    Path directory = directory();
    assertThat(Files.readString(directory.resolve("results.json")))
        .contains("\"verdict\":\"undecided\"", "\"interrupted\":true");
    assertThat(directory.resolve("report.html")).isNotEmptyFile();
    assertThat(directory.resolve("n1/data")).doesNotExist();
  }

  @Test
  void aDirectoryThatHoldsNoRunIsRefusedInOneLine() {
    Run check = Run.in(folder).palisade("chaos", "check", ".");
    assertThat(check.exitCode()).isEqualTo(ExitCode.ERROR);
    assertThat(check.err()).contains("holds no run.json").hasLineCount(1);
  }

  private Process start(String... more) throws IOException {
    return startWith(WORKLOADS, more);
  }

  private Process startWith(String workloads, String... more) throws IOException {
    List<String> line = new ArrayList<>();
    line.addAll(List.of(Repository.launcher().toString(), "chaos", "run"));
    line.addAll(List.of("--workload", workloads));
    line.addAll(List.of(more));
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(folder.toFile())
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile());
    builder.environment().put("PALISADE_BUILD", "never");
    return builder.start();
  }

  private static void signal(Process process, String signal) throws Exception {
    Process kill =
        new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + process.pid()).start();
    assertThat(kill.waitFor()).isZero();
  }

  private boolean isDisturbed() throws IOException {
    if (!errors().contains("running:")) {
      return false; // There may be no directory yet.
    }
    Path faults = directory().resolve("faults.jsonl");
    return Files.exists(faults) && Files.readString(faults).contains("\"begin\":");
  }

  private Path directory() throws IOException {
    Path parent = folder.toRealPath().resolve("store").resolve("fenced-register+bank");
    try (Stream<Path> runs = Files.list(parent)) {
      return runs.findFirst().orElseThrow();
    }
  }

  /** Nodes and holders are told a folder on the command line, and it lies in this test's own. */
  private List<ProcessHandle> nodesLeft() {
    return ProcessHandle.allProcesses()
        .filter(
            process ->
                process
                    .info()
                    .arguments()
                    .map(arguments -> String.join(" ", arguments))
                    .filter(this::isOfThisTest)
                    .isPresent())
        .toList();
  }

  private boolean isOfThisTest(String arguments) {
    return arguments.contains("--data=" + folder.toAbsolutePath())
        || (arguments.contains("HolderProgram") && arguments.contains(folder.toString()));
  }

  private String output() throws IOException {
    return Files.readString(folder.resolve("out"));
  }

  private String errors() throws IOException {
    return Files.readString(folder.resolve("err"));
  }
}

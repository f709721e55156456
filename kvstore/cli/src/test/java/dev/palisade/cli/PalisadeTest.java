package dev.palisade.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PalisadeTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void withoutACommandTheUserIsToldHowToAsk() {
    Run run = Run.in(folder).palisade();
    assertEquals(ExitCode.USAGE, run.exitCode());
    assertEquals("palisade: name a command; see 'palisade --help'\n", run.err());
  }

  @Test
  void anUnknownCommandIsAUsageError() {
    Run run = Run.in(folder).palisade("gte", "a");
    assertEquals(ExitCode.USAGE, run.exitCode());
    assertEquals(1, run.err().lines().count(), run::err);
    assertEquals("", run.out());
  }

  @Test
  void versionAndHelpSucceed() {
    assertTrue(Run.in(folder).palisade("--version").out().startsWith("palisade "));
    Run help = Run.in(folder).palisade("help");
    assertEquals(ExitCode.OK, help.exitCode());
    assertTrue(help.out().contains("Exit codes: 0 ok"), help::out);
  }

  @Test
  void completionKnowsTheCommandsAndTheirOptions() {
    Run run = Run.in(folder).palisade("completion", "bash");
    assertEquals(ExitCode.OK, run.exitCode());
    assertTrue(run.out().contains("--endpoints"), "options are completed");
  }
}

package dev.palisade.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

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

  @Test
  void whatMakesNoSenseIsRefusedBeforeAnyNodeIsAsked() {
    Run.Place place = Run.in(folder).with("PALISADE_ENDPOINTS", "127.0.0.1:1");
    String[][] nonsense = {
      {"put", "a"},
      {"put", "a", "1", "--file", "f"},
      {"put", "a", "1", "--fence", "f"},
      {"put", "a", "1", "--fence", "f:0"},
      {"put", "xyz", "00", "--hex"},
      {"get"},
      {"get", "a", "--at-time", "yesterday"},
      {"get", "a", "--at-revision", "3", "--at-time", "2026-01-01T00:00:00Z"},
      {"get", "a", "-o", "xml"},
      {"del", "a", "--prefix", "--to", "b"},
      {"range", "b", "a"},
      {"range", "a", "--prefix", "b"},
      {"txn"},
      {"txn", "--then", "fly a"},
      {"fence"},
      {"fence", "release", "f"},
      {"cluster", "up", "--nodes", "4"},
      {"bench", "put", "--keys", "0"},
      {"server", "--node-id", "1"},
      {"server", "--node-di", "1"},
      {"status", "--timeout", "now"},
    };
    for (String[] command : nonsense) {
      Run run = place.palisade(command);
      String shown = String.join(" ", command) + ": " + run.err();
      assertEquals(ExitCode.USAGE, run.exitCode(), shown);
      assertEquals(1, run.err().lines().count(), shown);
      assertEquals("", run.out(), shown);
    }
  }

  @Test
  void errorsAreJsonWhenJsonIsAskedFor() {
    Run run = Run.in(folder).palisade("get", "a", "-o", "json");
    assertEquals(ExitCode.USAGE, run.exitCode());
    assertTrue(run.err().startsWith("{\"error\": \"no cluster to talk to"), run::err);
    assertTrue(run.err().endsWith("\"exit_code\": 2}\n"), run::err);
  }

  @Test
  void usageErrorsAreJsonToo() {
    String[][] wrong = {
      {"-o", "json"},
      {"gte", "a", "--output=json"},
      {"get", "-o=json"},
      {"get", "a", "--at-revision", "x", "-ojson"},
      {"put", "a", "--fence", "f", "1", "-o", "JSON"},
    };
    for (String[] command : wrong) {
      Run run = Run.in(folder).palisade(command);
      assertEquals(ExitCode.USAGE, run.exitCode(), run::err);
      assertTrue(run.err().startsWith("{\"error\": \""), run::err);
      assertTrue(run.err().endsWith("\"exit_code\": 2}\n"), run::err);
      assertEquals("", run.out());
    }
    Run behind = Run.in(folder).palisade("get", "a", "b", "--", "-o", "json");
    assertTrue(behind.err().startsWith("palisade: "), behind::err);
  }

  @Test
  void helpFitsTheTerminal() {
    Run.Place place = Run.in(folder).with("COLUMNS", "64");
    CommandLine root = Palisade.commandLine(new GlobalOptions(Surroundings.ofThisProcess()));
    List<String> names = new ArrayList<>(List.of(""));
    root.getSubcommands()
        .forEach(
            (name, command) -> {
              names.add(name);
              command.getSubcommands().keySet().forEach(sub -> names.add(name + " " + sub));
            });
    for (String name : names) {
      String help = place.palisade((name + " --help").strip().split(" ")).out();
      help.lines().forEach(line -> assertTrue(line.length() <= 64, name + ": " + line));
    }
  }

  @Test
  void aStackTraceIsShownOnlyWhenItIsAskedFor() {
    assertTrue(Run.in(folder).palisade("get", "a", "--debug").err().contains("\tat dev.palisade"));
  }

  @Test
  void theServerHasAFlagForEverySettingAndSaysWhichIsMissing() {
    String help = Run.in(folder).palisade("server", "--help").out();
    assertTrue(help.contains("--election-timeout-millis"), help);
    Run run = Run.in(folder).with("PALISADE_CLUSTER_ID", "7").palisade("server", "--data=d");
    assertEquals(ExitCode.USAGE, run.exitCode());
    assertTrue(run.err().contains("is missing; give --"), run::err);
  }
}

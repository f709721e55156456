package dev.palisade.cli.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.cli.ExitCode;
import dev.palisade.cli.Palisade;
import dev.palisade.cli.Surroundings;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SimCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void aCleanCampaignTellsWhatItDid() {
    assertThat(palisade("sim", "run", "--seeds", "5", "--from", "7")).isEqualTo(ExitCode.OK);
    assertThat(text(out))
        .contains("5 of profile everything", "times real time", "network faults", "violations");
    assertThat(err.size()).as("no progress outside of a terminal").isZero();
  }

  @Test
  void aCampaignAsJsonIsOneObject() {
    assertThat(palisade("sim", "run", "--seeds", "2", "--profile", "calm", "--json")).isZero();
    assertThat(text(out))
        .startsWith("{\"profile\": \"calm\", \"seeds\": 2, \"violations\": 0")
        .contains("\"failures\": []");
  }

  @Test
  void aSeedIsReplayedWithItsTrace() {
    assertThat(palisade("sim", "replay", "--seed", "3")).isZero();
    assertThat(text(out)).startsWith("seed 3: clean after ");
    out.reset();
    assertThat(palisade("sim", "replay", "--seed", "3", "--trace")).isZero();
    assertThat(text(out)).contains("n1 starts", "is LEADER of term", "→", "all faults end");
  }

  @Test
  void aMutantIsCaughtReplayedAndShrunk() {
    String name = "acknowledge-before-fsync";
    assertThat(palisade("sim", "mutants", "--only", name, "--json")).isEqualTo(ExitCode.OK);
    assertThat(text(out))
        .startsWith("[{\"name\": \"acknowledge-before-fsync\", \"mechanism\": \"")
        .contains("\"caught\": true", "\"oracle\": \"", "\"seeds\": ");
    String seeds = text(out).replaceAll("(?s).*\"seeds\": ([0-9]+).*", "$1");
    out.reset();
    assertThat(palisade("sim", "replay", "--seed", seeds, "--mutant", name, "--json"))
        .isEqualTo(ExitCode.VIOLATION);
    assertThat(text(out)).contains("\"mutant\": \"" + name, "\"caught\": true");
    out.reset();
    assertThat(palisade("sim", "shrink", "--seed", seeds, "--mutant", name))
        .isEqualTo(ExitCode.VIOLATION);
    assertThat(text(out)).startsWith("#").contains(" s: ");
    assertThat(text(out).lines().count()).as("a few faults and what they break").isLessThan(5);
  }

  @Test
  void aSeedThatBreaksNothingCannotBeShrunk() {
    assertThat(palisade("sim", "shrink", "--seed", "3")).isEqualTo(ExitCode.USAGE);
    assertThat(text(err)).contains("seed 3 breaks nothing");
  }

  @Test
  void aMistakenNameIsRefusedWithThoseThatThereAre() {
    assertThat(palisade("sim", "run", "--profile", "wild")).isEqualTo(ExitCode.USAGE);
    assertThat(text(err)).contains("'wild' is no profile", "everything");
    err.reset();
    assertThat(palisade("sim", "mutants", "--only", "none")).isEqualTo(ExitCode.USAGE);
    assertThat(text(err)).contains("there is no mutant 'none'", "pre-vote-off");
    err.reset();
    assertThat(palisade("sim", "run", "--seeds", "0")).isEqualTo(ExitCode.USAGE);
    assertThat(text(err)).contains("--seeds is 0; at least 1");
    err.reset();
    assertThat(palisade("sim")).isEqualTo(ExitCode.USAGE);
    assertThat(text(err)).contains("run, replay, shrink or mutants");
  }

  private int palisade(String... arguments) {
    return Palisade.run(
        new Surroundings(
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            Map.of(),
            Path.of("").toAbsolutePath()),
        arguments);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}

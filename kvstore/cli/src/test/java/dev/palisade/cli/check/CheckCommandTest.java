package dev.palisade.cli.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.palisade.cli.ExitCode;
import dev.palisade.cli.Palisade;
import dev.palisade.cli.Surroundings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
  private static final String GOOD =
      "{:process 0 :type :invoke :f :write :value 1}\n{:process 0 :type :ok :f :write :value 1}\n"
          + "{:process 1 :type :invoke :f :read}\n{:process 1 :type :ok :f :read :value 1}\n";

  @TempDir private Path folder = Path.of("");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void eachFileGetsALineAndTheWorstDecidesTheExitCode() throws IOException {
    write("good.edn", GOOD);
    write("stale.edn", GOOD.replace(":read :value 1", ":read :value nil"));
    write("torn.edn", GOOD.substring(0, GOOD.length() - 5));

    assertThat(check("--model", "register", "--format", "edn", "good.edn")).isEqualTo(ExitCode.OK);
    assertThat(text(out)).matches("good.edn\tlinearizable\t[a-z]+\t2\t[0-9]+\n");
    assertThat(err.size()).isZero();

    assertThat(check("--model", "register", "--format", "edn", "good.edn", "torn.edn"))
        .isEqualTo(ExitCode.ERROR);
    assertThat(text(err)).contains("torn.edn: line ", "ends");

    assertThat(check("--model", "register", "--format", "edn", "torn.edn", "stale.edn"))
        .isEqualTo(ExitCode.VIOLATION);
    assertThat(text(out)).contains("stale.edn\tviolation\t", "torn.edn\tmalformed\t-\t0\t");
    assertThat(text(err)).contains("stale.edn: no order lets process 1 read");
  }

  @Test
  void jsonIsOneObjectALine() throws IOException {
    write("good.edn", GOOD);
    check("--model", "register", "--format", "edn", "--json", "good.edn");
    assertThat(text(out)).startsWith("{\"file\": \"good.edn\", \"verdict\": \"linearizable\"");
  }

  @Test
  void rulesBesideLinearizabilityAreAskedForByName() throws IOException {
    String reads =
        "{:process 0 :type :invoke :f :read}\n{:process 0 :type :ok :f :read :value {:a 60 :b 40}}\n";
    write("bank.edn", reads);
    assertThat(check("--check", "bank", "--total", "100", "--format", "edn", "bank.edn"))
        .isEqualTo(ExitCode.OK);
    assertThat(text(out)).matches("bank.edn\tvalid\tbank\t1\t[0-9]+\n");
    write("torn-bank.edn", reads.replace("40", "50"));
    assertThat(check("--check", "bank", "--total", "100", "--format", "edn", "torn-bank.edn"))
        .isEqualTo(ExitCode.VIOLATION);
    assertThat(text(out)).contains("torn-bank.edn\tviolation\tbank\t1\t");
    assertThat(text(err)).contains("110");
    assertThat(check("--check", "bank", "--format", "edn", "bank.edn")).isEqualTo(ExitCode.USAGE);
    assertThat(text(err)).contains("against a total");
    assertThat(check("--check", "sets", "--format", "edn", "bank.edn")).isEqualTo(ExitCode.USAGE);
    assertThat(text(err)).contains("there is no check 'sets'", "set-full");
  }

  @Test
  void aReportIsAPageOnItsOwn() throws IOException {
    write("good.edn", GOOD);
    check("--model", "register", "--format", "edn", "--report", "out.html", "good.edn");
    assertThat(Files.readString(folder.resolve("out.html")))
        .startsWith("<!doctype html>")
        .contains("\"verdict\":\"linearizable\"")
        .doesNotContain("http:", "https:");
    assertThat(
            check("--model", "register", "--format", "edn", "--report", "x", "good.edn", "b.edn"))
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void mistakesAreRefusedWithWhatThereIs() throws IOException {
    write("good.edn", GOOD);
    assertThat(check("--format", "edn", "good.edn")).isEqualTo(ExitCode.USAGE);
    assertThat(text(err)).contains("--model is missing", "cas-register");
    assertThat(check("--format", "edn", "--model", "tree", "good.edn")).isEqualTo(ExitCode.USAGE);
    assertThat(text(err)).contains("there is no model 'tree'");
    assertThat(check("--format", "edn", "--model", "set", "--algorithm", "luck", "good.edn"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(text(err)).contains("there is no algorithm 'luck'", "competition");
    assertThat(check("--format", "edn", "--model", "set", "none.edn")).isEqualTo(ExitCode.ERROR);
    assertThat(text(err)).contains("none.edn");
  }

  /** Under its stated semantics every collected history gets the verdict that is known of it. */
  @Test
  void collectedHistoriesGetTheirKnownVerdicts() throws IOException {
    Path corpora = Path.of(System.getProperty("palisade.corpora", "../../../shared/corpora"));
    assumeTrue(
        Files.exists(corpora.resolve("verdicts.tsv")),
        () -> "no histories in " + corpora.toAbsolutePath() + "; set -Dpalisade.corpora");
    List<String> wrong = new ArrayList<>();
    for (String line : Files.readAllLines(corpora.resolve("verdicts.tsv"))) {
      String[] fields = line.split("\t", -1);
      boolean known = fields[4].equals("true") || fields[4].equals("false");
      boolean easy = known && !fields[0].contains("crashy");
      if (easy) {
        String expected = fields[4].equals("true") ? "\tlinearizable\t" : "\tviolation\t";
        check(arguments(fields[0], corpora.resolve(fields[0]).toAbsolutePath().toString()));
        if (!text(out).contains(expected)) {
          wrong.add(expected.strip() + " expected of " + text(out) + text(err));
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static String[] arguments(String name, String path) {
    if (name.startsWith("porcupine/jepsen")) {
      return new String[] {"--format", "etcd", path};
    }
    if (name.startsWith("porcupine/kv")) {
      return new String[] {"--format", "kv", path};
    }
    if (name.startsWith("synthetic/reg-unique")) {
      return new String[] {"--format", "edn", "--model", "register", path};
    }
    return new String[] {"--format", "edn", "--model", "cas-register", "--initial", "0", path};
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private int check(String... arguments) {
    out.reset();
    err.reset();
    List<String> all = new ArrayList<>(List.of("check"));
    all.addAll(List.of(arguments));
    return Palisade.run(
        new Surroundings(
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            Map.of(),
            folder),
        all.toArray(String[]::new));
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}

package dev.palisade.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.cli.ExitCode;
import dev.palisade.cli.Palisade;
import dev.palisade.cli.Surroundings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What files of others hold, and what may be said of them. */
class CheckFilesTest {
  private static final String WRITE =
      "{:process 0 :type :invoke :f :write :value 1}{:process 0 :type :ok :f :write :value 1}";
  private static final String NIL_READ =
      "{:process 1 :type :invoke :f :read}{:process 1 :type :ok :f :read :value nil}";
  private static final String READ_2 = NIL_READ.replace("value nil", "value 2");

  @TempDir private Path folder = Path.of("");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private byte[] input = new byte[0];

  @Test
  void aReadOfNilIsUnknownOrAbsentAsSaid() throws IOException {
    write("h", "(" + WRITE + NIL_READ + ")");
    for (String model : List.of("register", "cas-register")) {
      assertThat(edn("--model", model, "--nil-read", "unknown", "h")).isEqualTo(ExitCode.OK);
      assertThat(edn("--model", model, "--nil-read", "absent", "h")).isEqualTo(ExitCode.VIOLATION);
      assertThat(edn("--model", model, "h")).isEqualTo(ExitCode.VIOLATION);
      assertThat(edn("--model", model, "--initial", "0", "h")).isEqualTo(ExitCode.OK);
    }
  }

  @Test
  void registersOfATransactionBeginWithWhatIsSaid() throws IOException {
    String read = "[[:read :x 0] [:read :y 1]]";
    write("h", WRITE.replace(":write", ":txn").replace("value 1", "value " + read));
    assertThat(edn("--model", "multi-register", "--initial", "{:x 0 :y 1}", "h")).isZero();
    assertThat(edn("--model", "multi-register", "--initial", "0", "h")).isEqualTo(7);
    assertThat(edn("--model", "multi-register", "h")).isEqualTo(7);
    assertThat(edn("--model", "multi-register", "--initial", "{:x", "h")).isEqualTo(2);
    assertThat(text(err)).contains("--initial is '{:x'", "expected a value in EDN");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--model mutex --initial 0",
        "--model mutex --nil-read unknown",
        "--model set --initial 0",
        "--model register --permits 2",
        "--model register --failed-cas dropped",
        "--model register --total 5",
        "--model register --per-key",
        "--model register --endpoints a:1",
        "--check set --model register",
        "--check set --initial 0",
        "--check set --nil-read absent",
        "--check set --total 5",
        "--check set --algorithm wgl",
        "--check set --memory 5",
        "--check set --timeout 5s",
        "--check sequential-consistency --per-key",
        "--check sequential-consistency --model mutex --initial 0",
      })
  void anOptionThatWouldBeIgnoredIsRefused(String options) throws IOException {
    write("h", WRITE);
    List<String> arguments = new ArrayList<>(List.of(options.split(" ")));
    arguments.add("h");
    assertThat(edn(arguments.toArray(String[]::new))).isEqualTo(ExitCode.USAGE);
    assertThat(text(err)).contains("would be ignored");
  }

  @Test
  void valuesWithKeysAreJudgedKeyByKey() throws IOException {
    String two =
        WRITE.replace("value 1", "value [0 4]")
            + WRITE.replace("value 1", "value [1 3]")
            + "{:process 2 :type :invoke :f :read :value [0 nil]}"
            + "{:process 2 :type :ok :f :read :value [0 4]}";
    write("h", two);
    write("wrong", two.replace("read :value [0 4]", "read :value [0 3]"));
    assertThat(edn("--model", "register", "h", "wrong")).isEqualTo(ExitCode.VIOLATION);
    assertThat(text(out)).contains("h\tlinearizable", "wrong\tviolation");
    assertThat(edn("--model", "register", "--keyed", "never", "h")).isEqualTo(7);
    write("plain", WRITE);
    assertThat(edn("--model", "register", "--keyed", "always", "plain")).isEqualTo(8);
    assertThat(text(err)).contains("line 1", "no pair");
  }

  @Test
  void clientsMayHaveNames() throws IOException {
    write(
        "h",
        WRITE.replace("process 0", "process \"a\"") + READ_2.replace("process 1", "process :b"));
    assertThat(edn("--model", "register", "h")).isEqualTo(ExitCode.VIOLATION);
    assertThat(text(out)).contains("\t2\t");
    assertThat(text(err)).contains("process :b read");
    write("nemesis", "{:process :nemesis :type :info :f :kill}");
    assertThat(edn("--model", "register", "nemesis")).isEqualTo(ExitCode.UNDECIDED);
    assertThat(text(err)).contains("nothing to judge");
  }

  @Test
  void aFileThatCannotBeReadHidesNoViolation() throws IOException {
    write("bad", WRITE + READ_2);
    write("good", WRITE);
    assertThat(edn("--model", "register", "bad", "none", ".", "good")).isEqualTo(7);
    assertThat(text(out)).contains("bad\tviolation", "none\tunreadable", "good\tlinearizable");
    assertThat(text(err)).contains("none: cannot be read: there is no such file", "it is a folder");
    assertThat(edn("--model", "register", "none", "good")).isEqualTo(ExitCode.ERROR);
  }

  @Test
  void filesMayBeCompressedOrStandardInput() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(("\ufeff" + WRITE).getBytes(StandardCharsets.UTF_8));
    }
    input = packed.toByteArray();
    Files.write(folder.resolve("h.gz"), input);
    assertThat(edn("--model", "register", "h.gz", "-")).isEqualTo(ExitCode.OK);
    Files.write(folder.resolve("cut.gz"), java.util.Arrays.copyOf(input, input.length - 9));
    assertThat(edn("--model", "register", "cut.gz")).isEqualTo(ExitCode.ERROR);
    assertThat(text(err)).contains("cut short");
    assertThat(edn("--model", "register", "-", "-")).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void whatIsNotUnderstoodIsUndecidedWithItsLine() throws IOException {
    write("f", WRITE + "\n" + WRITE.replace(":write", ":append"));
    assertThat(edn("--model", "register", "f")).isEqualTo(ExitCode.UNDECIDED);
    assertThat(text(err)).contains("line 2", "a register has no append");
    write("v", WRITE.replace("value 1", "value 1abc"));
    assertThat(edn("--model", "register", "v")).isEqualTo(ExitCode.UNDECIDED);
    write("q", WRITE.replace(":write", ":enqueue") + "\n" + WRITE.replace(":write", ":purge"));
    assertThat(edn("--check", "total-queue", "q")).isEqualTo(ExitCode.UNDECIDED);
    assertThat(text(err)).contains("line 2: purge is not understood");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "counter",
        "long-fork",
        "monotonic-reads",
        "set",
        "set-full",
        "total-queue",
        "unique-ids",
        "bank --total 5"
      })
  void aRuleThatFindsNothingToJudgeIsUndecided(String check) throws IOException {
    write("h", WRITE);
    List<String> arguments = new ArrayList<>(List.of(("--check " + check).split(" ")));
    arguments.add("h");
    assertThat(edn(arguments.toArray(String[]::new))).isEqualTo(ExitCode.UNDECIDED);
  }

  @Test
  void whatADrainAnswersCameOut() throws IOException {
    String queue =
        WRITE.replace(":write", ":enqueue")
            + "{:process 1 :type :invoke :f :drain}{:process 1 :type :ok :f :drain :value [1]}";
    write("h", queue);
    write("lost", queue.replace("[1]", "[]"));
    assertThat(edn("--check", "total-queue", "h")).isEqualTo(ExitCode.OK);
    assertThat(edn("--check", "total-queue", "lost")).isEqualTo(ExitCode.VIOLATION);
  }

  @Test
  void inAPrintedHistoryTheErrorFollowsTheValue() throws IOException {
    write(
        "h",
        "0\t:invoke\t:write\t4\n0\t:info\t:write\t4\t:timeout\n1\t:invoke\t:read\tnil\n"
            + "1\t:ok\t:read\t4\n5\t:invoke\t:cas\t[4 2]\n"
            + "5\t:info\t:cas\t[4 2]\tindeterminate: \n");
    assertThat(check("--format", "etcd", "h")).isEqualTo(ExitCode.OK);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private int edn(String... arguments) {
    List<String> all = new ArrayList<>(List.of("--format", "edn"));
    all.addAll(List.of(arguments));
    return check(all.toArray(String[]::new));
  }

  private int check(String... arguments) {
    out.reset();
    err.reset();
    List<String> all = new ArrayList<>(List.of("check"));
    all.addAll(List.of(arguments));
    return Palisade.run(
        new Surroundings(
            new ByteArrayInputStream(input),
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

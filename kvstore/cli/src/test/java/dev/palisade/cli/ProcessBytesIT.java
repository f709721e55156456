package dev.palisade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.cli.local.FreePorts;
import dev.palisade.cli.local.ServerProgram;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands in processes of their own, from a shell without a UTF-8 locale, against a node that is
 * reached at another address than it listens on.
 */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProcessBytesIT {
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rwx------");

  private Path folder = Path.of("");
  private String endpoint = "";
  private @Nullable Process node;

  @BeforeAll
  void start(@TempDir Path given) throws Exception {
    folder = given;
    List<Integer> ports = FreePorts.choose(2, ThreadLocalRandom.current());
    endpoint = "127.0.0.2:" + ports.get(1);
    List<String> command =
        new ArrayList<>(List.of("/bin/sh", "-c", "umask 0; exec \"$@\"", "node"));
    command.addAll(ServerProgram.command());
    command.addAll(
        List.of(
            "--node-id=1",
            "--cluster-id=7",
            "--data=" + folder.resolve("data"),
            "--members=1=127.0.0.2:" + ports.get(0) + "," + endpoint,
            "--listen-peers=0.0.0.0:" + ports.get(0),
            "--listen-clients=0.0.0.0:" + ports.get(1)));
    File log = folder.resolve("node.log").toFile();
    node = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
    String up =
        "for i in $(seq 60); do $P status >/dev/null 2>&1 && exit 0; sleep 0.5; done; exit 1";
    assertThat(shell(up).exitCode())
        .as(Files.readString(log.toPath(), StandardCharsets.UTF_8))
        .isZero();
  }

  @AfterAll
  void stop() throws Exception {
    if (node != null) {
      node.destroy();
      node.waitFor(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void keysAndValuesAreStoredByteByByteWithoutAUtf8Locale() throws Exception {
    assertThat(shell("$P put é ü && $P get --hex c3a9 && $P get é").out()).endsWith("c3bc\nü");
    assertThat(shell("$P put raw \"$(printf 'a\\377\\200')\" && $P get --hex 726177").out())
        .endsWith("61ff80\n");
    assertThat(shell("$P put \"$(printf 'k\\377')\" v && $P range 6b -o json --hex").out())
        .contains("\"key_hex\": \"6bff\"");
    assertThat(shell("$P txn --then 'put tö \"\\xff\"; get tö' && $P get --hex 74c3b6").out())
        .endsWith("ff\n");
    assertThat(shell("printf 'a\\r\\n\\0' | $P put in - && $P get in | od -An -tx1").out())
        .endsWith(" 61 0d 0a 00\n");
    assertThat(shell("$P fence grant ö --holder ä >/dev/null; $P fence check ö").out())
        .contains("ö ", " ä ");
  }

  @Test
  void textThatIsNoTextIsRefusedWhereOnlyTextCanBe() throws Exception {
    Run holder = shell("$P fence grant f --holder \"$(printf 'h\\377')\"");
    assertThat(holder.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(holder.err()).isEqualTo("palisade: holder 'h\\xff' is not valid UTF-8\n");
  }

  @Test
  void namesOfFilesNeedNoUtf8LocaleEither() throws Exception {
    assertThat(shell("printf x > dé; $P put file --file dé && $P get file").out()).endsWith("x");
  }

  @Test
  void aResultThatCannotBeWrittenIsAnError() throws Exception {
    Run full = shell("$P range > /dev/full");
    assertThat(full.exitCode()).isEqualTo(ExitCode.ERROR);
    assertThat(full.err()).startsWith("palisade: cannot write the result to standard output: ");
    assertThat(full.err()).contains("no space left");
  }

  @Test
  void aSecondNodeOnOneFolderIsToldSoInASentence() throws Exception {
    Run second =
        shell(
            "$P server --node-id 1 --cluster-id 7 --data data --members 1=127.0.0.1:1,127.0.0.1:2");
    assertThat(second.exitCode()).isEqualTo(ExitCode.ERROR);
    assertThat(second.err()).contains("it is in use by another process; stop that process");
    assertThat(second.err().lines()).hasSize(1);
  }

  @Test
  void whatIsStoredIsForItsOwnerAloneWhateverTheUmask() throws Exception {
    assertThat(shell("umask 0; $P put p v && $P snapshot now && $P snapshot save b").exitCode())
        .isZero();
    Set<String> others = new HashSet<>();
    for (String stored : List.of("data", "b")) {
      try (Stream<Path> paths = Files.walk(folder.resolve(stored))) {
        for (Path path : paths.toList()) {
          if (!OWNER.containsAll(Files.getPosixFilePermissions(path))) {
            others.add(folder.relativize(path).toString());
          }
        }
      }
    }
    assertThat(others).isEmpty();
  }

  /** Runs a line of shell with nothing in the environment but what it must have. */
  private Run shell(String line) throws Exception {
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", "-c", "P=" + Repository.launcher() + "; " + line)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().put("LC_ALL", "C");
    builder.environment().put("PATH", "/usr/bin:/bin");
    builder.environment().put("PALISADE_BUILD", "never");
    builder.environment().put("PALISADE_JAVA", System.getProperty("java.home"));
    builder.environment().put("PALISADE_ENDPOINTS", endpoint);
    Process process = builder.start();
    assertThat(process.waitFor(90, TimeUnit.SECONDS)).as("'%s' ends", line).isTrue();
    return new Run(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }
}

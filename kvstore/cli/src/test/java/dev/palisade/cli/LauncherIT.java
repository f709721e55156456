package dev.palisade.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, run as a user would; it builds nothing here, because the build runs this test. */
@Timeout(60)
class LauncherIT {
  private static final Path SCRIPT = Repository.launcher();

  @TempDir private Path folder = Path.of("");

  @Test
  void worksFromAnyFolderThroughALinkWithAnOldJavaOnThePath() throws Exception {
    Path oldJava = fakeJdk(folder.resolve("old"), "17.0.9");
    Path link = Files.createSymbolicLink(folder.resolve("pal"), SCRIPT);
    Run run =
        launch(Map.of("JAVA_HOME", oldJava.toString()), oldJava, link.toString(), "--version");
    Files.delete(link);
    assertEquals("", run.err());
    assertEquals(ExitCode.OK, run.exitCode());
    assertTrue(run.out().startsWith("palisade "), run::out);
  }

  @Test
  void javaHomeComesFirstWhenItIsNewEnough() throws Exception {
    Path own = Path.of(System.getProperty("java.home"));
    Run run =
        launch(
            Map.of("JAVA_HOME", own.toString(), "PALISADE_JDK_PLACES", ""),
            own,
            SCRIPT.toString(),
            "--version");
    assertEquals(ExitCode.OK, run.exitCode(), run::err);
  }

  @Test
  void withoutAJdkThatIsNewEnoughItSaysWhatToInstall() throws Exception {
    Path oldJava = fakeJdk(folder.resolve("old"), "17.0.9");
    Run run =
        launch(
            Map.of("JAVA_HOME", oldJava.toString(), "PALISADE_JDK_PLACES", oldJava.toString()),
            oldJava,
            SCRIPT.toString(),
            "--version");
    assertEquals(ExitCode.ERROR, run.exitCode());
    assertTrue(run.err().startsWith("palisade: found no JDK 25 or newer"), run::err);
    assertEquals(1, run.err().lines().count(), run::err);
  }

  @Test
  void aWrongPalisadeJavaIsNamed() throws Exception {
    Run run =
        launch(
            Map.of("PALISADE_JAVA", "/nowhere"),
            Path.of(System.getProperty("java.home")),
            SCRIPT.toString(),
            "--version");
    assertEquals(ExitCode.ERROR, run.exitCode());
    assertTrue(run.err().contains("PALISADE_JAVA is '/nowhere'"), run::err);
  }

  @Test
  void noWarningOfTheJvmIsSeenAndExitCodesComeThrough() throws Exception {
    Path home = Path.of(System.getProperty("java.home"));
    Run run =
        launch(
            Map.of(),
            home,
            SCRIPT.toString(),
            "status",
            "--endpoints=127.0.0.1:1",
            "--timeout=500ms");
    assertEquals(ExitCode.UNHEALTHY, run.exitCode());
    assertEquals(
        "palisade: unhealthy: no leader; 1 of 1 nodes not reachable: 127.0.0.1:1\n", run.err());
  }

  private Run launch(Map<String, String> environment, Path java, String... command)
      throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.contains("JAVA"));
    builder.environment().put("PATH", java.resolve("bin") + ":/usr/bin:/bin");
    builder.environment().put("CI", "true");
    builder.environment().put("PALISADE_BUILD", "never");
    builder.environment().putIfAbsent("PALISADE_JDK_PLACES", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertTrue(process.waitFor(30, TimeUnit.SECONDS), "the launcher ends");
    return new Run(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  /** A folder that looks like a JDK of a version; its java must never be run. */
  private static Path fakeJdk(Path home, String version) throws IOException {
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    for (String program : new String[] {"java", "javac"}) {
      Path file = home.resolve("bin").resolve(program);
      Files.writeString(file, "#!/bin/sh\necho 'the old java was run' >&2\nexit 99\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return home;
  }
}

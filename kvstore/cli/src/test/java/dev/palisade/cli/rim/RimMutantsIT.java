package dev.palisade.cli.rim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each defect of the rim is seen by the test that it names: in a copy of the repository the test
 * passes, and fails once the sources are changed. Run by {@code scripts/rim-mutants}.
 */
@EnabledIfSystemProperty(
    named = RimMutantsIT.PROPERTY,
    matches = ".+",
    disabledReason = "builds a module for each; run scripts/rim-mutants")
@Timeout(600)
class RimMutantsIT {
  /** {@code true}, or names, separated by commas. */
  static final String PROPERTY = "palisade.rim";

  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  private static final Set<String> NOT_COPIED = Set.of(".git", "docs", "test-home");
  private static final long MOST_SECONDS = 500;

  @TempDir private static Path copy = Path.of("");

  static List<RimMutant> asked() throws IOException {
    List<String> asked = Arrays.asList(System.getProperty(PROPERTY, "").split(",", -1));
    return RimMutant.all().stream()
        .filter(each -> asked.contains("true") || asked.contains(each.mutant().name()))
        .toList();
  }

  @BeforeAll
  static void copyTheRepository() throws IOException {
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            if (NOT_COPIED.contains(folder.getFileName().toString())
                || folder.endsWith("kvstore/cli/target")) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(copy.resolve(ROOT.relativize(folder)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(
                file,
                copy.resolve(ROOT.relativize(file)),
                StandardCopyOption.COPY_ATTRIBUTES,
                StandardCopyOption.REPLACE_EXISTING);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @ParameterizedTest
  @MethodSource("asked")
  void isSeenByTheTestThatItNames(RimMutant each) throws Exception {
    Map<String, String> changed = each.sources(copy);
    try {
      for (Map.Entry<String, String> file : changed.entrySet()) {
        Files.writeString(copy.resolve(file.getKey()), file.getValue());
      }
      String said = run(each);
      assertThat(said).as("%s fails %s", each.test(), each).contains("There are test failures");
    } finally {
      for (String file : changed.keySet()) {
        // Not with its old time: the build must see that it changed.
        Files.writeString(copy.resolve(file), Files.readString(ROOT.resolve(file)));
      }
    }
    assertThat(run(each)).as("%s passes without %s", each.test(), each).contains("BUILD SUCCESS");
  }

  private static String run(RimMutant each) throws Exception {
    Path log = copy.resolve("rim.log");
    Process build =
        new ProcessBuilder(
                copy.resolve("mvnw").toString(),
                "-pl",
                each.module(),
                "-am",
                "test",
                "-Dformat.skip",
                "-Dtest=" + each.test(),
                "-Dsurefire.failIfNoSpecifiedTests=false")
            .directory(copy.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    boolean ended = build.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
    build.destroyForcibly();
    String said = Files.readString(log);
    assertThat(ended).as("the build of %s ended: %s", each, said).isTrue();
    return said;
  }
}

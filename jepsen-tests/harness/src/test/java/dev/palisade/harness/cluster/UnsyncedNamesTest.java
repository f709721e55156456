package dev.palisade.harness.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A shell with the library preloaded works on files; then the power fails. */
class UnsyncedNamesTest {
  @TempDir private Path folder = Path.of("");
  private Path data = Path.of("");

  @BeforeEach
  void theLibraryIsThere() throws IOException {
    assumeTrue(
        Libraries.whyNotHere(Preload.DISK).isEmpty(),
        () -> Libraries.whyNotHere(Preload.DISK).orElseThrow());
    folder = folder.toRealPath();
    data = Files.createDirectories(folder.resolve("data"));
    Files.write(folder.resolve("disk"), new byte[4096]);
  }

  private void run(String script) throws Exception {
    ProcessBuilder shell = new ProcessBuilder("sh", "-e", "-c", script).directory(data.toFile());
    shell
        .environment()
        .putAll(
            Map.of(
                "LD_PRELOAD", Libraries.compiled(Preload.DISK).toString(),
                "PALISADE_DISK_CONTROL", folder.resolve("disk").toString(),
                "PALISADE_DISK_BELOW", data + ":" + folder.resolve("other")));
    assertThat(shell.inheritIO().start().waitFor()).as(script).isZero();
  }

  private String lose(int left) {
    return new UnsyncedNames(folder.resolve("disk.names"), folder.resolve("disk.stash"))
        .lose(count -> Math.min(left, count))
        .orElse("nothing is lost");
  }

  private TreeSet<String> left() throws IOException {
    TreeSet<String> left = new TreeSet<>();
    try (Stream<Path> all = Files.walk(data)) {
      for (Path each : all.filter(path -> !path.equals(data)).toList()) {
        String content = Files.isRegularFile(each) ? "=" + Files.readString(each).strip() : "";
        left.add(data.relativize(each) + content);
      }
    }
    return left;
  }

  @Test
  void aFileWhoseNameWasNotSyncedIsGoneThoughItsContentWas() throws Exception {
    run("echo 1 > a; sync . ; echo 2 > b; sync b");
    assertThat(lose(0)).isEqualTo("the last 1 of 1 changes of names are lost");
    assertThat(left()).containsExactly("a=1");
    assertThat(lose(0)).isEqualTo("nothing is lost");
  }

  @Test
  void aSyncOfTheDirectoryKeepsItsNamesAndThoseOfNoOther() throws Exception {
    run("mkdir x; echo 1 > x/a; sync .");
    assertThat(lose(0)).isEqualTo("the last 1 of 1 changes of names are lost");
    assertThat(left()).containsExactly("x");
    run("mkdir y; echo 1 > y/a; sync y");
    lose(0);
    assertThat(left()).as("without its own name").containsExactly("x");
    run("mkdir z; echo 1 > z/a; sync z; sync .");
    assertThat(lose(0)).isEqualTo("nothing is lost");
    assertThat(left()).containsExactly("x", "z", "z/a=1");
  }

  @Test
  void whatWasRemovedOrReplacedIsBack() throws Exception {
    run("echo 1 > a; echo 2 > b; mkdir d; sync .");
    run("rm a; echo 3 > c; mv c b; rmdir d; ln b e");
    assertThat(left()).containsExactly("b=3", "e=3");
    assertThat(lose(0)).isEqualTo("the last 5 of 5 changes of names are lost");
    assertThat(left()).containsExactly("a=1", "b=2", "d");
  }

  @Test
  void theOldestChangesMayHaveReachedTheDisk() throws Exception {
    run("echo 1 > a; mv a b; echo 2 > c");
    assertThat(lose(2)).isEqualTo("the last 1 of 3 changes of names are lost");
    assertThat(left()).containsExactly("b=1");
    run("rm b; echo 4 > d");
    assertThat(lose(2)).isEqualTo("nothing is lost");
    assertThat(left()).containsExactly("d=4");
  }

  @Test
  void whatIsKeptOfRemovedFilesGoesWithTheSyncOfTheirDirectory() throws Exception {
    run("echo 1 > a; sync .; rm a; echo 2 > b; mv b c; sync .");
    run("rm c; sync .");
    assertThat(left()).isEmpty();
    assertThat(lose(0)).isEqualTo("nothing is lost");
    assertThat(folder.resolve("disk.stash")).doesNotExist();
  }

  @Test
  void filesOfOthersAreNotNoted() throws Exception {
    run("echo 1 > ../elsewhere; mkdir ../other; echo 2 > ../other/a");
    assertThat(lose(0)).isEqualTo("the last 1 of 1 changes of names are lost");
    assertThat(folder.resolve("elsewhere")).exists();
    assertThat(folder.resolve("other")).isEmptyDirectory();
  }
}

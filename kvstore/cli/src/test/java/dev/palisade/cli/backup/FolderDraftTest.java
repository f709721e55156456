package dev.palisade.cli.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.palisade.cli.CommandFailed;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a folder, whether a new node gets into it or not. */
class FolderDraftTest {
  @TempDir Path temporary;

  @Test
  void aFolderThatDoesNotExistIsMadeWithThoseAboveIt() throws IOException {
    Path folder = temporary.resolve("a/b/data");
    layOut(folder);
    assertThat(below(temporary)).containsExactly("a/b/data/log/1", "a/b/data/state/1");
  }

  @Test
  void aVolumeThatIsMountedAndEmptyIsTakenAsItIs() throws IOException {
    Path folder = Files.createDirectory(temporary.resolve("mount"));
    Files.createDirectory(folder.resolve("lost+found"));
    Files.createFile(folder.resolve("lost+found/#12"));
    layOut(folder);
    assertThat(below(folder)).containsExactly("log/1", "lost+found/#12", "state/1");
  }

  @Test
  void aLinkToAnEmptyFolderIsFollowed() throws IOException {
    Path target = Files.createDirectory(temporary.resolve("target"));
    Path link = Files.createSymbolicLink(temporary.resolve("link"), target);
    layOut(link);
    assertThat(below(target)).containsExactly("log/1", "state/1");
  }

  @Test
  void aFolderWithAnythingInItIsRefusedAndLeftAlone() throws IOException {
    Path folder = Files.createDirectory(temporary.resolve("data"));
    Files.writeString(folder.resolve("photo.jpg"), "mine");
    assertThatExceptionOfType(CommandFailed.class)
        .isThrownBy(() -> FolderDraft.begin(folder))
        .withMessageContaining("is not empty: it holds photo.jpg");
    assertThat(below(folder)).containsExactly("photo.jpg");
  }

  @Test
  void aFileInThePlaceOfTheFolderOrAboveItIsRefused() throws IOException {
    Path file = Files.writeString(temporary.resolve("file"), "mine");
    for (Path folder : List.of(file, file.resolve("data"))) {
      assertThatExceptionOfType(CommandFailed.class).isThrownBy(() -> FolderDraft.begin(folder));
    }
    assertThat(below(temporary)).containsExactly("file");
  }

  @Test
  void whatIsNotFinishedLeavesNothingBehind() throws IOException {
    Path there = Files.createDirectory(temporary.resolve("there"));
    for (Path folder : List.of(there, temporary.resolve("new/data"))) {
      try (FolderDraft draft = FolderDraft.begin(folder)) {
        write(draft);
      }
    }
    assertThat(Files.list(temporary)).containsExactly(there);
    assertThat(Files.list(there)).isEmpty();
  }

  @Test
  void whatAnotherProcessPutsThereMeanwhileStaysAndNothingElse() throws IOException {
    for (String name : List.of("log", "state")) {
      Path folder = temporary.resolve("folder-" + name);
      try (FolderDraft draft = FolderDraft.begin(folder)) {
        write(draft);
        Files.createDirectory(folder.resolve(name));
        assertThatExceptionOfType(FileAlreadyExistsException.class).isThrownBy(draft::finish);
      }
      assertThat(Files.list(folder)).containsExactly(folder.resolve(name));
    }
  }

  @Test
  void aDraftOfAProcessThatWasKilledIsReplaced() throws IOException {
    Path folder = Files.createDirectories(temporary.resolve("data"));
    Files.createDirectories(folder.resolve(FolderDraft.NAME + "/state"));
    Files.writeString(folder.resolve(FolderDraft.NAME + "/state/half"), "of it");
    layOut(folder);
    assertThat(below(folder)).containsExactly("log/1", "state/1");
  }

  @Test
  void twoAtATimeDoNotMeetInOneFolder() throws IOException {
    Path folder = temporary.resolve("data");
    try (FolderDraft draft = FolderDraft.begin(folder)) {
      write(draft);
      assertThatExceptionOfType(CommandFailed.class)
          .isThrownBy(() -> FolderDraft.begin(folder))
          .withMessageContaining("another process");
      draft.finish();
    }
    assertThat(below(folder)).containsExactly("log/1", "state/1");
  }

  private static void layOut(Path folder) throws IOException {
    try (FolderDraft draft = FolderDraft.begin(folder)) {
      write(draft);
      draft.finish();
    }
  }

  private static void write(FolderDraft draft) throws IOException {
    for (String name : List.of("state", "log")) {
      Files.createDirectory(draft.path().resolve(name));
      Files.writeString(draft.path().resolve(name + "/1"), "x");
    }
  }

  /** All files, not folders. */
  private static List<String> below(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .map(each -> folder.relativize(each).toString())
          .sorted()
          .toList();
    }
  }
}

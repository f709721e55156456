package dev.palisade.kv.rocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurablyTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void aSyncOfAFolderThatIsGoneFails() throws IOException {
    Path gone = Files.createDirectory(folder.resolve("gone"));
    Durably.sync(gone);
    Files.delete(gone);
    assertThatThrownBy(() -> Durably.sync(gone)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void aFileIsReplacedAtOnceAndLeavesNoDraft() throws IOException {
    Path file = folder.resolve("pointer");
    Durably.replace(file, ByteBuffer.wrap("one".getBytes(StandardCharsets.UTF_8)));
    Durably.replace(file, ByteBuffer.wrap("two".getBytes(StandardCharsets.UTF_8)));
    assertThat(file).hasContent("two");
    assertThat(Durably.names(folder)).containsExactly("pointer");
  }
}

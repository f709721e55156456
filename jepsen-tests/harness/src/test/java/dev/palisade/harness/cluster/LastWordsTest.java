package dev.palisade.harness.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastWordsTest {
  private static final String EARLIER = "10:00:00 ERROR Halt - of an earlier process\n";

  @TempDir private Path folder = Path.of("");

  private String lastWords(String earlier, String own) throws IOException {
    Path log = folder.resolve("node.log");
    Files.writeString(log, earlier + own);
    return LastWords.of(log, earlier.length());
  }

  @Test
  void anErrorSaysMoreThanWhatOtherThreadsWroteAfterIt() throws IOException {
    assertThat(
            lastWords(
                EARLIER,
                """
                10:00:01 INFO  node - leads term 111
                10:00:02 ERROR Halt - the log can no longer be trusted: No space left on device
                java.io.IOException: No space left on device
                \tat Wal.flush
                10:00:02 INFO  node - leads no more
                """))
        .isEqualTo("the log can no longer be trusted: No space left on device");
  }

  @Test
  void withoutAnErrorItIsTheLastLineThatIsNoStackTrace() throws IOException {
    assertThat(
            lastWords(
                EARLIER,
                """
                palisade: cannot open the store
                \tat Store.open

                Caused by: another
                """))
        .isEqualTo("palisade: cannot open the store");
  }

  @Test
  void aProcessThatWroteNothingSaidNothing() throws IOException {
    assertThat(lastWords(EARLIER, "")).isEqualTo("(no output)");
    assertThat(LastWords.of(folder.resolve("none.log"), 0)).isEqualTo("(no output)");
  }
}

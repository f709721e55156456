package dev.palisade.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class DocsTest {
  private static final Path SOURCE =
      Path.of("src/test/java/dev/palisade/client/ReadmeExample.java");
  private static final Pattern REGION =
      Pattern.compile("    // begin\n(.*)    // end\n", Pattern.DOTALL);
  private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  private static String example() throws IOException {
    var region = REGION.matcher(Files.readString(SOURCE));
    assertThat(region.find()).as("region in " + SOURCE).isTrue();
    return region.group(1).replaceAll("(?m)^    ", "");
  }

  private static List<String> javaBlocks(String document) throws IOException {
    Path path = Path.of("../..", document);
    return JAVA_BLOCK
        .matcher(Files.readString(path))
        .results()
        .map((MatchResult block) -> block.group(1))
        .toList();
  }

  @Test
  void theDocumentationShowsTheExampleThatIsCompiled() throws IOException {
    assertThat(javaBlocks("docs/client.md")).first().isEqualTo(example());
    assertThat(javaBlocks("README.md"))
        .as("Java in the readme")
        .allSatisfy(block -> assertThat(block).isEqualTo(example()));
  }

  @Test
  void theExampleRuns() {
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    FakeStore store = new FakeStore();
    try (FakeNode node = FakeNode.leading(store)) {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      ReadmeExample.run(node.endpoint());
    } finally {
      System.setOut(console);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8).lines())
        .containsExactly("fenced: held by worker-2, token 5", "raised");
    assertThat(store.broken()).isEmpty();
  }
}

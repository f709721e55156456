package dev.palisade.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class GlobalOptionsTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void endpointsComeFromTheOptionThenTheEnvironmentThenTheLocalCluster() throws Exception {
    Files.createDirectory(folder.resolve(".palisade"));
    Files.writeString(
        folder.resolve(".palisade/cluster.properties"),
        """
        format=1
        cluster-id=7
        nodes=1
        node.1.client-port=24001
        node.1.peer-port=24002
        """);
    Map<String, String> environment = Map.of("PALISADE_ENDPOINTS", "e:1");
    assertThat(parse(environment, "--endpoints", "a:1, b:2").endpoints())
        .containsExactly("a:1", "b:2");
    assertThat(parse(environment).endpoints()).containsExactly("e:1");
    assertThat(parse(Map.of()).endpoints()).containsExactly("127.0.0.1:24001");
    assertThat(parse(Map.of()).namesEndpoints()).isFalse();
  }

  @Test
  void withoutAnyClusterTheUserIsToldHowToGetOne() {
    assertThatThrownBy(() -> parse(Map.of()).endpoints())
        .isInstanceOf(CommandFailed.class)
        .hasMessageContaining("palisade cluster up");
  }

  @Test
  void anEndpointWithoutAPortIsRefused() {
    assertThatThrownBy(() -> parse(Map.of(), "--endpoints", "a").endpoints())
        .hasMessage("'a' is no endpoint; write HOST:PORT, as in db1:7001");
  }

  @Test
  void timesHaveUnitsAndBounds() {
    assertThat(parse(Map.of(), "--timeout", "250ms").timeout()).isEqualTo(Duration.ofMillis(250));
    assertThat(parse(Map.of(), "--timeout", "2m").timeout()).isEqualTo(Duration.ofMinutes(2));
    for (String wrong : new String[] {"5", "0s", "61m", "-1s", "1h", "soon"}) {
      assertThatThrownBy(() -> parse(Map.of(), "--timeout", wrong))
          .as(wrong)
          .hasMessageContaining("'" + wrong + "'");
    }
  }

  private GlobalOptions parse(Map<String, String> environment, String... args) {
    PrintStream nothing =
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    GlobalOptions options =
        new GlobalOptions(
            new Surroundings(
                new ByteArrayInputStream(new byte[0]),
                nothing,
                nothing,
                false,
                environment,
                folder));
    new CommandLine(options).parseArgs(args);
    return options;
  }
}

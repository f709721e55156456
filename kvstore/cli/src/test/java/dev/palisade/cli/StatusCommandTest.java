package dev.palisade.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.palisade.cli.nodes.NodeView;
import dev.palisade.proto.kv.StatusResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class StatusCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void aHealthyClusterIsShownAsATable() {
    int exitCode =
        StatusCommand.report(options(), List.of(node(1, "follower", 41), node(2, "leader", 42)));
    assertThat(exitCode).isEqualTo(ExitCode.OK);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            NODE  ENDPOINT  ROLE      TERM  COMMIT  APPLIED  LAG  REVISION  HLC
               1  n1:7200   follower     5      42       41    1         9  2026-01-02T03:04:05.678Z+1
               2  n2:7200   leader       5      42       42    0         9  2026-01-02T03:04:05.678Z+1
            """);
  }

  @Test
  void aClusterWithANodeThatIsSilentIsShownAndExitsWithFive() {
    List<NodeView> views =
        List.of(node(2, "leader", 42), new NodeView("n3:7200", Optional.empty(), "not reachable"));
    CommandFailed failed =
        catchThrowableOfType(
            CommandFailed.class, () -> StatusCommand.report(options("-o", "json"), views));
    assertThat(failed.exitCode()).isEqualTo(ExitCode.UNHEALTHY);
    assertThat(failed).hasMessage("unhealthy: 1 of 2 nodes not reachable: n3:7200");
    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith(
            "{\"healthy\": false, \"problem\": \"unhealthy: 1 of 2 nodes not reachable: n3:7200\","
                + " \"nodes\": [{\"endpoint\": \"n2:7200\", \"reachable\": true, \"node\": 2,"
                + " \"role\": \"leader\", \"term\": 5,")
        .endsWith(
            "{\"endpoint\": \"n3:7200\", \"reachable\": false, \"problem\": \"not reachable\"}]}\n");
  }

  private GlobalOptions options(String... args) {
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    GlobalOptions options =
        new GlobalOptions(
            new Surroundings(
                new ByteArrayInputStream(new byte[0]),
                stream,
                stream,
                false,
                Map.of(),
                Path.of("")));
    new CommandLine(options).parseArgs(args);
    return options;
  }

  private static NodeView node(int number, String role, long applied) {
    long hlc = (java.time.Instant.parse("2026-01-02T03:04:05.678Z").toEpochMilli() << 16) | 1;
    return new NodeView(
        "n" + number + ":7200",
        Optional.of(
            StatusResponse.newBuilder()
                .setNode(number)
                .setRole(role)
                .setTerm(5)
                .setCommitIndex(42)
                .setAppliedIndex(applied)
                .setRevision(9)
                .setHlc(hlc)
                .build()),
        "");
  }
}

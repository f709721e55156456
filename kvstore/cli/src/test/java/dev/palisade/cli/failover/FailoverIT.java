package dev.palisade.cli.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.cli.ExitCode;
import dev.palisade.cli.Palisade;
import dev.palisade.cli.Surroundings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class FailoverIT {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void theTimeWithoutAnAcknowledgementIsMeasuredForEachLostLeader() {
    int exitCode = failover("--kills=2", "--by=kill", "--json");
    assertThat(exitCode).as(err.toString(StandardCharsets.UTF_8)).isEqualTo(ExitCode.OK);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith("{\"failover\": [{\"by\": \"kill\", \"faults\": 2, \"p50_ms\": ");
  }

  @Test
  void nonsenseIsRefusedBeforeAnythingIsStarted() {
    assertThat(failover("--kills=0")).isEqualTo(ExitCode.USAGE);
    assertThat(failover("--by=fire")).isEqualTo(ExitCode.USAGE);
  }

  private int failover(String... args) {
    String[] command = new String[args.length + 2];
    command[0] = "bench";
    command[1] = "failover";
    System.arraycopy(args, 0, command, 2, args.length);
    return Palisade.run(
        new Surroundings(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            Map.of(),
            Path.of("")),
        command);
  }
}

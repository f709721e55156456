package dev.palisade.cli.load;

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

@Timeout(120)
class BenchIT {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void putsAreMeasuredOnAThrowAwayCluster() {
    int exitCode =
        bench("put", "--in-flight=1,32", "--seconds=1", "--warm-up=1", "--keys=100", "--json");
    assertThat(exitCode).as(err.toString(StandardCharsets.UTF_8)).isEqualTo(ExitCode.OK);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith("{\"operation\": \"put\", \"unary\": false")
        .contains("\"in_flight\": 1,", "\"in_flight\": 32,", "\"p99_ms\": ", "\"errors\": {}");
  }

  @Test
  void getsAreMeasuredThroughUnaryCalls() {
    int exitCode =
        bench("get", "--unary", "--in-flight=8", "--seconds=1", "--warm-up=0", "--keys=50");
    assertThat(exitCode).as(err.toString(StandardCharsets.UTF_8)).isEqualTo(ExitCode.OK);
    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("IN-FLIGHT  OPS/S  P50 MS");
  }

  @Test
  void nonsenseIsRefusedBeforeAnythingIsStarted() {
    assertThat(bench("put", "--seconds=0")).isEqualTo(ExitCode.USAGE);
    assertThat(bench("put", "--in-flight=0")).isEqualTo(ExitCode.USAGE);
    assertThat(bench("scan")).isEqualTo(ExitCode.USAGE);
  }

  private int bench(String... args) {
    String[] command = new String[args.length + 1];
    command[0] = "bench";
    System.arraycopy(args, 0, command, 1, args.length);
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

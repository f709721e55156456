package dev.palisade.cli.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class GapsTest {
  @Test
  void aPercentileIsAGapThatWasMeasured() {
    // 1 ms to 50 ms, in no order.
    List<Long> nanos =
        LongStream.rangeClosed(1, 50).map(n -> (n * 7 % 50 + 1) * 1_000_000).boxed().toList();
    Gaps gaps = new Gaps(LeaderFault.kill, nanos);
    assertThat(gaps.millisAt(0)).isEqualTo(1);
    assertThat(gaps.millisAt(50)).isEqualTo(25);
    assertThat(gaps.millisAt(90)).isEqualTo(45);
    assertThat(gaps.millisAt(99)).isEqualTo(50);
    assertThat(gaps.millisAt(100)).isEqualTo(50);
  }

  @Test
  void oneGapIsEveryPercentile() {
    Gaps gaps = new Gaps(LeaderFault.stop, List.of(123_456_789L));
    assertThat(gaps.json().toString())
        .isEqualTo(
            "{\"by\": \"stop\", \"faults\": 1, \"p50_ms\": 123.5, \"p90_ms\": 123.5,"
                + " \"p99_ms\": 123.5, \"max_ms\": 123.5}");
    assertThat(Gaps.table(List.of(gaps)).toString()).contains("SIGSTOP", "123");
  }
}

package dev.palisade.harness.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Op;
import dev.palisade.checker.history.OpType;
import dev.palisade.checker.history.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FiguresTest {
  private static final long MS = 1_000_000;

  private final History.Builder history = History.builder();

  @Test
  void quantilesAreOfOperationsThatSucceeded() {
    for (int i = 1; i <= 100; i++) {
      call(0, "write", OpType.OK, i * 1_000L, i);
    }
    call(0, "write", OpType.FAIL, 200_000, 999);
    Figures figures = new Figures(history.build());
    assertThat(figures.latencies())
        .isEqualTo(Map.of("write", Map.of("p50", 50.0, "p90", 90.0, "p99", 99.0, "max", 100.0)));
    assertThat(figures.count(Outcome.OK)).isEqualTo(100);
    assertThat(figures.count(Outcome.FAILED)).isEqualTo(1);
    assertThat(figures.perSecond()).isCloseTo(100 / 199.999, within(0.01));
  }

  @Test
  void unavailabilityIsFromHealingToTheNextSuccess() {
    call(0, "write", OpType.OK, 0, 10);
    call(0, "write", OpType.FAIL, 400, 10);
    call(0, "read-stale", OpType.OK, 450, 1);
    call(0, "write", OpType.OK, 600, 50);
    call(0, "write", OpType.OK, 1_000, 5);
    Figures figures = new Figures(history.build());
    assertThat(figures.longestUntilSuccess(List.of(from(300), from(900)))).isEqualTo(350 * MS);
    assertThat(figures.longestUntilSuccess(List.of())).isZero();
  }

  @Test
  void unavailabilityIsNotCountedIntoTheNextFault() {
    call(0, "write", OpType.OK, 0, 10);
    call(0, "write", OpType.OK, 600, 50);
    FaultTimes.Gap cutShort = new FaultTimes.Gap(300 * MS, 420 * MS);
    assertThat(new Figures(history.build()).longestUntilSuccess(List.of(cutShort)))
        .isEqualTo(120 * MS);
  }

  private static FaultTimes.Gap from(long millis) {
    return new FaultTimes.Gap(millis * MS, Long.MAX_VALUE);
  }

  @Test
  void withoutAnySuccessAfterHealingItLastsToTheEnd() {
    call(0, "write", OpType.OK, 0, 10);
    call(0, "write", OpType.FAIL, 400, 100);
    assertThat(new Figures(history.build()).longestUntilSuccess(List.of(from(100))))
        .isEqualTo(400 * MS);
  }

  private void call(int process, String f, OpType outcome, long atMillis, long tookMillis) {
    history.add(op(process, OpType.INVOKE, f, atMillis));
    history.add(op(process, outcome, f, atMillis + tookMillis));
  }

  private static Op op(int process, OpType type, String f, long millis) {
    return new Op(Op.UNNUMBERED, process, type, f, null, null, millis * MS, Map.of());
  }
}

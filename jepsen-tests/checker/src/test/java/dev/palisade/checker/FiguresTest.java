package dev.palisade.checker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Op;
import dev.palisade.checker.history.OpType;
import dev.palisade.checker.model.CasRegister;
import dev.palisade.checker.model.CasRegister.FailedCas;
import dev.palisade.checker.model.Model;
import dev.palisade.checker.model.Register;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Large histories end in time; each is checked a few times, since the first run is compiled. {@code
 * -Dpalisade.figures.calls=1000000} makes them as large as the figures in the documentation.
 */
class FiguresTest {
  private static final int CALLS = Integer.getInteger("palisade.figures.calls", 100_000);

  @Test
  void manyCallsOfAThousandProcessesOnOneRegisterEndInSeconds() {
    History history = new LargeHistories(1, 1_000, 0).next(CALLS, 1, 0);
    assertThat(bestMillis("one key, 1,000 processes", new Register(0L), history)).isLessThan(5_000);
  }

  @Test
  void aHundredKeysWithUniqueCompareAndSetsEndInSeconds() {
    History history = new LargeHistories(2, 500, 0).next(CALLS, 100, 0.3);
    assertThat(bestMillis("100 keys, unique cas", new CasRegister(0L), history)).isLessThan(15_000);
  }

  @Test
  void aHundredKeysWithCompareAndSetsOfFiveValuesEndInSeconds() {
    History history = new LargeHistories(3, 500, 5).next(CALLS, 100, 0.3);
    assertThat(bestMillis("100 keys, cas of 5 values", new CasRegister(0L), history))
        .isLessThan(15_000);
  }

  @Test
  void aHundredKeysWithFailedCompareAndSetsAsEvidenceEndInSeconds() {
    History history = new LargeHistories(4, 500, 5).next(CALLS, 100, 0.3);
    Model<?> model = new CasRegister(0L, FailedCas.EVIDENCE);
    assertThat(bestMillis("100 keys, failed cas counts", model, history)).isLessThan(15_000);
  }

  @Test
  void aLostWriteAmongManyCallsIsFoundAndShrunkInSeconds() {
    List<Op> ops = new LargeHistories(1, 1_000, 0).next(CALLS, 1, 0).ops();
    int read = CALLS;
    while (!ops.get(read).f().equals("read") || ops.get(read).type() != OpType.OK) {
      read++;
    }
    ops.set(read, Op.of(ops.get(read).process(), OpType.OK, "read", 5L).onKey(0L));
    long start = System.nanoTime();
    Verdict verdict = Linearizability.of(new Register(0L)).check(History.of(ops));
    System.out.println("a violation: " + (System.nanoTime() - start) / 1_000_000 + " ms");
    assertThat(((Verdict.Violation) verdict).failing().completedAt()).isEqualTo(read);
    assertThat(((Verdict.Violation) verdict).minimal().callCount()).isLessThan(10);
  }

  private static long bestMillis(String what, Model<?> model, History history) {
    long best = Long.MAX_VALUE;
    for (int run = 0; run < 3; run++) {
      long start = System.nanoTime();
      Verdict verdict = Linearizability.of(model).timeout(Duration.ofSeconds(20)).check(history);
      assertThat(verdict).isInstanceOf(Verdict.Linearizable.class);
      long millis = (System.nanoTime() - start) / 1_000_000;
      System.out.printf("%s: %d ms by %s%n", what, millis, verdict.algorithm().label());
      best = Math.min(best, millis);
    }
    return best;
  }
}

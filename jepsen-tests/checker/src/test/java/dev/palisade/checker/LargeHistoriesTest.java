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

/** Large histories get their verdict; {@code CheckerBenchmark} says how fast. */
class LargeHistoriesTest {
  private static final int CALLS = 100_000;

  @Test
  void manyCallsOfAThousandProcessesOnOneRegisterAreLinearizable() {
    History history = new LargeHistories(1, 1_000, 0).next(CALLS, 1, 0);
    assertLinearizable(new Register(0L), history);
  }

  @Test
  void aHundredKeysWithUniqueCompareAndSetsAreLinearizable() {
    History history = new LargeHistories(2, 500, 0).next(CALLS, 100, 0.3);
    assertLinearizable(new CasRegister(0L), history);
  }

  @Test
  void aHundredKeysWithCompareAndSetsOfFiveValuesAreLinearizable() {
    History history = new LargeHistories(3, 500, 5).next(CALLS, 100, 0.3);
    assertLinearizable(new CasRegister(0L), history);
  }

  @Test
  void aHundredKeysWithFailedCompareAndSetsAsEvidenceAreLinearizable() {
    History history = new LargeHistories(4, 500, 5).next(CALLS, 100, 0.3);
    Model<?> model = new CasRegister(0L, FailedCas.EVIDENCE);
    assertLinearizable(model, history);
  }

  @Test
  void aLostWriteAmongManyCallsIsFoundAndShrunk() {
    List<Op> ops = new LargeHistories(1, 1_000, 0).next(CALLS, 1, 0).ops();
    int read = CALLS;
    while (!ops.get(read).f().equals("read") || ops.get(read).type() != OpType.OK) {
      read++;
    }
    ops.set(read, Op.of(ops.get(read).process(), OpType.OK, "read", 5L).onKey(0L));
    Verdict verdict = Linearizability.of(new Register(0L)).check(History.of(ops));
    assertThat(((Verdict.Violation) verdict).failing().completedAt()).isEqualTo(read);
    assertThat(((Verdict.Violation) verdict).minimal().callCount()).isLessThan(10);
  }

  private static void assertLinearizable(Model<?> model, History history) {
    Verdict verdict = Linearizability.of(model).timeout(Duration.ofSeconds(60)).check(history);
    assertThat(verdict).isInstanceOf(Verdict.Linearizable.class);
  }
}

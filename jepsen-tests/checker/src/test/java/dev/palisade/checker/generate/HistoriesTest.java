package dev.palisade.checker.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.checker.Linearizability;
import dev.palisade.checker.Verdict;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.OpType;
import dev.palisade.checker.model.CasRegister;
import dev.palisade.checker.model.Counter;
import dev.palisade.checker.model.ElementSet;
import dev.palisade.checker.model.FencedLock;
import dev.palisade.checker.model.FencedRegister;
import dev.palisade.checker.model.FifoQueue;
import dev.palisade.checker.model.KeyValue;
import dev.palisade.checker.model.Model;
import dev.palisade.checker.model.Mutex;
import dev.palisade.checker.model.Register;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HistoriesTest {
  private static final int SEEDS = 300;

  /** A model, its workload, and the faults that its histories must be able to show. */
  record Subject<S>(Model<S> model, Workload<S> workload, Set<Fault> faults) {
    Histories<S> histories() {
      return new Histories<>(model, workload);
    }

    @Override
    public String toString() {
      return model.name();
    }
  }

  static List<Subject<?>> subjects() {
    Set<Fault> reads = Set.of(Fault.STALE_READ, Fault.LOST_WRITE, Fault.PHANTOM_READ);
    return List.of(
        new Subject<>(new Register(null), Workloads.register(), reads),
        new Subject<>(new CasRegister(0L), Workloads.casRegister(), reads),
        new Subject<>(new Counter(), Workloads.counter(), Set.of(Fault.DUPLICATED_EFFECT)),
        new Subject<>(new ElementSet(), Workloads.set(), reads),
        new Subject<>(
            new FifoQueue(),
            Workloads.fifoQueue(),
            Set.of(Fault.LOST_WRITE, Fault.DUPLICATED_EFFECT)),
        new Subject<>(new KeyValue(), Workloads.keyValue(), Set.of(Fault.DUPLICATED_EFFECT)),
        new Subject<>(new Mutex(), Workloads.mutex(), Set.of(Fault.TWO_HOLDERS)),
        new Subject<>(
            new FencedRegister(),
            Workloads.fencedRegister(),
            Set.of(Fault.LOWER_TOKEN_ACCEPTED, Fault.SWAPPED_REVISION, Fault.STALE_READ)),
        new Subject<>(
            new FencedLock(),
            Workloads.fencedLock(),
            Set.of(Fault.TWO_HOLDERS, Fault.SWAPPED_REVISION)));
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void legalHistoriesAreLinearizable(Subject<?> subject) {
    for (long seed = 0; seed < SEEDS; seed++) {
      History history = subject.histories().legal(new Shape(8, 3, 0.2), seed);
      assertThat(history.callCount()).isEqualTo(8);
      Labelled labelled = subject.histories().label(history, Optional.empty());
      assertThat(labelled.linearizable())
          .as("%s, seed %d: %s", subject, seed, history.calls())
          .isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void everyFaultShowsInSomeHistoryAndTheCheckerAgreesWithTheLabels(Subject<?> subject) {
    for (Fault fault : Fault.values()) {
      int shown = 0;
      for (long seed = 0; seed < SEEDS; seed++) {
        Optional<History> history = subject.histories().faulty(new Shape(8, 3, 0.1), fault, seed);
        if (history.isPresent()) {
          Labelled labelled = subject.histories().label(history.get(), Optional.of(fault));
          Verdict verdict = Linearizability.of(subject.model()).check(history.get());
          assertThat(verdict instanceof Verdict.Linearizable)
              .as("%s, %s, seed %d: %s", subject, fault, seed, history.get().calls())
              .isEqualTo(labelled.linearizable());
          shown += labelled.linearizable() ? 0 : 1;
        }
      }
      if (subject.faults().contains(fault)) {
        assertThat(shown).as(subject + ": violations by " + fault).isGreaterThan(SEEDS / 50);
      }
    }
  }

  @Test
  void theSameSeedGivesTheSameHistoryWithManyProcessesAndCrashes() {
    Histories<?> histories = new Histories<>(new CasRegister(0L), Workloads.casRegister());
    History history = histories.legal(new Shape(2_000, 100, 0.1), 7);
    assertThat(history.ops())
        .isEqualTo(histories.legal(new Shape(2_000, 100, 0.1), 7).ops())
        .isNotEqualTo(histories.legal(new Shape(2_000, 100, 0.1), 8).ops());
    assertThat(history.ops().stream().filter(op -> op.type() == OpType.INFO).count())
        .isBetween(100L, 300L);
  }

  @Test
  void whatIsTooLongToLabelIsRefused() {
    Histories<?> histories = new Histories<>(new Counter(), Workloads.counter());
    History history = histories.legal(new Shape(13, 3, 0), 1);
    assertThatThrownBy(() -> histories.label(history, Optional.empty()))
        .hasMessageContaining("13 calls cannot be searched exhaustively");
    assertThatThrownBy(() -> new Shape(1, 0, 0)).hasMessageContaining("0 processes");
  }
}

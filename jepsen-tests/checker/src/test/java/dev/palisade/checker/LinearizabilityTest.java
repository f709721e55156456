package dev.palisade.checker;

import static dev.palisade.checker.history.OpType.INFO;
import static dev.palisade.checker.history.OpType.INVOKE;
import static dev.palisade.checker.history.OpType.OK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.checker.Verdict.Cause;
import dev.palisade.checker.Verdict.Linearizable;
import dev.palisade.checker.Verdict.Undecided;
import dev.palisade.checker.Verdict.Violation;
import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.MalformedHistoryException;
import dev.palisade.checker.history.Op;
import dev.palisade.checker.model.CasRegister;
import dev.palisade.checker.model.ElementSet;
import dev.palisade.checker.model.Model;
import dev.palisade.checker.model.Register;
import dev.palisade.checker.model.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LinearizabilityTest {
  /** A write of 1 that overlaps two reads: the first sees it, the second does not any more. */
  private static final History READ_BACK_IN_TIME =
      History.of(
          List.of(
              Op.of(0, INVOKE, "write", 1L),
              Op.of(1, INVOKE, "read", null),
              Op.of(1, OK, "read", 1L),
              Op.of(2, INVOKE, "read", null),
              Op.of(2, OK, "read", 0L),
              Op.of(0, OK, "write", 1L),
              Op.of(1, INVOKE, "read", null),
              Op.of(1, OK, "read", 1L)));

  @Test
  void aLinearizableHistoryGetsAnOrderOfItsCalls() {
    History history =
        History.of(
            List.of(
                Op.of(0, INVOKE, "write", 1L),
                Op.of(1, INVOKE, "read", null),
                Op.of(1, OK, "read", 0L),
                Op.of(0, OK, "write", 1L)));

    assertThat(Linearizability.of(new Register(0L)).check(history))
        .isEqualTo(new Linearizable(Algorithm.ZONES, List.of(1, 0)));
  }

  @ParameterizedTest
  @EnumSource(
      value = Algorithm.class,
      names = {"AUTO", "ZONES", "FRONTIER", "WGL", "REFINEMENT", "COMPETITION", "EXHAUSTIVE"})
  void everyAlgorithmExplainsAReadBackInTime(Algorithm algorithm) {
    Verdict verdict =
        Linearizability.of(new Register(0L)).algorithm(algorithm).check(READ_BACK_IN_TIME);

    assertThat(verdict).isInstanceOf(Violation.class);
    Violation violation = (Violation) verdict;
    assertThat(violation.failing().invokedAt()).isEqualTo(3);
    assertThat(violation.prefix()).containsExactly(0, 1);
    assertThat(violation.states())
        .containsExactly(new Verdict.PossibleState("1", "reads 0 where the value is 1"));
    assertThat(violation.alternatives()).extracting(Call::f).containsExactly("write");
    assertThat(violation.minimal().callCount()).isEqualTo(3);
  }

  @Test
  void aCrashedWriteMayTakeEffectLateOrNever() {
    History history =
        History.of(
            List.of(
                Op.of(0, INVOKE, "write", 1L),
                Op.of(0, INFO, "write", 1L),
                Op.of(1, INVOKE, "read", null),
                Op.of(1, OK, "read", 0L),
                Op.of(1, INVOKE, "read", null),
                Op.of(1, OK, "read", 1L)));

    for (Algorithm algorithm : List.of(Algorithm.ZONES, Algorithm.FRONTIER, Algorithm.WGL)) {
      assertThat(Linearizability.of(new Register(0L)).algorithm(algorithm).check(history))
          .isEqualTo(new Linearizable(algorithm, List.of(2, 0, 4)));
    }
  }

  @Test
  void keysAreCheckedApartAndTheirOrdersAreMerged() {
    History history = new LargeHistories(7, 10, 3).next(400, 5, 0.3);

    Verdict verdict = Linearizability.of(new CasRegister(0L)).threads(2).check(history);

    assertThat(verdict).isInstanceOf(Linearizable.class);
    Linearizable linearizable = (Linearizable) verdict;
    List<Call> order = linearizable.order().stream().map(history::callInvokedAt).toList();
    int latest = -1;
    for (Call call : order) {
      latest = Math.max(latest, call.invokedAt());
      assertThat(latest).as("what began before %s", call).isLessThan(call.completedAt());
    }
    assertThat(order).doesNotHaveDuplicates().hasSizeGreaterThan(300);
  }

  @Test
  void aViolationNamesItsKey() {
    List<Op> ops = new ArrayList<>();
    READ_BACK_IN_TIME.ops().forEach(op -> ops.add(op.onKey("bad")));
    ops.add(Op.of(9, INVOKE, "read", null).onKey("good"));
    ops.add(Op.of(9, OK, "read", 0L).onKey("good"));

    Verdict verdict = Linearizability.of(new Register(0L)).check(History.of(ops));

    assertThat(((Violation) verdict).key()).isEqualTo("bad");
  }

  @ParameterizedTest
  @EnumSource(
      value = Algorithm.class,
      names = {"AUTO", "FRONTIER", "WGL", "COMPETITION"})
  void aSearchOutOfMemoryIsUndecided(Algorithm algorithm) {
    Verdict verdict =
        Linearizability.of(new ElementSet())
            .algorithm(algorithm)
            .memoryBytes(4_000_000)
            .check(addsThatAllOverlap(24));

    assertThat(verdict).isInstanceOf(Undecided.class);
    assertThat(((Undecided) verdict).cause()).isEqualTo(Cause.MEMORY);
  }

  @ParameterizedTest
  @EnumSource(
      value = Algorithm.class,
      names = {"FRONTIER", "WGL", "EXHAUSTIVE"})
  void aSearchOutOfTimeIsUndecided(Algorithm algorithm) {
    Verdict verdict =
        Linearizability.of(new ElementSet())
            .algorithm(algorithm)
            .timeout(Duration.ofMillis(30))
            .check(addsThatAllOverlap(24));

    assertThat(verdict).isInstanceOf(Undecided.class);
    assertThat(((Undecided) verdict).cause()).isEqualTo(Cause.TIME);
  }

  /** Adds that overlap, then a read of something else: every subset must be looked at. */
  private static History addsThatAllOverlap(int calls) {
    List<Op> ops = new ArrayList<>();
    for (int process = 0; process < calls; process++) {
      ops.add(Op.of(process, INVOKE, "add", (long) process));
    }
    ops.add(Op.of(calls, INVOKE, "read", null));
    ops.add(Op.of(calls, OK, "read", List.of(-1L)));
    for (int process = 0; process < calls; process++) {
      ops.add(Op.of(process, OK, "add", (long) process));
    }
    return History.of(ops);
  }

  @Test
  void anAlgorithmThatDoesNotApplySaysWhy() {
    History history = History.of(List.of(Op.of(0, INVOKE, "write", 0L), Op.of(0, OK, "write", 0L)));

    assertThat(Linearizability.of(new Register(0L)).algorithm(Algorithm.ZONES).check(history))
        .isEqualTo(
            new Undecided(
                Algorithm.ZONES,
                Cause.NOT_APPLICABLE,
                "the initial value is written by 0 write 0; 1 calls matter there"));
  }

  @Test
  void aCallThatTheModelDoesNotKnowIsMalformedAndNoViolation() {
    History history = History.of(List.of(Op.of(0, INVOKE, "cas", 3L)));

    assertThatThrownBy(() -> Linearizability.of(new CasRegister(0L)).check(history))
        .isInstanceOf(MalformedHistoryException.class)
        .hasMessage("line 1: the argument of cas is 3, not a list of 2");
  }

  @Test
  void usersBringTheirOwnModels() {
    record Toggle() implements Model<Boolean> {
      @Override
      public String name() {
        return "toggle";
      }

      @Override
      public Boolean initial() {
        return false;
      }

      @Override
      public Step<Boolean> step(Boolean on, Call call) {
        return call.result() == null || call.result().equals(!on)
            ? Step.next(!on)
            : Step.impossible("toggles to " + call.result() + " where it is " + on);
      }
    }

    History twice =
        History.of(
            List.of(
                Op.of(0, INVOKE, "toggle", null),
                Op.of(0, OK, "toggle", true),
                Op.of(0, INVOKE, "toggle", null),
                Op.of(0, OK, "toggle", true)));

    assertThat(Linearizability.of(new Toggle()).check(twice)).isInstanceOf(Violation.class);
  }
}

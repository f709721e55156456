package dev.palisade.checker.history;

import static dev.palisade.checker.history.OpType.FAIL;
import static dev.palisade.checker.history.OpType.INFO;
import static dev.palisade.checker.history.OpType.INVOKE;
import static dev.palisade.checker.history.OpType.OK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HistoryTest {

  @Test
  void pairsInvocationsWithTheirCompletions() {
    History history =
        History.of(
            List.of(
                op(0, INVOKE, "write", 1L),
                op(1, INVOKE, "read", null),
                op(1, OK, "read", 1L),
                op(0, INFO, "write", 1L),
                op(2, INVOKE, "read", null)));

    assertThat(history.callCount()).isEqualTo(3);
    assertThat(history.partner(1)).isEqualTo(2);
    assertThat(history.partner(4)).isEqualTo(History.NONE);
    assertThat(history.calls())
        .extracting(Call::outcome)
        .containsExactly(Outcome.UNKNOWN, Outcome.OK, Outcome.UNKNOWN);
    assertThat(history.calls().get(1).result()).isEqualTo(1L);
    assertThat(history.calls().get(0).completedAt()).isEqualTo(Call.NEVER);
  }

  @Test
  void givesBackTheEventsItWasBuiltOf() {
    List<Op> ops =
        List.of(
            new Op(3, 0, INVOKE, "put", "k", List.of(1L), 17, Map.of("node", "n1")),
            new Op(9, 0, FAIL, "put", "k", null, 21, Map.of()));

    assertThat(History.of(ops).ops()).isEqualTo(ops);
  }

  @Test
  void refusesASecondInvocationOfABusyProcess() {
    refuses(
        "line 2: process 0 invokes read while its write of line 1 is open",
        op(0, INVOKE, "write", 1L),
        op(0, INVOKE, "read", null));
  }

  @Test
  void refusesACompletionWithoutInvocation() {
    refuses("line 1: process 4 completes read, which it did not invoke", op(4, OK, "read", 1L));
  }

  @Test
  void refusesACompletionOfAnotherFunction() {
    refuses(
        "line 2: process 0 completes write, but its open call of line 1 is read",
        op(0, INVOKE, "read", null),
        op(0, OK, "write", 1L));
  }

  @Test
  void refusesACompletionOnAnotherKey() {
    refuses(
        "line 2: process 0 completes key y, but its open call of line 1 is on key x",
        op(0, INVOKE, "read", null).onKey("x"),
        op(0, OK, "read", 1L).onKey("y"));
  }

  @Test
  void refusesAProcessThatIsUsedAfterItsInfo() {
    refuses(
        "line 3: process 0 is used again after its info; give it a new number",
        op(0, INVOKE, "read", null),
        op(0, INFO, "read", null),
        op(0, INVOKE, "read", null));
  }

  @Test
  void refusesAnIndexThatComesTwiceOrFalls() {
    refuses("line 2: index 5 appears twice", numbered(5, 0), numbered(5, 1));
    refuses("line 2: index 4 comes after 5", numbered(5, 0), numbered(4, 1));
  }

  private static void refuses(String message, Op... ops) {
    assertThatThrownBy(() -> History.of(List.of(ops)))
        .isInstanceOf(MalformedHistoryException.class)
        .hasMessage(message);
  }

  private static Op op(int process, OpType type, String f, @Nullable Object value) {
    return Op.of(process, type, f, value);
  }

  private static Op numbered(int index, int process) {
    return new Op(index, process, INVOKE, "read", null, null, Op.NO_TIME, Map.of());
  }
}

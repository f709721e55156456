package dev.palisade.kv.state;

import static dev.palisade.kv.state.TestMachine.bytes;
import static dev.palisade.kv.state.TestMachine.put;
import static dev.palisade.kv.state.TestMachine.range;
import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.kv.state.Command.Compare;
import dev.palisade.kv.state.Command.Compare.Field;
import dev.palisade.kv.state.Command.Compare.Operator;
import dev.palisade.kv.state.Command.KeyRange;
import dev.palisade.kv.state.Command.RangeQuery;
import dev.palisade.kv.state.Command.RangeQuery.Shape;
import dev.palisade.kv.state.Command.TxnOp;
import dev.palisade.kv.state.Outcome.Invalid;
import dev.palisade.kv.state.Outcome.TxnDone;
import dev.palisade.kv.state.Outcome.TxnResult;
import dev.palisade.kv.state.Store.Direction;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransactionsTest {
  private final TestMachine kv = new TestMachine();

  @Test
  void theComparesChooseWhichListRuns() {
    kv.run(put("a", "1"));
    Compare isOne = new Compare.Value(bytes("a"), Operator.EQUAL, bytes("1"));

    assertThat(txn(List.of(isOne), opPut("a", "2"), opPut("a", "x")).succeeded()).isTrue();
    assertThat(txn(List.of(isOne), opPut("a", "2"), opPut("b", "else")).succeeded()).isFalse();

    assertThat(kv.value("a")).isEqualTo("2");
    assertThat(kv.value("b")).isEqualTo("else");
  }

  @Test
  void anAbsentKeyHasNoValueButTheNumberZero() {
    for (Operator operator : Operator.values()) {
      boolean valueHolds = operator == Operator.NOT_EQUAL;
      boolean numberHolds = operator == Operator.EQUAL;

      assertThat(holds(new Compare.Value(bytes("absent"), operator, bytes(""))))
          .as("value %s", operator)
          .isEqualTo(valueHolds);
      assertThat(holds(new Compare.Number(bytes("absent"), operator, Field.VERSION, 0)))
          .as("version %s", operator)
          .isEqualTo(numberHolds);
    }
  }

  @Test
  void numbersOfAKeyAreCompared() {
    kv.run(put("a", "1"));
    kv.run(put("a", "2"));

    assertThat(holds(number(Operator.EQUAL, Field.VERSION, 2))).isTrue();
    assertThat(holds(number(Operator.EQUAL, Field.CREATE_REVISION, 2))).isTrue();
    assertThat(holds(number(Operator.GREATER, Field.MOD_REVISION, 2))).isTrue();
    assertThat(holds(number(Operator.LESS, Field.MOD_REVISION, 3))).isFalse();
  }

  @Test
  void laterOperationsSeeEarlierOnesAndAllShareOneRevision() {
    kv.run(put("a", "0"));

    TxnDone done =
        run(
            List.of(
                opPut("b", "1"),
                new TxnOp.Put(bytes("b"), bytes("2"), true),
                new TxnOp.Get(bytes("b")),
                new TxnOp.Range(query("a", "z", Direction.DESCENDING)),
                new TxnOp.Delete(range("a", "b"), true),
                new TxnOp.Range(query("a", "z", Direction.ASCENDING)),
                new TxnOp.Delete(KeyRange.ofKey(bytes("b")), false),
                new TxnOp.Get(bytes("b"))));

    assertThat(done.revision()).isEqualTo(3);
    assertThat(done.results()).hasSize(8);
    assertThat(((TxnResult.Put) done.results().get(1)).previous())
        .extracting(TestMachine::text)
        .isEqualTo("1");
    assertThat(((TxnResult.Get) done.results().get(2)).found())
        .extracting("version", "modRevision", "createRevision")
        .containsExactly(2L, 3L, 3L);
    assertThat(pairs(done, 3)).isEqualTo("b=2 a=0");
    assertThat(TestMachine.text(((TxnResult.Delete) done.results().get(4)).previous()))
        .isEqualTo("a=0");
    assertThat(pairs(done, 5)).isEqualTo("b=2");
    assertThat(((TxnResult.Get) done.results().get(7)).found()).isNull();
    assertThat(kv.value("b", new Query.At.Revision(3))).isEqualTo("-");
  }

  @Test
  void aTransactionThatOnlyReadsHasNoRevisionOfItsOwn() {
    kv.run(put("a", "1"));

    TxnDone done = run(List.of(new TxnOp.Get(bytes("a"))));

    assertThat(done.revision()).isEqualTo(2);
    assertThat(kv.machine.revision()).isEqualTo(2);
  }

  @Test
  void aTransactionThatIsRefusedOnItsWayLeavesNothingBehindForTheNextInItsBatch() {
    kv.run(new Command.Put(bytes("big"), new byte[1 << 20], List.of(), false));
    List<TxnOp> ops = new ArrayList<>(List.of(opPut("a", "1"), opPut("a", "2")));
    ops.add(new TxnOp.Delete(KeyRange.ofKey(bytes("big")), false));
    ops.add(new TxnOp.Put(bytes("big"), new byte[1 << 20], false));
    for (int i = 0; i < 5; i++) {
      ops.add(new TxnOp.Get(bytes("big")));
    }
    RangeQuery all = query("a", "z", Direction.ASCENDING);

    List<Outcome> outcomes =
        kv.runTogether(
            put("a", "0"),
            new Command.Txn(List.of(), ops, List.of(), List.of()),
            new Command.Txn(
                List.of(),
                List.of(new TxnOp.Get(bytes("a")), new TxnOp.Range(all)),
                List.of(),
                List.of()));

    assertThat(outcomes.get(1)).isInstanceOf(Invalid.class);
    TxnDone after = (TxnDone) outcomes.get(2);
    assertThat(((TxnResult.Get) after.results().getFirst()).found())
        .extracting("version", "modRevision")
        .containsExactly(1L, 3L);
    assertThat(after.revision()).isEqualTo(3);
    assertThat(kv.value("a")).isEqualTo("0");
  }

  private boolean holds(Compare compare) {
    return txn(List.of(compare), new TxnOp.Get(bytes("a")), new TxnOp.Get(bytes("a"))).succeeded();
  }

  private static Compare number(Operator operator, Field field, long number) {
    return new Compare.Number(bytes("a"), operator, field, number);
  }

  private static TxnOp opPut(String key, String value) {
    return new TxnOp.Put(bytes(key), bytes(value), false);
  }

  private static RangeQuery query(String from, String toExclusive, Direction direction) {
    return new RangeQuery(range(from, toExclusive), 100, direction, Shape.PAIRS);
  }

  private TxnDone txn(List<Compare> compares, TxnOp success, TxnOp failure) {
    return (TxnDone)
        kv.run(new Command.Txn(compares, List.of(success), List.of(failure), List.of()));
  }

  private TxnDone run(List<TxnOp> ops) {
    return (TxnDone) kv.run(new Command.Txn(List.of(), ops, List.of(), List.of()));
  }

  private static String pairs(TxnDone done, int operation) {
    return TestMachine.text(((TxnResult.Range) done.results().get(operation)).result().pairs());
  }
}

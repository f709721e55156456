package dev.palisade.kv.state;

import static dev.palisade.kv.state.TestMachine.bytes;
import static dev.palisade.kv.state.TestMachine.delete;
import static dev.palisade.kv.state.TestMachine.put;
import static dev.palisade.kv.state.TestMachine.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.kv.state.Command.KeyRange;
import dev.palisade.kv.state.Command.RangeQuery;
import dev.palisade.kv.state.Command.RangeQuery.Shape;
import dev.palisade.kv.state.Outcome.DeleteDone;
import dev.palisade.kv.state.Outcome.Invalid;
import dev.palisade.kv.state.Outcome.PutDone;
import dev.palisade.kv.state.Outcome.TooOld;
import dev.palisade.kv.state.Query.Answer;
import dev.palisade.kv.state.Query.At;
import dev.palisade.kv.state.Store.Direction;
import dev.palisade.raft.Entry;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryKind;
import dev.palisade.raft.Invariant;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class RevisionsTest {
  private final TestMachine kv = new TestMachine();

  @Test
  void anEmptyStoreIsAtRevisionOneAndEachChangeAddsOne() {
    assertThat(kv.machine.revision()).isEqualTo(1);
    assertThat(((PutDone) kv.run(put("a", "1"))).revision()).isEqualTo(2);
    assertThat(((PutDone) kv.run(put("b", "1"))).revision()).isEqualTo(3);
  }

  @Test
  void deletingAnAbsentKeyChangesNothing() {
    kv.run(put("a", "1"));

    DeleteDone done = (DeleteDone) kv.run(delete("b"));

    assertThat(done.deleted()).isZero();
    assertThat(done.revision()).isEqualTo(2);
    assertThat(kv.machine.revision()).isEqualTo(2);
  }

  @Test
  void theVersionStartsAgainAfterADelete() {
    kv.run(put("a", "1"));
    kv.run(put("a", "2"));
    assertThat(kv.get("a"))
        .extracting("createRevision", "modRevision", "version")
        .containsExactly(2L, 3L, 2L);

    kv.run(delete("a"));
    kv.run(put("a", "3"));

    assertThat(kv.get("a"))
        .extracting("createRevision", "modRevision", "version")
        .containsExactly(5L, 5L, 1L);
  }

  @Test
  void anOldRevisionIsReadAsItWas() {
    kv.run(put("a", "1"));
    kv.run(put("a", "2"));
    kv.run(delete("a"));
    kv.run(put("b", "3"));

    assertThat(kv.value("a", new At.Revision(1))).isEqualTo("-");
    assertThat(kv.value("a", new At.Revision(2))).isEqualTo("1");
    assertThat(kv.value("a", new At.Revision(3))).isEqualTo("2");
    assertThat(kv.value("a", new At.Revision(4))).isEqualTo("-");
    assertThat(kv.machine.read(new Query.Get(bytes("a"), new At.Revision(6))))
        .isInstanceOf(Answer.Refused.class);
  }

  @Test
  void aTimestampReadsTheLastRevisionThatIsNotLater() {
    // Entries are stamped 1,000 times their index.
    kv.run(put("a", "1"));
    kv.grant("f", "x");
    kv.run(put("a", "2"));

    assertThat(kv.value("a", new At.Hlc(999))).isEqualTo("-");
    assertThat(kv.value("a", new At.Hlc(1_000))).isEqualTo("1");
    assertThat(kv.value("a", new At.Hlc(2_999))).isEqualTo("1");
    assertThat(revisionRead(new At.Hlc(1_999))).isEqualTo(2);
    assertThat(revisionRead(new At.Hlc(2_000))).isEqualTo(3);
    assertThat(kv.value("a", new At.Hlc(-1))).as("the highest there is, unsigned").isEqualTo("2");
  }

  @Test
  void timestampsRiseEvenWhenAProposersClockFellBack() {
    Request request = new Request(null, put("a", "1"));
    List<Outcome> outcomes =
        kv.machine.apply(
            List.of(
                TestMachine.entry(1, 500, request),
                TestMachine.entry(2, 400, request),
                TestMachine.entry(3, 501, request)));

    assertThat(outcomes)
        .extracting(outcome -> ((PutDone) outcome).hlc())
        .containsExactly(500L, 501L, 502L);
    assertThat(kv.machine.lastHlc()).isEqualTo(502);
  }

  @Test
  void compactionKeepsWhatIsVisibleAtItsRevisionAndRefusesOlderReads() {
    kv.run(put("a", "1"));
    kv.run(put("a", "2"));
    kv.run(put("gone", "1"));
    kv.run(delete("gone"));
    kv.grant("f", "x");
    kv.run(put("b", "1"));
    int rowsBefore = rows();

    assertThat(kv.run(new Command.Compact(6))).isEqualTo(new Outcome.Compacted(6));

    assertThat(kv.value("a", new At.Revision(6))).isEqualTo("2");
    assertThat(kv.value("gone", new At.Revision(6))).isEqualTo("-");
    assertThat(kv.value("b", new At.Revision(7))).isEqualTo("1");
    Answer old = kv.machine.read(new Query.Get(bytes("a"), new At.Revision(5)));
    assertThat(old).isEqualTo(new Answer.Refused(new TooOld(6)));
    // a's first version, gone and its tombstone, and the changes of five revisions.
    assertThat(rowsBefore - rows()).isEqualTo(8);
    assertThat(revisionRead(new At.Hlc(5_000))).isEqualTo(6);
    assertThat(kv.machine.read(new Query.Get(bytes("a"), new At.Hlc(4_999))))
        .isEqualTo(new Answer.Refused(new TooOld(6)));
  }

  @Test
  void oneCompactionAfterTheOtherLeavesWhatOneCompactionLeaves() {
    TestMachine atOnce = new TestMachine();
    for (TestMachine each : List.of(kv, atOnce)) {
      for (int round = 0; round < 20; round++) {
        each.run(put("a", "a" + round));
        each.run(put("b/" + round % 3, "b" + round));
        if (round % 4 == 1) {
          each.run(delete("a"));
        }
        if (round % 5 == 2) {
          each.run(delete("b/" + round % 3));
        }
      }
    }
    long newest = kv.machine.revision();

    for (long revision = 1; revision <= newest; revision++) {
      kv.run(new Command.Compact(revision));
    }
    atOnce.run(new Command.Compact(newest));

    assertThat(versions(kv)).hasSize(3).isEqualTo(versions(atOnce));
  }

  private static List<String> versions(TestMachine machine) {
    List<String> rows = new ArrayList<>();
    byte[] from = {Layout.HISTORY};
    try (Store.Cursor cursor =
        machine.store.scan(from, Layout.endOf(Layout.HISTORY), Direction.ASCENDING)) {
      for (; cursor.valid(); cursor.next()) {
        rows.add(HexFormat.of().formatHex(cursor.key()) + HexFormat.of().formatHex(cursor.value()));
      }
    }
    return rows;
  }

  @Test
  void compactionGoesNoFurtherThanTheNewestRevisionAndNeverBack() {
    kv.run(put("a", "1"));
    kv.run(put("a", "2"));

    assertThat(kv.run(new Command.Compact(4))).isInstanceOf(Invalid.class);
    assertThat(kv.run(new Command.Compact(3))).isEqualTo(new Outcome.Compacted(3));
    assertThat(kv.run(new Command.Compact(2))).isEqualTo(new Outcome.Compacted(3));
    assertThat(kv.run(new Command.Compact(0))).isInstanceOf(Invalid.class);
  }

  @Test
  void aCompactionWithinABatchSeesTheCommandsBeforeIt() {
    kv.runTogether(put("a", "1"), put("a", "2"), new Command.Compact(3), put("a", "3"));

    assertThat(kv.value("a", new At.Revision(3))).isEqualTo("2");
    assertThat(kv.value("a")).isEqualTo("3");
    assertThat(kv.machine.appliedIndex()).isEqualTo(4);
  }

  @Test
  void aRangeIsReadBothWaysWithItsLimit() {
    kv.runTogether(put("a", "1"), put("b", "2"), put("c", "3"), put("d", "4"), delete("c"));

    assertThat(kv.pairs(read("a", "d", 10, Direction.ASCENDING))).isEqualTo("a=1 b=2");
    assertThat(kv.pairs(read("b", "z", 10, Direction.DESCENDING))).isEqualTo("d=4 b=2");
    Answer.Ranged first = read("a", "z", 2, Direction.ASCENDING);
    assertThat(kv.pairs(first)).isEqualTo("a=1 b=2");
    assertThat(first.result().more()).isTrue();
    assertThat(read("z", "a", 2, Direction.ASCENDING).result().pairs()).isEmpty();
  }

  @Test
  void aRangeOfThePastIsReadBothWays() {
    kv.runTogether(put("a", "1"), put("a\0b", "2"), put("b", "3"), put("a", "4"), delete("b"));

    assertThat(kv.pairs(readAt(4, Direction.ASCENDING, Shape.PAIRS))).isEqualTo("a=1 a\0b=2 b=3");
    assertThat(kv.pairs(readAt(4, Direction.DESCENDING, Shape.PAIRS))).isEqualTo("b=3 a\0b=2 a=1");
    assertThat(kv.pairs(readAt(5, Direction.DESCENDING, Shape.KEYS))).isEqualTo("b= a\0b= a=");
    assertThat(readAt(6, Direction.ASCENDING, Shape.COUNT).result().count()).isEqualTo(2);
    assertThat(readAt(5, Direction.ASCENDING, Shape.COUNT).result().count()).isEqualTo(3);
  }

  @Test
  void anAnswerIsCutBeforeItExceedsItsBytes() {
    for (int i = 0; i < 6; i++) {
      kv.run(new Command.Put(bytes("k" + i), new byte[1 << 20], List.of(), false));
    }

    Answer.Ranged answer = read("a", "z", 100, Direction.ASCENDING);

    assertThat(answer.result().pairs()).hasSize(3);
    assertThat(answer.result().more()).isTrue();
  }

  @Test
  void oneCommandDeletesTenThousandKeysAtMost() {
    Command[] puts = new Command[Limits.DELETED_KEYS + 1];
    for (int i = 0; i < puts.length; i++) {
      puts[i] = put("k" + i, "v");
    }
    kv.runTogether(puts);
    KeyRange all = new KeyRange(new byte[0], null);
    Command deleteAll = new Command.Delete(all, List.of(), false);

    assertThat(kv.run(deleteAll)).isInstanceOf(Invalid.class);
    kv.run(delete("k0"));
    assertThat(((DeleteDone) kv.run(deleteAll)).deleted()).isEqualTo(Limits.DELETED_KEYS);
    assertThat(read("a", "z", 1, Direction.ASCENDING).result().pairs()).isEmpty();
  }

  @Test
  void entriesOutOfTurnStopTheMachine() {
    kv.run(put("a", "1"));

    for (long index : new long[] {1, 3}) {
      Entry entry = TestMachine.entry(index, 0, new Request(null, put("a", "2")));
      assertThatThrownBy(() -> kv.machine.apply(List.of(entry)))
          .isInstanceOf(Invariant.Violation.class);
    }
  }

  @Test
  void entriesWithoutACommandOnlyMoveTheIndex() {
    kv.machine.apply(
        List.of(
            new Entry(new EntryId(1, 1), EntryKind.NO_OP, 7, ByteBuffer.allocate(0)),
            new Entry(new EntryId(2, 1), EntryKind.MEMBERSHIP, 9, ByteBuffer.allocate(3))));

    assertThat(kv.machine.appliedIndex()).isEqualTo(2);
    assertThat(kv.machine.revision()).isEqualTo(1);
    assertThat(kv.machine.lastHlc()).isEqualTo(9);
  }

  @Test
  void aPayloadThatCannotBeReadIsRefusedAndTheLogGoesOn() {
    assertThat(kv.runPayload(ByteBuffer.wrap(new byte[] {1, 0, 99}))).isInstanceOf(Invalid.class);
    assertThat(kv.runPayload(ByteBuffer.allocate(0))).isInstanceOf(Invalid.class);
    assertThat(kv.machine.appliedIndex()).isEqualTo(2);
  }

  @Test
  void aStateOfTheFormatBeforeIsRefusedWithBothNumbers() {
    Batch older = new Batch();
    older.put(Layout.FORMAT_KEY, new byte[] {0, 0, 0, 3});
    kv.store.write(older);

    String refusal = "state of format 3, and this program reads format 4";
    assertThatThrownBy(() -> kv.reopen()).hasMessageContaining(refusal);
    assertThatThrownBy(() -> StateSummary.of(kv.store)).hasMessageContaining(refusal);
  }

  private int rows() {
    int rows = 0;
    byte[] end = {11};
    try (Store.Cursor cursor = kv.store.scan(new byte[0], end, Direction.ASCENDING)) {
      for (; cursor.valid(); cursor.next()) {
        rows++;
      }
    }
    return rows;
  }

  private long revisionRead(At at) {
    return ((Answer.Got) kv.machine.read(new Query.Get(bytes("a"), at))).revision();
  }

  private Answer.Ranged read(String from, String toExclusive, int limit, Direction direction) {
    RangeQuery query = new RangeQuery(range(from, toExclusive), limit, direction, Shape.PAIRS);
    return (Answer.Ranged) kv.machine.read(new Query.Range(query, new At.Newest()));
  }

  private Answer.Ranged readAt(long revision, Direction direction, Shape shape) {
    RangeQuery query = new RangeQuery(range("a", "z"), 10, direction, shape);
    return (Answer.Ranged) kv.machine.read(new Query.Range(query, new At.Revision(revision)));
  }
}

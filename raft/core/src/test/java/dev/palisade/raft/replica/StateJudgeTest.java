package dev.palisade.raft.replica;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.raft.Entry;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryKind;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.StateMachine;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a replica drops its state, and when it does not. */
class StateJudgeTest {
  private static final NodeId SELF = new NodeId(1);
  private static final NodeId OTHER = new NodeId(2);
  private static final NodeId THIRD = new NodeId(3);
  private static final Membership THREE = Membership.ofVoters(List.of(SELF, OTHER, THIRD));
  private static final long REPLAYED = 10;
  private static final EntryId MARK = new EntryId(11, 1);
  private static final EntryId LATER = new EntryId(15, 1);

  /** A state of which the hash that is kept, and that of the rows, are set. */
  private static final class Hashes implements StateMachine<Integer> {
    byte kept = 1;
    byte ofRows = 1;

    @Override
    public EntryId applied() {
      return EntryId.ZERO;
    }

    @Override
    public long lastHlc() {
      return 0;
    }

    @Override
    public byte[] hash() {
      return new byte[] {kept};
    }

    @Override
    public byte[] recomputedHash() {
      return new byte[] {ofRows};
    }

    @Override
    public List<Integer> apply(List<Entry> entries) {
      return List.of();
    }
  }

  private final Hashes state = new Hashes();
  private StateJudge judge;

  @BeforeEach
  void mark() {
    judge = new StateJudge(SELF, state, () -> THREE, REPLAYED);
    judge.mark(MARK);
    judge.mark(LATER);
  }

  @Test
  void aStateWhoseRowsDoNotFitTheHashItKeepsIsDropped() {
    state.ofRows = 2;
    assertThatThrownBy(() -> judge.judge(verdict(12, MARK, "ff", SELF)))
        .isInstanceOf(StateDivergedException.class);
  }

  @Test
  void aStateThatFitsItsRowsIsDroppedAtTheSecondVerdict() throws Exception {
    judge.judge(verdict(12, MARK, "ff", SELF));
    judge.judge(verdict(13, MARK, "ff", SELF)); // Of the same mark: says nothing new.
    assertThatThrownBy(() -> judge.judge(verdict(16, LATER, "ff", SELF)))
        .isInstanceOf(StateDivergedException.class);
  }

  @Test
  void aVerdictThatIsRefutedCountsForNothing() throws Exception {
    judge.judge(verdict(12, MARK, "ff", SELF));
    judge.judge(verdict(16, LATER, "01", OTHER));
    EntryId last = new EntryId(19, 1);
    judge.mark(last);
    keeps(verdict(20, last, "ff", SELF));
  }

  @Test
  void oneThatAVerdictDoesNotNameKeepsItsState() {
    state.ofRows = 2;
    keeps(verdict(12, MARK, "ff", OTHER));
  }

  @Test
  void aVerdictAgainstMoreThanAMinorityIsNotActedUpon() {
    state.ofRows = 2;
    keeps(verdict(12, MARK, "ff", SELF, OTHER));
  }

  @Test
  void aVerdictIsNotActedUponAgainAtReplay() {
    state.ofRows = 2;
    EntryId replayed = new EntryId(8, 1);
    judge.mark(replayed);
    keeps(verdict(9, replayed, "ff", SELF));
  }

  @Test
  void whatIsNoVerdictIsPassedOver() {
    keeps(new Entry(new EntryId(12, 1), EntryKind.STATE_VERDICT, 1, ByteBuffer.allocate(3)));
  }

  private void keeps(Entry verdict) {
    assertThatCode(() -> judge.judge(verdict)).doesNotThrowAnyException();
  }

  private static Entry verdict(long index, EntryId mark, String right, NodeId... different) {
    StateVerdict verdict = new StateVerdict(new StateReport(mark, right), List.of(different));
    return new Entry(new EntryId(index, 1), EntryKind.STATE_VERDICT, 1, verdict.encode());
  }
}

package dev.palisade.raft.replica;

import dev.palisade.raft.Entry;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.Invariant;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.StateMachine;
import dev.palisade.raft.log.BadRecordException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The replica's side of comparing states: it hashes its state behind each mark, and weighs the
 * verdicts in the log. A state is dropped only on evidence, since a verdict may rest on reports
 * that the members named in it never made:
 *
 * <ul>
 *   <li>Only a replica that a verdict names looks at it, and only if the verdict names less than
 *       half of the voters.
 *   <li>It hashes its rows again. If that is not the hash it keeps, the state is damaged.
 *   <li>If it is, a second verdict, on a later mark, must say the same.
 *   <li>A verdict that was in the log when the replica started is not looked at: it was weighed
 *       before, and the state may be another one by now.
 * </ul>
 *
 * Called by the applier alone.
 */
final class StateJudge {
  private static final int MARKS_REMEMBERED = 64;

  private final NodeId self;
  private final StateMachine<?> stateMachine;
  private final Supplier<Membership> membership;
  private final long replayedIndex;

  /** What the state hashed to behind the last marks; older verdicts find nothing to judge. */
  private final TreeMap<EntryId, StateReport> marks =
      new TreeMap<>(Comparator.comparingLong(EntryId::index).thenComparingLong(EntryId::term));

  /** The mark of the verdict that named this replica though its rows fit the hash it keeps. */
  private @Nullable EntryId accusedAt;

  /**
   * @param membership in force now
   * @param replayedIndex the last index that the log held at the start
   */
  StateJudge(
      NodeId self,
      StateMachine<?> stateMachine,
      Supplier<Membership> membership,
      long replayedIndex) {
    this.self = self;
    this.stateMachine = stateMachine;
    this.membership = membership;
    this.replayedIndex = replayedIndex;
  }

  /** The state's hash behind a mark; null when the state machine does not know one. */
  @Nullable StateReport mark(EntryId at) {
    byte[] hash = stateMachine.hash();
    if (hash.length == 0) {
      return null;
    }
    StateReport report = StateReport.of(at, hash);
    marks.put(at, report);
    if (marks.size() > MARKS_REMEMBERED) {
      marks.pollFirstEntry();
    }
    return report;
  }

  /** Another state has taken the place of this one. */
  void forget() {
    marks.clear();
    accusedAt = null;
  }

  /**
   * Weighs a verdict.
   *
   * @throws StateDivergedException if this state is not what the log makes of it
   */
  void judge(Entry entry) throws StateDivergedException {
    StateVerdict verdict;
    try {
      verdict = StateVerdict.decode(entry.payload());
    } catch (BadRecordException e) {
      return; // Of a leader that is broken or newer: it proves nothing.
    }
    StateReport own = marks.get(verdict.right().at());
    if (entry.id().index() <= replayedIndex || own == null) {
      return;
    }
    if (own.equals(verdict.right())) {
      accusedAt = null; // Whoever it names, this state is right there.
      return;
    }
    if (!verdict.different().contains(self) || !isMinority(verdict.different())) {
      return;
    }
    EntryId before = accusedAt;
    boolean isAgain = before != null && before.index() < own.at().index();
    if (isAgain || !fitsItsRows()) {
      throw new StateDivergedException(own, verdict.right());
    }
    accusedAt = own.at();
  }

  private boolean isMinority(List<NodeId> different) {
    Membership now = membership.get();
    return StateComparison.isMinority(now, different);
  }

  private boolean fitsItsRows() {
    try {
      return Arrays.equals(stateMachine.recomputedHash(), stateMachine.hash());
    } catch (Invariant.Violation contradiction) {
      return false;
    }
  }
}

package dev.palisade.checker;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer about one history. */
public sealed interface Verdict {

  /** The algorithm that found it. */
  Algorithm algorithm();

  /**
   * There is an order of the calls that the model allows and real time does not contradict.
   *
   * @param order such an order over all partitions: positions of invocations in the history;
   *     crashed calls that need not have happened are absent, and so are calls that say nothing. It
   *     has been verified again, apart from the search that found it
   */
  record Linearizable(Algorithm algorithm, List<Integer> order) implements Verdict {}

  /**
   * There is no such order.
   *
   * @param key the partition that has none; null if the history has only one
   * @param failing the call at whose completion no order was left
   * @param prefix the longest order found of calls up to there: positions of invocations
   * @param states what the object can be after orders of the calls before {@code failing}, and why
   *     it cannot take {@code failing} next; at most {@link #MAX_STATES} of them
   * @param alternatives the other calls that were open when {@code failing} completed
   * @param minimal a part of the history that is not linearizable either, and from which no call
   *     can be taken without making it so, as far as the budget allowed to shrink
   */
  record Violation(
      Algorithm algorithm,
      @Nullable Object key,
      Call failing,
      List<Integer> prefix,
      List<PossibleState> states,
      List<Call> alternatives,
      History minimal)
      implements Verdict {
    /** The most states that the evidence lists. */
    public static final int MAX_STATES = 64;
  }

  /**
   * A state before the failing call.
   *
   * @param state in the model's words
   * @param reason why the failing call is impossible in it
   */
  record PossibleState(String state, String reason) {}

  /**
   * Nobody knows: never to be read as linearizable.
   *
   * @param detail what was exhausted, how far the search had come, and what may help
   */
  record Undecided(Algorithm algorithm, Cause cause, String detail) implements Verdict {}

  /** Why there is no answer. */
  enum Cause {
    /** The time budget was used up. */
    TIME,
    /** The memory budget was used up. */
    MEMORY,
    /** The algorithm that was asked for does not apply to this history. */
    NOT_APPLICABLE,
    /** The thread was interrupted. */
    INTERRUPTED
  }
}

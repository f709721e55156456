package dev.palisade.checker.model;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * A sequential specification: how an object behaves when calls come one after another.
 *
 * <pre>{@code
 * record Toggle() implements Model<Boolean> {
 *   public String name() { return "toggle"; }
 *   public Boolean initial() { return false; }
 *   public Step<Boolean> step(Boolean on, Call call) { return Step.next(!on); }
 * }
 * }</pre>
 *
 * <p>Implementations are pure and thread-safe: the same state and call always give the same step.
 * States are immutable and compare by {@code equals} and {@code hashCode}; two states that no later
 * call can tell apart should be equal, since the search meets each only once.
 *
 * @param <S> the states
 */
public interface Model<S> {

  /** A short name, such as {@code cas-register}. */
  String name();

  /** The state before any call; of one partition, where the model is partitioned. */
  S initial();

  /**
   * What happens when a call takes effect in a state. A call of unknown outcome has no result: it
   * is possible wherever some result is, and such a result must be a function of the state, or be
   * listed in {@link Step.OneOf}.
   */
  Step<S> step(S state, Call call);

  /**
   * The call as {@link #step} will see it: without process and positions, so that calls that do the
   * same are recognized as the same. A model in which the process matters puts it into the argument
   * here. Crashed calls that are equal after this are interchangeable.
   */
  default Call normalize(Call call) {
    return call.anonymous();
  }

  /** Whether a call never changes a state, whichever it is; false if in doubt. */
  default boolean readOnly(Call call) {
    return call.outcome() == Outcome.FAILED;
  }

  /**
   * Whether a call has a place in a linearization: by default, if it is not known to have failed.
   */
  default Relevance relevance(Call call) {
    return switch (call.outcome()) {
      case OK -> Relevance.REQUIRED;
      case UNKNOWN -> Relevance.OPTIONAL;
      case FAILED -> Relevance.IRRELEVANT;
    };
  }

  /**
   * The object that a call works on. Objects are checked alone, since a history is linearizable if
   * and only if its restriction to each object is (Herlihy and Wing 1990, theorem 1). A model whose
   * state spans keys answers the same for all calls.
   */
  default @Nullable Object partition(Call call) {
    return call.key();
  }

  /**
   * Why this model cannot understand a call, such as an unknown function or a malformed argument;
   * null if it can. The object of such a call gets no verdict.
   */
  default @Nullable String objection(Call call) {
    return null;
  }

  /** A state in words, for pictures and evidence. */
  default String describe(S state) {
    return state.toString();
  }
}

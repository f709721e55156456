package dev.palisade.checker.model;

import java.util.List;

/**
 * What a model says of a call in a state.
 *
 * @param <S> the model's states
 */
public sealed interface Step<S> {

  /** The call can happen, and leaves this state. */
  record Next<S>(S state) implements Step<S> {}

  /**
   * The call can happen in more than one way, such as the removal of an unknown element by a
   * crashed dequeue. There is at least one state, and no two are equal.
   */
  record OneOf<S>(List<S> states) implements Step<S> {}

  /** The call cannot have ended so in this state. */
  record Impossible<S>(String reason) implements Step<S> {}

  /** Shorthand for {@link Next}. */
  static <S> Step<S> next(S state) {
    return new Next<>(state);
  }

  /** Shorthand for {@link Impossible}. */
  static <S> Step<S> impossible(String reason) {
    return new Impossible<>(reason);
  }
}

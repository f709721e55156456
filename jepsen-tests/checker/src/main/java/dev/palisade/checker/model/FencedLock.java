package dev.palisade.checker.model;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A lock whose every grant carries a token above all before: {@code acquire} answers the token,
 * {@code release token} frees what that token holds. A failed {@code acquire} that answers a token
 * saw the lock held under it; other failures say nothing.
 *
 * <p>A crashed acquire leaves a token that nobody knows. It is enough to remember its least
 * possible value, since any higher one allows less afterwards.
 */
public record FencedLock() implements Model<FencedLock.Grant> {

  /** Whether, and how, the lock is held. */
  public enum Hold {
    /** By nobody. */
    FREE,
    /** Under {@link Grant#token}. */
    HELD,
    /** Under {@link Grant#token} or a higher one. */
    HELD_UNDER_UNKNOWN
  }

  /** The last token, or its least possible value; 0 before any. */
  public record Grant(Hold hold, long token) {
    @Override
    public String toString() {
      return switch (hold) {
        case FREE -> "free after token " + token;
        case HELD -> "held under token " + token;
        case HELD_UNDER_UNKNOWN -> "held under an unknown token from " + token;
      };
    }
  }

  @Override
  public String name() {
    return "fenced-lock";
  }

  @Override
  public Grant initial() {
    return new Grant(Hold.FREE, 0);
  }

  @Override
  public Step<Grant> step(Grant state, Call call) {
    if (call.f().equals("release")) {
      return release(state, Shapes.number(call.argument()));
    }
    if (call.outcome() == Outcome.FAILED) {
      return refused(state, Shapes.number(call.result()));
    }
    if (state.hold != Hold.FREE) {
      return Step.impossible("acquires what is " + state);
    }
    if (call.outcome() == Outcome.UNKNOWN || call.result() == null) {
      return Step.next(new Grant(Hold.HELD_UNDER_UNKNOWN, state.token + 1));
    }
    long token = Shapes.number(call.result());
    return token > state.token
        ? Step.next(new Grant(Hold.HELD, token))
        : Step.impossible("is granted token " + token + ", not above " + state.token);
  }

  private static Step<Grant> release(Grant state, long token) {
    return holds(state, token)
        ? Step.next(new Grant(Hold.FREE, token))
        : Step.impossible("releases token " + token + " where the lock is " + state);
  }

  private static Step<Grant> refused(Grant state, long token) {
    return holds(state, token)
        ? Step.next(new Grant(Hold.HELD, token))
        : Step.impossible("sees token " + token + " where the lock is " + state);
  }

  private static boolean holds(Grant state, long token) {
    return switch (state.hold) {
      case FREE -> false;
      case HELD -> token == state.token;
      case HELD_UNDER_UNKNOWN -> token >= state.token;
    };
  }

  /** A refusal may settle an unknown token, so it counts as a change. */
  @Override
  public boolean readOnly(Call call) {
    return false;
  }

  @Override
  public Relevance relevance(Call call) {
    boolean refusal = call.f().equals("acquire") && call.outcome() == Outcome.FAILED;
    return refusal && call.result() instanceof Long
        ? Relevance.REQUIRED
        : Model.super.relevance(call);
  }

  @Override
  public @Nullable String objection(Call call) {
    String unknown = Shapes.functions(name(), call, List.of("acquire", "release"));
    if (unknown != null) {
      return unknown;
    }
    if (call.f().equals("release")) {
      return Shapes.integer("the argument of release", call.argument());
    }
    return Shapes.answered(call)
        ? Shapes.optionalInteger("the answer of acquire", call.result())
        : null;
  }
}

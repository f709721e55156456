package dev.palisade.checker.model;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A register that a fencing token guards.
 *
 * <ul>
 *   <li>{@code write [token value]} is accepted if no higher token was seen, and answers the new
 *       revision, or null if it does not tell;
 *   <li>it fails with {@code [highest revision]} if a higher token was seen: a refusal that reports
 *       what it saw, so it counts as a read. A failure without answer says nothing;
 *   <li>{@code grant token} raises the highest token seen, which is lower, and leaves the value;
 *   <li>{@code read} answers {@code [value revision highest]}, each revision and token null if not
 *       told.
 * </ul>
 *
 * <p>The value is null, the revision 0 and the highest token 0 at first.
 *
 * @param nilRead what a read means whose value is null; revision and token count in any case
 */
public record FencedRegister(NilRead nilRead) implements RevisionedModel<FencedRegister.Fenced> {

  /** A register whose value may be null, which a read of null sees. */
  public FencedRegister() {
    this(NilRead.ABSENT);
  }

  /** A value, how many writes led to it, and the highest token that wrote or was granted. */
  public record Fenced(@Nullable Object value, long revision, long highest) {
    @Override
    public String toString() {
      return value + " at revision " + revision + " under token " + highest;
    }
  }

  @Override
  public String name() {
    return "fenced-register";
  }

  @Override
  public Fenced initial() {
    return new Fenced(null, 0, 0);
  }

  @Override
  public Step<Fenced> step(Fenced state, Call call) {
    if (call.f().equals("read")) {
      boolean same =
          Shapes.agrees(Shapes.element(call.result(), 0), state.value, nilRead)
              && toldOrSilent(Shapes.element(call.result(), 1), state.revision)
              && toldOrSilent(Shapes.element(call.result(), 2), state.highest);
      return same
          ? Step.next(state)
          : Step.impossible("reads " + call.result() + " where there is " + state);
    }
    return call.f().equals("grant") ? grant(state, call) : write(state, call);
  }

  private static Step<Fenced> grant(Fenced state, Call call) {
    long token = Shapes.number(call.argument());
    return token > state.highest
        ? Step.next(new Fenced(state.value, state.revision, token))
        : Step.impossible("token " + token + " is granted under token " + state.highest);
  }

  private static Step<Fenced> write(Fenced state, Call call) {
    long token = Shapes.number(Shapes.element(call.argument(), 0));
    if (call.outcome() == Outcome.FAILED) {
      boolean saw =
          token < state.highest
              && toldOrSilent(Shapes.element(call.result(), 0), state.highest)
              && toldOrSilent(Shapes.element(call.result(), 1), state.revision);
      return saw
          ? Step.next(state)
          : Step.impossible(
              "token " + token + " is refused with " + call.result() + " where there is " + state);
    }
    if (token < state.highest) {
      return Step.impossible("token " + token + " is accepted under token " + state.highest);
    }
    Fenced next = new Fenced(Shapes.element(call.argument(), 1), state.revision + 1, token);
    return toldOrSilent(call.result(), next.revision)
        ? Step.next(next)
        : Step.impossible("tells revision " + call.result() + " where it is " + next.revision);
  }

  private static boolean toldOrSilent(@Nullable Object told, long actual) {
    return told == null || told.equals(actual);
  }

  @Override
  public long revision(Call call) {
    Object told =
        call.f().equals("write") && Shapes.answered(call)
            ? call.result()
            : Shapes.element(call.result(), 1);
    return told instanceof Long revision ? revision : UNREPORTED;
  }

  @Override
  public boolean advances(Call call) {
    return call.f().equals("write") && call.outcome() != Outcome.FAILED;
  }

  @Override
  public boolean readOnly(Call call) {
    return call.f().equals("read") || call.outcome() == Outcome.FAILED;
  }

  @Override
  public Relevance relevance(Call call) {
    boolean refusal = call.f().equals("write") && call.outcome() == Outcome.FAILED;
    if (refusal && call.result() instanceof List<?>) {
      return Relevance.REQUIRED;
    }
    return Shapes.unlessUnanswered(
        call, call.f().equals("read"), nilRead, RevisionedModel.super.relevance(call));
  }

  @Override
  public @Nullable String objection(Call call) {
    String unknown = Shapes.functions(name(), call, List.of("read", "write", "grant"));
    if (unknown != null) {
      return unknown;
    }
    if (call.f().equals("read")) {
      return relevance(call) == Relevance.REQUIRED
          ? Shapes.list("the answer of read", call.result(), 3)
          : null;
    }
    if (call.f().equals("grant")) {
      return Shapes.integer("a token", call.argument());
    }
    String argument = Shapes.list("the argument of write", call.argument(), 2);
    if (argument == null) {
      argument = Shapes.integer("a token", Shapes.element(call.argument(), 0));
    }
    if (argument != null) {
      return argument;
    }
    return switch (call.outcome()) {
      case OK -> Shapes.optionalInteger("the answer of write", call.result());
      case FAILED ->
          call.result() instanceof List<?>
              ? Shapes.list("the refusal of write", call.result(), 2)
              : null;
      case UNKNOWN -> null;
    };
  }
}

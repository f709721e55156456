package dev.palisade.checker.model;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.Outcome;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A register: {@code write v} sets it, {@code read} answers its value.
 *
 * @param initialValue what a read answers before any write; {@code null} is a value like others
 */
public record Register(@Nullable Object initialValue) implements Model<Register.Holding> {

  /** The value of a register. */
  public record Holding(@Nullable Object value) {
    @Override
    public String toString() {
      return String.valueOf(value);
    }
  }

  @Override
  public String name() {
    return "register";
  }

  @Override
  public Holding initial() {
    return new Holding(initialValue);
  }

  @Override
  public Step<Holding> step(Holding state, Call call) {
    return switch (call.f()) {
      case "write" -> Step.next(new Holding(call.argument()));
      case "read" -> Register.read(state, call);
      default -> throw new IllegalArgumentException("a register has no " + call.f());
    };
  }

  /** A read that answered, or one that need not. */
  static Step<Holding> read(Holding state, Call call) {
    return call.outcome() != Outcome.OK || Objects.equals(state.value, call.result())
        ? Step.next(state)
        : Step.impossible("read " + call.result() + " where the value is " + state.value);
  }

  @Override
  public Relevance relevance(Call call) {
    return call.f().equals("read") && call.outcome() != Outcome.OK
        ? Relevance.IRRELEVANT
        : Model.super.relevance(call);
  }

  @Override
  public @Nullable String objection(Call call) {
    return switch (call.f()) {
      case "read", "write" -> null;
      default -> "a register has no " + call.f() + "; it has read and write";
    };
  }
}

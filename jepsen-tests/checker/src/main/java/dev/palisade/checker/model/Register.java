package dev.palisade.checker.model;

import dev.palisade.checker.history.Call;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A register: {@code write v} sets it, {@code read} answers its value.
 *
 * @param initialValue what a read answers before any write; {@code null} is a value like others
 * @param nilRead what a read that answers null means
 */
public record Register(@Nullable Object initialValue, NilRead nilRead)
    implements RegisterAccess<Register.Holding> {

  /** A register that may hold nothing, which a read of null sees. */
  public Register(@Nullable Object initialValue) {
    this(initialValue, NilRead.ABSENT);
  }

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
    return apply(state, access(call));
  }

  /** The step of any call on one value. */
  static Step<Holding> apply(Holding state, Access access) {
    return switch (access) {
      case Write(Object value) -> Step.next(new Holding(value));
      case Read(Object value) ->
          Objects.equals(value, state.value)
              ? Step.next(state)
              : Step.impossible("reads " + value + " where the value is " + state.value);
      case Swap(Object from, Object to) ->
          Objects.equals(from, state.value)
              ? Step.next(new Holding(to))
              : Step.impossible("swaps " + from + " where the value is " + state.value);
      case Excluded(Object value) ->
          Objects.equals(value, state.value)
              ? Step.impossible("failed although the value is " + state.value)
              : Step.next(state);
    };
  }

  @Override
  public Access access(Call call) {
    return switch (call.f()) {
      case "write" -> new Write(call.argument());
      case "read" -> new Read(call.result());
      default -> throw new IllegalArgumentException("a register has no " + call.f());
    };
  }

  @Override
  public boolean readOnly(Call call) {
    return call.f().equals("read");
  }

  @Override
  public Relevance relevance(Call call) {
    return Shapes.unlessUnanswered(
        call, call.f().equals("read"), nilRead, RegisterAccess.super.relevance(call));
  }

  @Override
  public @Nullable String objection(Call call) {
    return Shapes.functions(name(), call, List.of("read", "write"));
  }
}

package dev.palisade.checker.model;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.value.Exact;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A counter from 0: {@code add n}, where n may be negative, and {@code read}. Numbers of any size.
 *
 * @param nilRead what a read that answers null means; absent, it is not understood
 */
public record Counter(NilRead nilRead) implements Model<Object> {

  /** A counter whose answers are all recorded. */
  public Counter() {
    this(NilRead.ABSENT);
  }

  @Override
  public String name() {
    return "counter";
  }

  @Override
  public Object initial() {
    return 0L;
  }

  @Override
  public Step<Object> step(Object state, Call call) {
    if (call.f().equals("add")) {
      return Step.next(Exact.integer(integer(state).add(integer(call.argument()))));
    }
    return state.equals(call.result())
        ? Step.next(state)
        : Step.impossible("reads " + call.result() + " where the count is " + state);
  }

  private static BigInteger integer(@Nullable Object number) {
    return number instanceof BigInteger large ? large : BigInteger.valueOf(Shapes.number(number));
  }

  private static @Nullable String objectionTo(String what, @Nullable Object number) {
    return number instanceof BigInteger ? null : Shapes.integer(what, number);
  }

  @Override
  public boolean readOnly(Call call) {
    return call.f().equals("read");
  }

  @Override
  public Relevance relevance(Call call) {
    return Shapes.unlessUnanswered(
        call, call.f().equals("read"), nilRead, Model.super.relevance(call));
  }

  @Override
  public @Nullable String objection(Call call) {
    String unknown = Shapes.functions(name(), call, List.of("add", "read"));
    if (unknown != null) {
      return unknown;
    }
    if (call.f().equals("add")) {
      return objectionTo("the argument of add", call.argument());
    }
    return relevance(call) == Relevance.REQUIRED
        ? objectionTo("the answer of read", call.result())
        : null;
  }
}

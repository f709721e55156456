package dev.palisade.checker.model;

import dev.palisade.checker.history.Call;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A counter from 0: {@code add n}, where n may be negative, and {@code read}. */
public record Counter() implements Model<Long> {

  @Override
  public String name() {
    return "counter";
  }

  @Override
  public Long initial() {
    return 0L;
  }

  @Override
  public Step<Long> step(Long state, Call call) {
    if (call.f().equals("add")) {
      return Step.next(state + Shapes.number(call.argument()));
    }
    return state.equals(call.result())
        ? Step.next(state)
        : Step.impossible("reads " + call.result() + " where the count is " + state);
  }

  @Override
  public boolean readOnly(Call call) {
    return call.f().equals("read");
  }

  @Override
  public Relevance relevance(Call call) {
    return Shapes.unlessUnanswered(call, call.f().equals("read"), Model.super.relevance(call));
  }

  @Override
  public @Nullable String objection(Call call) {
    String unknown = Shapes.functions(name(), call, List.of("add", "read"));
    if (unknown != null) {
      return unknown;
    }
    if (call.f().equals("add")) {
      return Shapes.integer("the argument of add", call.argument());
    }
    return Shapes.answered(call) ? Shapes.integer("the answer of read", call.result()) : null;
  }
}

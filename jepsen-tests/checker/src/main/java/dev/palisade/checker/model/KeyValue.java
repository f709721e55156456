package dev.palisade.checker.model;

import dev.palisade.checker.history.Call;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A map from keys to strings, each empty at first: {@code get}, {@code put s}, {@code append s}.
 * Checked key by key.
 *
 * @param nilRead what a {@code get} that answers null means; absent, it is no answer that this map
 *     can give, and is not understood
 */
public record KeyValue(NilRead nilRead) implements Model<String> {

  /** A map whose answers are all recorded. */
  public KeyValue() {
    this(NilRead.ABSENT);
  }

  @Override
  public String name() {
    return "key-value";
  }

  @Override
  public String initial() {
    return "";
  }

  @Override
  public Step<String> step(String state, Call call) {
    return switch (call.f()) {
      case "put" -> Step.next(String.valueOf(call.argument()));
      case "append" -> Step.next(state + call.argument());
      default ->
          state.equals(call.result())
              ? Step.next(state)
              : Step.impossible("gets '" + call.result() + "' where there is '" + state + "'");
    };
  }

  @Override
  public boolean readOnly(Call call) {
    return call.f().equals("get");
  }

  @Override
  public Relevance relevance(Call call) {
    return Shapes.unlessUnanswered(
        call, call.f().equals("get"), nilRead, Model.super.relevance(call));
  }

  @Override
  public @Nullable String objection(Call call) {
    String unknown = Shapes.functions(name(), call, List.of("get", "put", "append"));
    if (unknown != null) {
      return unknown;
    }
    Object text = call.f().equals("get") ? call.result() : call.argument();
    boolean told = !call.f().equals("get") || relevance(call) == Relevance.REQUIRED;
    return told && !(text instanceof String)
        ? "the value of " + call.f() + " is " + text + ", not a string"
        : null;
  }
}

package dev.palisade.checker.model;

import dev.palisade.checker.history.Call;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stack: {@code push x}, and {@code pop}, which takes the newest element and answers it, or
 * answers null when there is none.
 *
 * @param nilRead what an answer of null means: an empty one, or an unknown element
 */
public record Stack(NilRead nilRead) implements Model<List<Object>> {

  /** One that is empty where {@code pop} answers null. */
  public Stack() {
    this(NilRead.ABSENT);
  }

  @Override
  public String name() {
    return "stack";
  }

  @Override
  public List<Object> initial() {
    return List.of();
  }

  @Override
  public Step<List<Object>> step(List<Object> state, Call call) {
    return call.argument() instanceof Object element && call.f().equals("push")
        ? Step.next(FifoQueue.with(state, element))
        : FifoQueue.take(state, call, Math.max(0, state.size() - 1), nilRead);
  }

  @Override
  public @Nullable String objection(Call call) {
    return FifoQueue.objection(name(), call, "push", "pop");
  }
}

package dev.palisade.checker.model;

import dev.palisade.checker.history.Call;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A queue: {@code enqueue x} at the end, and {@code dequeue}, which takes the first element and
 * answers it, or answers null when there is none.
 *
 * @param nilRead what an answer of null means: an empty one, or an unknown element
 */
public record FifoQueue(NilRead nilRead) implements Model<List<Object>> {

  /** One that is empty where {@code dequeue} answers null. */
  public FifoQueue() {
    this(NilRead.ABSENT);
  }

  @Override
  public String name() {
    return "fifo-queue";
  }

  @Override
  public List<Object> initial() {
    return List.of();
  }

  @Override
  public Step<List<Object>> step(List<Object> state, Call call) {
    return call.argument() instanceof Object element && call.f().equals("enqueue")
        ? Step.next(with(state, element))
        : take(state, call, 0, nilRead);
  }

  static List<Object> with(List<Object> state, Object element) {
    List<Object> next = new ArrayList<>(state.size() + 1);
    next.addAll(state);
    next.add(element);
    return List.copyOf(next);
  }

  /** Takes the element at an index out, if that is what the call answered. */
  static Step<List<Object>> take(List<Object> state, Call call, int index, NilRead nilRead) {
    Object there = state.isEmpty() ? null : state.get(index);
    boolean same = there == null ? call.result() == null : there.equals(call.result());
    if (Shapes.tells(call, nilRead) && !same) {
      return Step.impossible(call.f() + "s " + call.result() + " from " + state);
    }
    if (there == null) {
      return Step.next(state);
    }
    return Step.next(
        index == 0
            ? List.copyOf(state.subList(1, state.size()))
            : List.copyOf(state.subList(0, index)));
  }

  @Override
  public @Nullable String objection(Call call) {
    return objection(name(), call, "enqueue", "dequeue");
  }

  static @Nullable String objection(String model, Call call, String in, String out) {
    String unknown = Shapes.functions(model, call, List.of(in, out));
    if (unknown != null) {
      return unknown;
    }
    return call.f().equals(in) && call.argument() == null
        ? "the argument of " + in + " is missing; null stands for an empty queue"
        : null;
  }
}

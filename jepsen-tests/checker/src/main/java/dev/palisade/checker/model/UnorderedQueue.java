package dev.palisade.checker.model;

import dev.palisade.checker.history.Call;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A bag: {@code enqueue x}, and {@code dequeue}, which takes any element out and answers it, or
 * answers null when there is none.
 *
 * @param nilRead what an answer of null means: an empty one, or an unknown element
 */
public record UnorderedQueue(NilRead nilRead) implements Model<Map<Object, Integer>> {

  /** One that is empty where {@code dequeue} answers null. */
  public UnorderedQueue() {
    this(NilRead.ABSENT);
  }

  @Override
  public String name() {
    return "unordered-queue";
  }

  @Override
  public Map<Object, Integer> initial() {
    return Map.of();
  }

  @Override
  public Step<Map<Object, Integer>> step(Map<Object, Integer> state, Call call) {
    if (call.f().equals("enqueue")) {
      return Step.next(changed(state, call.argument(), 1));
    }
    if (Shapes.tells(call, nilRead)) {
      boolean possible = call.result() == null ? state.isEmpty() : state.containsKey(call.result());
      return possible
          ? Step.next(changed(state, call.result(), -1))
          : Step.impossible("dequeues " + call.result() + " from " + state);
    }
    if (state.isEmpty()) {
      return Step.next(state);
    }
    List<Map<Object, Integer>> states = new ArrayList<>(state.size());
    state.keySet().forEach(element -> states.add(changed(state, element, -1)));
    return new Step.OneOf<>(states);
  }

  private static Map<Object, Integer> changed(
      Map<Object, Integer> state, @Nullable Object element, int by) {
    if (element == null) {
      return state;
    }
    Map<Object, Integer> next = new HashMap<>(state);
    int count = next.getOrDefault(element, 0) + by;
    if (count == 0) {
      next.remove(element);
    } else {
      next.put(element, count);
    }
    return Map.copyOf(next);
  }

  @Override
  public @Nullable String objection(Call call) {
    return FifoQueue.objection(name(), call, "enqueue", "dequeue");
  }
}

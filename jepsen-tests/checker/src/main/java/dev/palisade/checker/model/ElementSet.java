package dev.palisade.checker.model;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.value.Tagged;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A set: {@code add x}, {@code remove x}, and {@code read}, which answers a list or set of all
 * elements.
 *
 * @param nilRead what a read that answers null means: an empty set, or an unknown one
 */
public record ElementSet(NilRead nilRead) implements Model<Set<Object>> {

  /** A set that is empty where a read answers null. */
  public ElementSet() {
    this(NilRead.ABSENT);
  }

  @Override
  public String name() {
    return "set";
  }

  @Override
  public Set<Object> initial() {
    return Set.of();
  }

  @Override
  public Step<Set<Object>> step(Set<Object> state, Call call) {
    if (call.f().equals("read")) {
      return state.equals(elements(call.result()))
          ? Step.next(state)
          : Step.impossible("reads " + call.result() + " where the set is " + state);
    }
    Set<Object> next = new HashSet<>(state);
    if (call.argument() instanceof Object element) {
      boolean adds = call.f().equals("add");
      boolean changed = adds ? next.add(element) : next.remove(element);
      return Step.next(changed ? Set.copyOf(next) : state);
    }
    return Step.next(state);
  }

  private static Set<Object> elements(@Nullable Object list) {
    return Tagged.untagged(list) instanceof Collection<?> elements
        ? new HashSet<Object>(elements)
        : Set.of();
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
    String unknown = Shapes.functions(name(), call, List.of("add", "remove", "read"));
    if (unknown != null) {
      return unknown;
    }
    if (!call.f().equals("read")) {
      return call.argument() == null ? "the argument of " + call.f() + " is missing" : null;
    }
    return !Shapes.answered(call)
            || call.result() == null
            || (Tagged.untagged(call.result()) instanceof Collection<?> elements
                && elements.stream().noneMatch(e -> e == null))
        ? null
        : "the answer of read is " + call.result() + ", not a list of elements";
  }
}

package dev.palisade.harness.generator;

import dev.palisade.checker.history.OpType;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/**
 * One after the other.
 *
 * @param left the present one first
 * @param busy workers whose operations of the present one have not ended
 */
record Phases(List<Generator> left, SortedSet<Integer> busy) implements Generator {
  @Override
  public Next next(Context context) {
    for (int i = 0; i < left.size(); i++) {
      List<Generator> others = left.subList(i + 1, left.size());
      Next next = left.get(i).next(context);
      if (next instanceof Next.Invoke invoke) {
        SortedSet<Integer> more = Generators.with(busy, invoke.worker());
        return next.withRest(rest -> new Phases(of(rest, others), more));
      }
      if (next instanceof Next.Pending) {
        return next.withRest(rest -> new Phases(of(rest, others), busy));
      }
      if (!busy.isEmpty()) {
        return new Next.Pending(Long.MAX_VALUE, this);
      }
    }
    return new Next.Exhausted();
  }

  private static List<Generator> of(Generator first, List<Generator> others) {
    List<Generator> all = new ArrayList<>();
    all.add(first);
    all.addAll(others);
    return List.copyOf(all);
  }

  @Override
  public Generator update(Event event) {
    SortedSet<Integer> still =
        event.type() == OpType.INVOKE ? busy : Generators.without(busy, event.worker());
    if (left.isEmpty()) {
      return this;
    }
    Generator present = left.getFirst().update(event);
    return new Phases(of(present, left.subList(1, left.size())), still);
  }
}

package dev.palisade.harness.generator;

import java.util.ArrayList;
import java.util.List;

/** Several at the same time. */
record Together(List<Generator> all) implements Generator {
  @Override
  public Next next(Context context) {
    List<Generator> left = new ArrayList<>(all);
    long until = Long.MAX_VALUE;
    for (int i = 0; i < left.size(); ) {
      switch (left.get(i).next(context)) {
        case Next.Invoke(var worker, var operation, var rest) -> {
          left.remove(i);
          left.add(rest); // Heard last the next time.
          return new Next.Invoke(worker, operation, new Together(List.copyOf(left)));
        }
        case Next.Pending(var moment, var rest) -> {
          until = Math.min(until, moment);
          left.set(i, rest);
          i++;
        }
        case Next.Exhausted _ -> left.remove(i);
      }
    }
    return left.isEmpty()
        ? new Next.Exhausted()
        : new Next.Pending(until, new Together(List.copyOf(left)));
  }

  @Override
  public Generator update(Event event) {
    return new Together(all.stream().map(each -> each.update(event)).toList());
  }
}

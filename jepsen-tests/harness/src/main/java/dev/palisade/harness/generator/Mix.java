package dev.palisade.harness.generator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Several, of which dice choose.
 *
 * @param number of the next operation, from 0
 */
record Mix(long seed, long number, List<Generator> all) implements Generator {
  @Override
  public Next next(Context context) {
    List<Generator> left = new ArrayList<>(all);
    long until = Long.MAX_VALUE;
    List<Integer> order = order();
    List<Generator> exhausted = new ArrayList<>();
    for (int i : order) {
      Generator asked = left.get(i);
      switch (asked.next(context)) {
        case Next.Invoke(var worker, var operation, var rest) -> {
          left.set(i, rest);
          return new Next.Invoke(worker, operation, new Mix(seed, number + 1, List.copyOf(left)));
        }
        case Next.Pending(var moment, var rest) -> {
          until = Math.min(until, moment);
          left.set(i, rest);
        }
        case Next.Exhausted _ -> exhausted.add(asked);
      }
    }
    return exhausted.size() == left.size()
        ? new Next.Exhausted()
        : new Next.Pending(until, new Mix(seed, number, List.copyOf(left)));
  }

  /** All of them, the first one as likely any as any other. */
  private List<Integer> order() {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      order.add(i);
    }
    SplittableRandom dice = Dice.of(seed, number);
    for (int i = order.size() - 1; i > 0; i--) {
      Collections.swap(order, i, dice.nextInt(i + 1));
    }
    return order;
  }

  @Override
  public Generator update(Event event) {
    return new Mix(seed, number, all.stream().map(each -> each.update(event)).toList());
  }
}

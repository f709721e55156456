package dev.palisade.harness.generator;

import dev.palisade.harness.client.Operation;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

/** Operations without end. */
record Each(long seed, long number, BiFunction<RandomGenerator, Long, Operation> maker)
    implements Generator {
  @Override
  public Next next(Context context) {
    if (context.free().isEmpty()) {
      return new Next.Pending(Long.MAX_VALUE, this);
    }
    SplittableRandom dice = Dice.of(seed, number);
    List<Integer> free = List.copyOf(context.free());
    int worker = free.get(dice.nextInt(free.size()));
    return new Next.Invoke(worker, maker.apply(dice, number), new Each(seed, number + 1, maker));
  }
}

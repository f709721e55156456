package dev.palisade.harness.generator;

import dev.palisade.harness.client.Operation;
import dev.palisade.harness.generator.Generator.Event;
import dev.palisade.harness.generator.Generator.Next;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

/** Generators, and generators made of others. */
public final class Generators {
  private static final Next EXHAUSTED = new Next.Exhausted();

  private Generators() {}

  /**
   * Operations without end, each for whichever worker is free.
   *
   * @param seed decides them
   * @param maker makes one from dice and its number, counted from 0; pure
   */
  public static Generator each(long seed, BiFunction<RandomGenerator, Long, Operation> maker) {
    return new Each(seed, 0, maker);
  }

  private record Each(long seed, long number, BiFunction<RandomGenerator, Long, Operation> maker)
      implements Generator {
    @Override
    public Next next(Context context) {
      if (context.free().isEmpty()) {
        return new Next.Pending(Long.MAX_VALUE, this);
      }
      SplittableRandom dice = new SplittableRandom(seed + number * 0x9E3779B97F4A7C15L);
      dice.nextLong();
      List<Integer> free = List.copyOf(context.free());
      int worker = free.get(dice.nextInt(free.size()));
      return new Next.Invoke(worker, maker.apply(dice, number), new Each(seed, number + 1, maker));
    }
  }

  /** Each of these once, in order, each for whichever worker is free. */
  public static Generator list(List<Operation> operations) {
    return new Several(List.copyOf(operations), 0);
  }

  private record Several(List<Operation> operations, int at) implements Generator {
    @Override
    public Next next(Context context) {
      if (at >= operations.size()) {
        return EXHAUSTED;
      }
      return context.free().isEmpty()
          ? new Next.Pending(Long.MAX_VALUE, this)
          : new Next.Invoke(
              context.free().first(), operations.get(at), new Several(operations, at + 1));
    }
  }

  /** No more than so many operations. */
  public static Generator limit(long most, Generator of) {
    return new Limit(most, of);
  }

  private record Limit(long left, Generator of) implements Generator {
    @Override
    public Next next(Context context) {
      if (left <= 0) {
        return EXHAUSTED;
      }
      return switch (of.next(context)) {
        case Next.Invoke(var worker, var operation, var rest) ->
            new Next.Invoke(worker, operation, new Limit(left - 1, rest));
        case Next.Pending(var until, var rest) -> new Next.Pending(until, new Limit(left, rest));
        case Next.Exhausted exhausted -> exhausted;
      };
    }

    @Override
    public Generator update(Event event) {
      return new Limit(left, of.update(event));
    }
  }

  /**
   * At most so many operations a second, evenly.
   *
   * @param perSecond above 0
   */
  public static Generator rate(double perSecond, Generator of) {
    return new Rate((long) (1e9 / perSecond), 0, of);
  }

  private record Rate(long gapNanos, long notBefore, Generator of) implements Generator {
    @Override
    public Next next(Context context) {
      if (context.nanos() < notBefore) {
        return new Next.Pending(notBefore, this);
      }
      return switch (of.next(context)) {
        case Next.Invoke(var worker, var operation, var rest) ->
            // What was missed is not made up for: after a stall there is no burst.
            new Next.Invoke(
                worker,
                operation,
                new Rate(
                    gapNanos, Math.max(notBefore, context.nanos() - gapNanos) + gapNanos, rest));
        case Next.Pending(var until, var rest) ->
            new Next.Pending(until, new Rate(gapNanos, notBefore, rest));
        case Next.Exhausted exhausted -> exhausted;
      };
    }

    @Override
    public Generator update(Event event) {
      return new Rate(gapNanos, notBefore, of.update(event));
    }
  }

  /** Only for workers from a number on, up to another, exclusive. */
  public static Generator onWorkers(int from, int toExclusive, Generator of) {
    return new OnWorkers(from, toExclusive, of);
  }

  private record OnWorkers(int from, int to, Generator of) implements Generator {
    @Override
    public Next next(Context context) {
      SortedSet<Integer> own = new TreeSet<>(context.free().subSet(from, to));
      return switch (of.next(new Context(context.nanos(), own))) {
        case Next.Invoke(var worker, var operation, var rest) ->
            new Next.Invoke(worker, operation, new OnWorkers(from, to, rest));
        case Next.Pending(var until, var rest) ->
            new Next.Pending(until, new OnWorkers(from, to, rest));
        case Next.Exhausted exhausted -> exhausted;
      };
    }

    @Override
    public Generator update(Event event) {
      boolean own = from <= event.worker() && event.worker() < to;
      return own ? new OnWorkers(from, to, of.update(event)) : this;
    }
  }

  /** All of these at the same time; the first that has something to do is heard, in turns. */
  public static Generator together(List<Generator> all) {
    return new Together(List.copyOf(all));
  }

  private record Together(List<Generator> all) implements Generator {
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
      return left.isEmpty() ? EXHAUSTED : new Next.Pending(until, new Together(List.copyOf(left)));
    }

    @Override
    public Generator update(Event event) {
      return new Together(all.stream().map(each -> each.update(event)).toList());
    }
  }
}

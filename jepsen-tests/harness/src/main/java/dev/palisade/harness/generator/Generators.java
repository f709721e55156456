package dev.palisade.harness.generator;

import dev.palisade.harness.client.Operation;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;

/** Generators, and generators made of others. */
public final class Generators {
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

  /** Each of these once, in order, each for whichever worker is free. */
  public static Generator list(List<Operation> operations) {
    return new Several(List.copyOf(operations), 0);
  }

  /**
   * Each of these, and those that did not succeed again until they do; several at a time, those
   * again after all others and a tenth of a second after the latest that did not succeed.
   */
  public static Generator eachUntilOk(List<Operation> operations) {
    return EachUntilOk.of(List.copyOf(operations));
  }

  /** No more than so many operations. */
  public static Generator limit(long most, Generator of) {
    return new Limit(most, of);
  }

  /** Nothing any more when so much time has passed since it was first asked. */
  public static Generator timeLimit(Duration time, Generator of) {
    return new TimeLimit(time.toNanos(), TimeLimit.NOT_BEGUN, of);
  }

  /** One operation after the other until one succeeds. */
  public static Generator untilOk(Generator of) {
    return new UntilOk(of, UntilOk.NOBODY, false);
  }

  /**
   * At most so many operations a second, evenly.
   *
   * @param perSecond above 0
   */
  public static Generator rate(double perSecond, Generator of) {
    return Paced.of(new Paced.Even((long) (1e9 / perSecond)), of);
  }

  /**
   * Operations at uneven distances.
   *
   * @param seed decides them
   * @param mean what they are on average; each is between nothing and twice as much
   */
  public static Generator stagger(long seed, Duration mean, Generator of) {
    return Paced.of(new Paced.Uneven(seed, 0, mean.toNanos()), of);
  }

  /**
   * Several operations as fast as workers take them, then none for a while, and so on.
   *
   * @param operations of each burst, at least 1
   * @param pause from a burst's last operation to the next one's first
   */
  public static Generator burst(int operations, Duration pause, Generator of) {
    if (operations < 1) {
      throw new IllegalArgumentException("a burst has at least 1 operation, not " + operations);
    }
    return Paced.of(new Paced.Bursts(operations, pause.toNanos(), operations), of);
  }

  /** Only for workers from a number on, up to another, exclusive. */
  public static Generator onWorkers(int from, int toExclusive, Generator of) {
    return new OnWorkers(from, toExclusive, of);
  }

  /** All of these at the same time; the first that has something to do is heard, in turns. */
  public static Generator together(List<Generator> all) {
    return new Together(List.copyOf(all));
  }

  /**
   * All of these mixed: each operation comes from one that dice choose among those that have
   * something to do. To have more of one, name it more than once.
   *
   * @param seed decides which
   */
  public static Generator mix(long seed, List<Generator> all) {
    return new Mix(seed, 0, List.copyOf(all));
  }

  /** One after the other: the next begins when all operations of the one before have ended. */
  public static Generator phases(List<Generator> all) {
    return new Phases(List.copyOf(all), new TreeSet<>());
  }

  /** For each worker this one by itself, from its beginning. */
  public static Generator perWorker(Generator of) {
    return Groups.of(new Groups.Plan(1, Long.MAX_VALUE, false, _ -> of));
  }

  /**
   * Workers in groups, each at work on one key until that key's generator is exhausted, and then on
   * the next key that nobody has had.
   *
   * @param workersAKey how many share a key, at least 1; the last group has what is left
   * @param keys how many keys there are
   * @param ofKey what is to be done with the key of a number, from 0; pure
   */
  public static Generator perKey(int workersAKey, long keys, LongFunction<Generator> ofKey) {
    if (workersAKey < 1) {
      throw new IllegalArgumentException("a key has at least 1 worker, not " + workersAKey);
    }
    return Groups.of(new Groups.Plan(workersAKey, keys, true, ofKey));
  }

  /** These and one more; those are not changed. */
  static SortedSet<Integer> with(SortedSet<Integer> all, int one) {
    SortedSet<Integer> more = new TreeSet<>(all);
    more.add(one);
    return more;
  }

  /** These without one; those are not changed. */
  static SortedSet<Integer> without(SortedSet<Integer> all, int one) {
    SortedSet<Integer> less = new TreeSet<>(all);
    less.remove(one);
    return less;
  }

  /** These, of which one is this now; those are not changed. */
  static <V> SortedMap<Integer, V> with(SortedMap<Integer, V> all, int one, V value) {
    SortedMap<Integer, V> more = new TreeMap<>(all);
    more.put(one, value);
    return more;
  }
}

package dev.palisade.harness.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.checker.history.OpType;
import dev.palisade.harness.client.Operation;
import dev.palisade.harness.generator.Generator.Next;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class GeneratorsTest {
  private static final Generator NUMBERS =
      Generators.each(7, (dice, number) -> new Operation("n", null, number));

  @Test
  void askingChangesNothingAndTheSameSeedAsksTheSame() {
    Context context = new Context(0, new TreeSet<>(List.of(0, 1, 2)));
    Generator dice = Generators.each(7, (d, n) -> new Operation("n", null, d.nextLong()));
    assertThat(dice.next(context).toString()).isEqualTo(dice.next(context).toString());
    assertThat(values(dice, 20)).isEqualTo(values(dice, 20)).doesNotHaveDuplicates();
  }

  @Test
  void aLimitEndsAndAListIsInOrder() {
    assertThat(values(Generators.limit(3, NUMBERS), 9)).containsExactly(0L, 1L, 2L);
    Generator list =
        Generators.list(List.of(new Operation("a", null, 5L), new Operation("a", null, 4L)));
    assertThat(values(list, 9)).containsExactly(5L, 4L);
  }

  @Test
  void aRateKeepsItsGapAndDoesNotMakeUpForAStall() {
    Generator now = Generators.rate(10, NUMBERS);
    List<Long> moments = new ArrayList<>();
    for (long millis = 0; millis < 1_300; millis++) {
      if (millis == 300) {
        millis = 1_000; // Nobody asked for a while.
      }
      switch (now.next(new Context(millis * 1_000_000, new TreeSet<>(List.of(0))))) {
        case Next.Invoke(_, _, var rest) -> {
          moments.add(millis);
          now = rest;
        }
        case Next.Pending(_, var rest) -> now = rest;
        case Next.Exhausted _ -> throw new AssertionError("numbers have no end");
      }
    }
    assertThat(moments).hasSizeBetween(6, 7).startsWith(0L, 100L, 200L, 1_000L);
  }

  @Test
  void togetherEachHasItsOwnWorkersAndNoneStarves() {
    Generator both =
        Generators.together(
            List.of(
                Generators.onWorkers(0, 2, NUMBERS),
                Generators.onWorkers(2, 3, Generators.limit(5, NUMBERS))));
    int[] asked = new int[3];
    Generator now = both;
    for (int i = 0; i < 40; i++) {
      Next next = now.next(new Context(0, new TreeSet<>(List.of(0, 1, 2))));
      Next.Invoke invoke = (Next.Invoke) next;
      asked[invoke.worker()]++;
      now = invoke.rest();
    }
    assertThat(asked[2]).isEqualTo(5);
    assertThat(asked[0] + asked[1]).isEqualTo(35);
    assertThat(now.next(new Context(0, new TreeSet<>(List.of(2)))))
        .isInstanceOf(Next.Pending.class);
  }

  @Test
  void aMixHasSomeOfEachAndEndsWithTheLast() {
    List<Object> mixed =
        values(Generators.mix(3, List.of(count("a", 30), count("b", 30), count("b", 30))), 99);
    assertThat(mixed).hasSize(90);
    assertThat(mixed.subList(0, 30)).filteredOn("b"::equals).hasSizeBetween(12, 28);
    assertThat(values(Generators.mix(3, List.of(count("a", 30), count("b", 30))), 60))
        .isEqualTo(values(Generators.mix(3, List.of(count("a", 30), count("b", 30))), 60));
  }

  @Test
  void aMixAsksAnotherWhenTheChosenOneHasToWait() {
    Generator slow = Generators.rate(1, count("slow", 9));
    assertThat(values(Generators.mix(3, List.of(slow, count("quick", 9))), 99))
        .containsOnlyOnce("slow")
        .filteredOn("quick"::equals)
        .hasSize(9);
  }

  @Test
  void aPhaseBeginsWhenAllOperationsOfTheOneBeforeHaveEnded() {
    Scene scene = new Scene(Generators.phases(List.of(count("a", 2), count("b", 1))), 3);
    assertThat(scene.ask()).isEqualTo("0 a");
    assertThat(scene.ask()).isEqualTo("1 a");
    assertThat(scene.ask()).isEqualTo("later");
    scene.end(1, OpType.FAIL);
    assertThat(scene.ask()).isEqualTo("later");
    scene.end(0, OpType.INFO);
    assertThat(scene.ask()).isEqualTo("0 b");
    scene.end(0, OpType.OK);
    assertThat(scene.ask()).isEqualTo("nothing");
  }

  @Test
  void aTimeLimitCountsFromTheFirstQuestion() {
    Scene scene = new Scene(Generators.timeLimit(Duration.ofNanos(50), count("a", 9)), 9);
    scene.nanos = 1_000;
    assertThat(scene.ask()).isEqualTo("0 a");
    scene.nanos = 1_049;
    assertThat(scene.ask()).isEqualTo("1 a");
    scene.nanos = 1_050;
    assertThat(scene.ask()).isEqualTo("nothing");
  }

  @Test
  void aTimeLimitEndsAWaitThatIsLonger() {
    Generator once = Generators.timeLimit(Duration.ofNanos(50), Generators.rate(1, count("a", 9)));
    Next.Invoke first = (Next.Invoke) once.next(new Context(0, new TreeSet<>(List.of(0))));
    assertThat(first.rest().next(new Context(1, new TreeSet<>(List.of(0)))))
        .isInstanceOfSatisfying(
            Next.Pending.class, pending -> assertThat(pending.untilNanos()).isEqualTo(50));
  }

  @Test
  void untilOneSucceedsOneFollowsTheOther() {
    Scene scene = new Scene(Generators.untilOk(count("a", 9)), 2);
    assertThat(scene.ask()).isEqualTo("0 a");
    assertThat(scene.ask()).isEqualTo("later");
    scene.end(0, OpType.FAIL);
    assertThat(scene.ask()).isEqualTo("0 a");
    scene.end(0, OpType.INFO);
    assertThat(scene.ask()).isEqualTo("0 a");
    scene.end(0, OpType.OK);
    assertThat(scene.ask()).isEqualTo("nothing");
  }

  @Test
  void eachIsDoneAgainUntilItSucceeds() {
    Scene scene =
        new Scene(
            Generators.eachUntilOk(
                List.of(new Operation("n", null, "a"), new Operation("n", null, "b"))),
            2);
    assertThat(scene.ask()).isEqualTo("0 a");
    assertThat(scene.ask()).isEqualTo("1 b");
    scene.end(0, OpType.FAIL);
    assertThat(scene.ask()).as("not at once").isEqualTo("later");
    scene.nanos = 99_999_999;
    assertThat(scene.ask()).isEqualTo("later");
    scene.nanos = 100_000_000;
    assertThat(scene.ask()).isEqualTo("0 a");
    scene.end(1, OpType.OK);
    assertThat(scene.ask()).as("one is under way").isEqualTo("later");
    scene.end(0, OpType.OK);
    assertThat(scene.ask()).isEqualTo("nothing");
  }

  @Test
  void staggeredOperationsHaveUnevenDistancesOfThatMean() {
    Generator now = Generators.stagger(5, Duration.ofNanos(1_000), NUMBERS);
    List<Long> gaps = new ArrayList<>();
    long last = 0;
    long nanos = 0;
    while (gaps.size() < 400) {
      switch (now.next(new Context(nanos, new TreeSet<>(List.of(0))))) {
        case Next.Invoke(_, _, var rest) -> {
          gaps.add(nanos - last);
          last = nanos;
          now = rest;
        }
        case Next.Pending(var until, var rest) -> {
          nanos = until;
          now = rest;
        }
        case Next.Exhausted _ -> throw new AssertionError("numbers have no end");
      }
    }
    assertThat(gaps).allMatch(gap -> gap <= 2_000);
    assertThat(gaps.stream().mapToLong(Long::longValue).average().orElseThrow())
        .isBetween(900.0, 1_100.0);
    assertThat(gaps.stream().distinct().count()).isGreaterThan(200);
  }

  @Test
  void aBurstIsAtOnceAndThenThereIsAPause() {
    Scene scene = new Scene(Generators.burst(2, Duration.ofNanos(100), count("a", 9)), 9);
    assertThat(List.of(scene.ask(), scene.ask(), scene.ask()))
        .containsExactly("0 a", "1 a", "later");
    scene.nanos = 99;
    assertThat(scene.ask()).isEqualTo("later");
    scene.nanos = 100;
    assertThat(List.of(scene.ask(), scene.ask(), scene.ask()))
        .containsExactly("2 a", "3 a", "later");
    assertThatThrownBy(() -> Generators.burst(0, Duration.ZERO, NUMBERS))
        .hasMessageContaining("not 0");
  }

  @Test
  void eachWorkerHasItsOwnFromTheBeginning() {
    Scene scene =
        new Scene(
            Generators.perWorker(
                Generators.list(
                    List.of(new Operation("n", null, "a"), new Operation("n", null, "b")))),
            2);
    assertThat(scene.ask()).isEqualTo("0 a");
    assertThat(scene.ask()).isEqualTo("1 a");
    scene.end(1, OpType.OK);
    assertThat(scene.ask()).isEqualTo("1 b");
    scene.end(1, OpType.OK);
    assertThat(scene.ask()).as("the other one is busy").isEqualTo("later");
    scene.end(0, OpType.OK);
    assertThat(scene.ask()).isEqualTo("0 b");
    assertThat(scene.ask()).isEqualTo("nothing");
  }

  @Test
  void eachGroupOfWorkersHasAKeyAndThenTheNextThatNobodyHad() {
    Generator keys = Generators.perKey(2, 3, key -> count("k" + key, 2));
    Scene scene = new Scene(keys, 4);
    assertThat(scene.ask()).isEqualTo("0 k0");
    assertThat(scene.ask()).isEqualTo("2 k1");
    assertThat(scene.ask()).isEqualTo("1 k0");
    assertThat(scene.ask()).isEqualTo("3 k1");
    scene.end(2, OpType.OK);
    assertThat(scene.ask()).isEqualTo("2 k2");
    scene.end(2, OpType.OK);
    assertThat(scene.ask()).isEqualTo("2 k2");
    assertThat(scene.ask()).isEqualTo("nothing");
    assertThatThrownBy(() -> Generators.perKey(0, 1, _ -> NUMBERS)).hasMessageContaining("not 0");
  }

  /** So many operations with this value. */
  private static Generator count(String value, int times) {
    return Generators.list(Collections.nCopies(times, new Operation("n", null, value)));
  }

  /** A generator that is asked and told as by an interpreter. */
  private static final class Scene {
    private final SortedSet<Integer> workers = new TreeSet<>();
    private final SortedSet<Integer> free = new TreeSet<>();
    private Generator now;
    private long nanos;

    Scene(Generator generator, int count) {
      now = generator;
      for (int worker = 0; worker < count; worker++) {
        workers.add(worker);
        free.add(worker);
      }
    }

    /** The worker and the value, or {@code later}, or {@code nothing}. */
    String ask() {
      switch (now.next(new Context(nanos, new TreeSet<>(free), workers))) {
        case Next.Invoke(var worker, var operation, var rest) -> {
          assertThat(free.remove(worker)).as("worker %d is free", worker).isTrue();
          now = rest.update(new Generator.Event(worker, OpType.INVOKE, operation));
          return worker + " " + operation.value();
        }
        case Next.Pending(_, var rest) -> {
          now = rest;
          return "later";
        }
        case Next.Exhausted _ -> {
          return "nothing";
        }
      }
    }

    void end(int worker, OpType type) {
      free.add(worker);
      now = now.update(new Generator.Event(worker, type, new Operation("n", null, null)));
    }
  }

  private static List<Object> values(Generator generator, int most) {
    List<Object> values = new ArrayList<>();
    Generator now = generator;
    while (values.size() < most
        && now.next(new Context(0, new TreeSet<>(List.of(0, 1))))
            instanceof Next.Invoke(_, var operation, var rest)) {
      values.add(Objects.requireNonNull(operation.value()));
      now = rest;
    }
    return values;
  }
}

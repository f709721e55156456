package dev.palisade.harness.generator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.harness.client.Operation;
import dev.palisade.harness.generator.Generator.Next;
import java.util.ArrayList;
import java.util.List;
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

  private static List<Object> values(Generator generator, int most) {
    List<Object> values = new ArrayList<>();
    Generator now = generator;
    while (values.size() < most
        && now.next(new Context(0, new TreeSet<>(List.of(0, 1))))
            instanceof Next.Invoke(_, var operation, var rest)) {
      values.add(longOf(operation));
      now = rest;
    }
    return values;
  }

  private static long longOf(Operation operation) {
    return Long.parseLong(String.valueOf(operation.value()));
  }
}

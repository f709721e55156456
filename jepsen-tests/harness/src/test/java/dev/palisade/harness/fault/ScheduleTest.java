package dev.palisade.harness.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.harness.net.NetKind;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final long MINUTE_MILLIS = 60_000;
  private static final List<Fault> ALL = Faults.all();

  private static Schedule schedule(long seed, long runMillis) {
    return new Schedule(ALL, runMillis, new SplittableRandom(seed));
  }

  private static Set<Fault> faults(Round round) {
    return round.steps().stream().map(Round.Step::fault).collect(Collectors.toSet());
  }

  @Test
  void everyPairThatIsNotExcludedIsHadBeforeOneIsHadAgain() {
    Schedule schedule = schedule(1, 30 * MINUTE_MILLIS);
    int combinations = schedule.combinations().size();
    Set<Set<Fault>> had = new HashSet<>();
    for (int i = 0; i < combinations; i++) {
      assertThat(had.add(faults(schedule.next()))).isTrue();
    }
    for (Fault one : ALL) {
      for (Fault other : ALL) {
        boolean together = one == other || Collections.disjoint(one.grips(), other.grips());
        assertThat(had.contains(pair(one, other)))
            .as(one.name() + " and " + other.name())
            .isEqualTo(together);
      }
    }
  }

  private static Set<Fault> pair(Fault one, Fault other) {
    return Stream.of(one, other).collect(Collectors.toSet());
  }

  @Test
  void aShortRunHasEveryFault() {
    Schedule schedule = schedule(2, 3 * MINUTE_MILLIS);
    Set<Fault> had = new HashSet<>();
    for (int i = 0; i < ALL.size(); i++) {
      had.addAll(faults(schedule.next()));
    }
    assertThat(had).containsExactlyInAnyOrderElementsOf(ALL);
  }

  @Test
  void itIsTheSameForTheSameSeedAndAnotherForAnotherOne() {
    assertThat(rounds(3)).isEqualTo(rounds(3)).isNotEqualTo(rounds(4));
  }

  private static List<Round> rounds(long seed) {
    Schedule schedule = schedule(seed, MINUTE_MILLIS);
    return Stream.generate(schedule::next).limit(50).toList();
  }

  @Test
  void noFaultTakesMoreThanItsSpanOrAnEighthOfTheRun() {
    Schedule schedule = schedule(5, MINUTE_MILLIS);
    for (int i = 0; i < 500; i++) {
      for (Round.Step step : schedule.next().steps()) {
        assertThat(step.holdMillis())
            .isBetween(
                step.fault().span().leastMillis(),
                (int) Math.min(step.fault().span().mostMillis(), MINUTE_MILLIS / 8));
      }
    }
  }

  @Test
  void theSecondFaultBeginsWhileTheFirstIsThere() {
    Schedule schedule = schedule(6, 30 * MINUTE_MILLIS);
    for (int i = 0; i < 500; i++) {
      List<Round.Step> steps = schedule.next().steps();
      if (steps.size() == 2) {
        assertThat(steps.getLast().afterMillis()).isLessThan(steps.getFirst().holdMillis());
      }
    }
  }

  @Test
  void namesAreReadAndWhatCannotBeHadHereIsListedWithTheReason() {
    FaultPlan plan = FaultPlan.of("partition, kill", new Surroundings(NetKind.PROXY, 3, false));
    assertThat(plan.faults()).extracting(Fault::name).contains("partition-one", "kill");
    assertThat(plan.faults()).extracting(Fault::family).doesNotContain(Family.CLOCK);
    assertThat(plan.notRun())
        .containsExactly(new FaultPlan.NotRun("partition-ring", "it needs 4 nodes; there are 3"));
    assertThat(FaultPlan.of("none", new Surroundings(NetKind.PROXY, 3, false)).faults()).isEmpty();
    assertThatThrownBy(() -> FaultPlan.of("kil", new Surroundings(NetKind.PROXY, 3, false)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("'kil' names no fault; there are all, none, ")
        .hasMessageContaining("kill-all");
  }
}

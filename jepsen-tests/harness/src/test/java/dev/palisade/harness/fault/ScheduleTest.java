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
  void everyFaultAloneAndEveryPairThatIsNotExcludedIsHadBeforeAllBeginsAnew() {
    Schedule schedule = schedule(1, 30 * MINUTE_MILLIS);
    Set<Set<Fault>> had = new HashSet<>();
    for (int i = 0; i < schedule.combinations().size(); i++) {
      had.addAll(met(schedule.next()));
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

  /** The fault of a round that has one, or the pairs of one that has more. */
  private static Set<Set<Fault>> met(Round round) {
    List<Fault> all = List.copyOf(faults(round));
    Set<Set<Fault>> met = new HashSet<>();
    if (all.size() == 1) {
      met.add(Set.copyOf(all));
    }
    for (Fault one : all) {
      all.stream().filter(other -> other != one).forEach(other -> met.add(pair(one, other)));
    }
    return met;
  }

  @Test
  void halfAnHourHasAThousandFaultsAndEveryPairThoughEachRecoveryTakesFiveSeconds() {
    Schedule schedule = schedule(7, 30 * MINUTE_MILLIS);
    Set<Set<Fault>> had = new HashSet<>();
    int count = 0;
    long millis = 0;
    while (millis < 30 * MINUTE_MILLIS) {
      Round round = schedule.next();
      had.addAll(met(round));
      count += round.steps().size();
      millis += millis(round) + (round.then() == Round.Then.RECOVERY ? 5_000 : 0);
    }
    assertThat(count).isGreaterThan(1_000);
    assertThat(had).hasSize(schedule.combinations().size());
  }

  /** Each fault takes a tenth of a second to begin and to heal. */
  private static long millis(Round round) {
    int lastEnd =
        round.steps().stream().mapToInt(s -> s.afterMillis() + s.holdMillis()).max().orElseThrow();
    return lastEnd + 100L * round.steps().size() + round.quietMillis();
  }

  @Test
  void noSecondCopyIsTakenBeforeTheClusterHasRecovered() {
    Schedule schedule = schedule(8, 30 * MINUTE_MILLIS);
    int taken = 0;
    int recoveries = 0;
    int copies = 0;
    for (int i = 0; i < 2_000; i++) {
      Round round = schedule.next();
      copies += (int) faults(round).stream().filter(ScheduleTest::takesCopy).count();
      taken = Math.max(taken, copies);
      if (round.then() == Round.Then.RECOVERY) {
        recoveries++;
        copies = 0;
      }
    }
    assertThat(taken).isEqualTo(1);
    assertThat(recoveries).isGreaterThan(200);
  }

  private static boolean takesCopy(Fault fault) {
    return fault.grips().contains(Fault.Grip.COPY);
  }

  @Test
  void whatTakesANodesFilesOrItsPlaceTakesACopy() {
    assertThat(ALL)
        .filteredOn(ScheduleTest::takesCopy)
        .extracting(Fault::name)
        .containsExactlyInAnyOrder("disk-flip-log", "disk-flip-state", "grow", "shrink", "replace");
  }

  @Test
  void mostPausesAreShortAndSomeLast() {
    Schedule schedule = schedule(9, 30 * MINUTE_MILLIS);
    List<Integer> pauses =
        Stream.generate(schedule::next)
            .limit(2_000)
            .flatMap(round -> round.steps().stream())
            .filter(step -> step.fault().name().equals("pause"))
            .map(Round.Step::holdMillis)
            .sorted()
            .toList();
    assertThat(pauses.get(pauses.size() / 2)).isLessThan(3_000);
    assertThat(pauses.getLast()).isBetween(30_000, 60_000);
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
  void allFaultsOfARoundAreThereAtTheSameTime() {
    Schedule schedule = schedule(6, 30 * MINUTE_MILLIS);
    for (int i = 0; i < 500; i++) {
      List<Round.Step> steps = schedule.next().steps();
      int firstEnd =
          steps.stream().mapToInt(s -> s.afterMillis() + s.holdMillis()).min().orElseThrow();
      assertThat(steps).hasSizeBetween(1, 3);
      assertThat(steps.getLast().afterMillis()).isLessThan(firstEnd);
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

package dev.palisade.sim.mutant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.sim.RunReport;
import dev.palisade.sim.Simulation;
import dev.palisade.sim.fault.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every mutant is seen by an oracle. Each names a seed that shows it; when the sources have changed
 * so much that it does not any more, seeds from 1 on are tried. {@code palisade sim mutants} hunts
 * all of them from one seed on.
 */
@Execution(ExecutionMode.CONCURRENT)
class MutantsTest {
  private static final long MOST_SEEDS = 3_000;

  static List<Mutant> all() {
    return Mutant.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void isSeen(Mutant mutant) {
    Function<String, String> probe = MutantHunt.probe(mutant);
    List<Long> seeds = new ArrayList<>(List.of(mutant.seed()));
    for (long seed = 1; seed <= MOST_SEEDS; seed++) {
      seeds.add(seed);
    }
    for (long seed : seeds) {
      String oracle = probe.apply(Probe.ORACLE + seed);
      if (!oracle.isEmpty()) {
        assertThat(original(seed).isClean()).as("the original with seed %d", seed).isTrue();
        return;
      }
    }
    throw new AssertionError(
        mutant.name() + " is not seen with seeds 1 to " + MOST_SEEDS + "; " + mutant.mechanism());
  }

  @Test
  void aMutantIsNamedByWhatIsWrongAndTellsWhatIsRight() {
    assertThat(Mutant.all()).hasSizeGreaterThan(35);
    for (Mutant mutant : Mutant.all()) {
      assertThat(mutant.name()).matches("[a-z-]+");
      assertThat(mutant.mechanism()).endsWith(".");
      assertThat(mutant.sources()).isNotEmpty();
    }
  }

  @Test
  void aSeedThatShowsAMutantShrinksToAFewFaults() {
    Mutant mutant =
        Mutant.all().stream()
            .filter(each -> each.name().equals("acknowledge-before-fsync"))
            .findFirst()
            .orElseThrow();
    Function<String, String> probe = MutantHunt.probe(mutant);
    long seed = new MutantHunt(1, 1_000).hunt(mutant).seeds();
    List<String> lines = probe.apply(Probe.SHRINK + seed).lines().toList();
    assertThat(lines).hasSizeBetween(2, 4);
    assertThat(lines.getFirst()).startsWith("#");
    assertThat(lines.getLast()).matches("[A-Z_]+: .+");
    assertThat(probe.apply(Probe.TRACE + seed)).contains("FAULT #").contains("VIOLATION of");
  }

  private static RunReport original(long seed) {
    return Simulation.run(seed, Profile.EVERYTHING, null);
  }
}

package dev.palisade.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.sim.fault.Profile;
import org.junit.jupiter.api.Test;

class SameSeedSameTraceTest {
  private static final int SEEDS = Integer.getInteger("sim.repeated.seeds", 30);

  @Test
  void aSeedRunTwiceGivesTheSameTrace() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      RunReport first = Simulation.run(seed, Profile.EVERYTHING, null);
      RunReport second = Simulation.run(seed, Profile.EVERYTHING, null);
      assertThat(second).as("seed %d", seed).isEqualTo(first);
    }
  }

  @Test
  void theTraceIsTheSameTextByteForByte() {
    for (long seed = 1; seed <= 10; seed++) {
      assertThat(trace(seed)).as("seed %d", seed).isEqualTo(trace(seed)).isNotEmpty();
    }
  }

  @Test
  void whoeverListensChangesNothing() {
    for (long seed = 1; seed <= 10; seed++) {
      StringBuilder lines = new StringBuilder();
      RunReport heard = Simulation.run(seed, Profile.EVERYTHING, lines::append);
      assertThat(heard).isEqualTo(Simulation.run(seed, Profile.EVERYTHING, null));
    }
  }

  @Test
  void seedsDiffer() {
    long one = Simulation.run(1, Profile.EVERYTHING, null).traceHash();
    long two = Simulation.run(2, Profile.EVERYTHING, null).traceHash();
    assertThat(one).isNotEqualTo(two);
  }

  private static String trace(long seed) {
    StringBuilder lines = new StringBuilder();
    Simulation.run(seed, Profile.EVERYTHING, line -> lines.append(line).append('\n'));
    return lines.toString();
  }
}

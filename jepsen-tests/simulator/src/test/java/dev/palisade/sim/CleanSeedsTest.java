package dev.palisade.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.sim.fault.Fault;
import dev.palisade.sim.fault.Fault.Family;
import dev.palisade.sim.fault.Profile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The product as it is, under everything that can go wrong. */
class CleanSeedsTest {
  private static final int JOBS = Math.max(1, Runtime.getRuntime().availableProcessors());
  private static final int SEEDS = Integer.getInteger("sim.seeds", 700);

  @Test
  void nothingBreaksUnderEverything() throws InterruptedException {
    Campaign campaign = new Campaign(Profile.EVERYTHING);
    campaign.run(1, 1 + SEEDS, JOBS, () -> false);
    assertClean(campaign, Profile.EVERYTHING);
    assertThat(campaign.totals().seeds()).isEqualTo(SEEDS);
    for (Family family : Family.values()) {
      assertThat(campaign.totals().faults(family)).as("faults of %s", family).isPositive();
    }
    assertThat(campaign.totals().faults()).containsOnlyKeys(Fault.Kind.values());
    assertThat(campaign.totals().operationKinds())
        .containsKeys("unprotect", "delete range", "close session", "read as of", "transaction");
  }

  @ParameterizedTest
  @EnumSource(names = {"CALM", "NETWORK", "DISK", "CLOCKS"})
  void nothingBreaksUnderOneKindOfFault(Profile profile) throws InterruptedException {
    Campaign campaign = new Campaign(profile);
    campaign.run(1, 1 + SEEDS / 10, JOBS, () -> false);
    assertClean(campaign, profile);
    assertThat(campaign.totals().operations()).isPositive();
  }

  private static void assertClean(Campaign campaign, Profile profile) {
    assertThat(campaign.failures())
        .as("palisade sim replay --profile %s --seed (the seed below) --trace", profile)
        .isEmpty();
  }
}

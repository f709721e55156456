package dev.palisade.harness.run;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.harness.workload.Workloads;
import org.junit.jupiter.api.Test;

class SlicesTest {
  @Test
  void aWorkloadThatWouldHaveTooFewWorkersIsRefusedWithHowManyItTakes() {
    assertThatThrownBy(() -> new Slices(Workloads.named("bank,paused-holder"), 2))
        .hasMessageContaining("paused-holder takes 2 workers and would have 1 of the 2");
  }
}

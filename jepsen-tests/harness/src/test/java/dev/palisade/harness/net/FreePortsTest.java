package dev.palisade.harness.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FreePortsTest {
  private static final long SEED = 11;

  private static FreePorts claim() {
    return FreePorts.claim(new SplittableRandom(SEED));
  }

  @Test
  void twoRunsOfTheSameSeedHaveDifferentPortsThoughNobodyListensOnThem() {
    try (FreePorts one = claim();
        FreePorts other = claim()) {
      List<Integer> ports = one.choose(120);
      assertThat(other.choose(120)).hasSize(120).doesNotContainAnyElementsOf(ports);
    }
  }

  @Test
  void whatIsChosenIsNotListenedOnAndWhatIsListenedOnIsNotChosen() throws Exception {
    try (FreePorts range = claim();
        ServerSocket listening = range.listen(1).getFirst()) {
      List<Integer> ports = range.choose(20);
      assertThat(ports).doesNotHaveDuplicates().doesNotContain(listening.getLocalPort());
      for (int port : ports) {
        new ServerSocket(port).close();
      }
    }
  }

  @Test
  void aRangeThatIsGivenBackIsHadAgain() {
    List<Integer> before;
    try (FreePorts range = claim()) {
      before = range.choose(20);
    }
    try (FreePorts range = claim()) {
      assertThat(range.choose(20)).isEqualTo(before);
    }
  }
}

package dev.palisade.harness.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.harness.net.NetKind;
import dev.palisade.harness.net.Nets;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkFaultTest {
  private static Optional<String> whyNot(String name, NetKind kind) {
    return LinkFault.all().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow()
        .whyNotHere(new Surroundings(kind, 3, false));
  }

  @ParameterizedTest
  @CsvSource({"reset, NETNS", "half-open, NETNS", "reset, PROXY", "half-open, PROXY"})
  void connectionsAreResetAndLeftHalfOpenWhereTheNetworkCan(String name, NetKind kind) {
    assertThat(whyNot(name, kind)).isEqualTo(Nets.whyNotReset(kind));
  }

  @ParameterizedTest
  @CsvSource({"delay", "jitter"})
  void packetsAreDelayedByAProxyOnly(String name) {
    assertThat(whyNot(name, NetKind.PROXY)).isEmpty();
    assertThat(whyNot(name, NetKind.NETNS)).isPresent();
  }
}

package dev.palisade.harness.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EndedConnectionTest {
  @Test
  void whereTheKernelEndsNothingConnectionsCanBeNeitherResetNorLeftHalfOpen() {
    assertThat(EndedConnection.whyNot((from, to) -> {}))
        .hasValueSatisfying(why -> assertThat(why).contains("CONFIG_INET_DIAG_DESTROY"));
  }

  @Test
  void whereTheProgramFailsTheReasonIsTold() {
    assertThat(
            EndedConnection.whyNot(
                (from, to) -> {
                  throw new NetException("ss is gone");
                }))
        .hasValue("connections cannot be ended: ss is gone; use --net proxy");
  }
}

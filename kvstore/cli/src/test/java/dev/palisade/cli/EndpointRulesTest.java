package dev.palisade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.client.transport.Channels;
import dev.palisade.raft.Endpoint;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients and nodes, which share no code, take the same addresses. */
class EndpointRulesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "node-1:7001", "127.0.0.1:1", "[::1]:65535", "host.:7", "A:1", "kv_4:7201", "", ":1", "a",
        "a:", "a:0", "a:65536", "a:-1", "a:+1", "a:01", "::1:7001", "[::1]", "[fe80::1%eth0]:1",
        "ä:1", "a b:1", "a@b:1", "1.2.3:1", "256.1.1.1:1", "a..b:1", "a%41:1", "a:99999999999"
      })
  void aClientTakesWhatANodeTakes(String text) {
    assertThat(Channels.isEndpoint(text)).isEqualTo(Endpoint.defectOf(text) == null);
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 61, 62, 100})
  void bothTakeNamesOfTheSameLength(int labelChars) {
    String text = ("a".repeat(labelChars) + ".").repeat(4) + "bc:1";
    assertThat(Channels.isEndpoint(text)).isEqualTo(Endpoint.defectOf(text) == null);
  }
}

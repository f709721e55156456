package dev.palisade.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"node-1:7001", "127.0.0.1:1", "[::1]:65535", "a.b.example:80", "A:1", "host.:7"})
  void whatCanBeDialledIsTaken(String text) {
    assertThat(Endpoint.defectOf(text)).isNull();
    assertThat(Endpoint.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kv_4:7201",
        "",
        ":1",
        "a",
        "a:",
        "a:0",
        "a:65536",
        "a:-1",
        "a:+1",
        "a:01",
        "a:1e3",
        "a:٣",
        "::1:7001",
        "[::1",
        "[::1]",
        "[::g]:1",
        "[fe80::1%eth0]:1",
        "ä:1",
        "a b:1",
        "a/b:1",
        "a@b:1",
        "a?:1",
        "a#:1",
        "1.2.3:1",
        "256.1.1.1:1",
        "-a:1",
        "a-:1",
        "a..b:1",
        "a%41:1",
        "a:99999999999",
        "a\u0000:1",
        " a:1",
        "a:1 ",
        "http://a:1"
      })
  void whatCannotBeDialledIsRefusedInASentence(String text) {
    assertThat(Endpoint.defectOf(text)).startsWith("invalid endpoint '" + text + "'");
    assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.parse(text));
  }

  @Test
  void namesAreNoLongerThanTheDnsHasThem() {
    String label = "a".repeat(62) + ".";
    assertThat(Endpoint.defectOf(label.repeat(4) + "b:1")).isNull();
    assertThat(Endpoint.defectOf(label.repeat(4) + "bc:1")).isNotNull();
    assertThat(Endpoint.defectOf("a".repeat(400) + ":1")).contains("at most 300 bytes");
  }

  @Test
  void addressesOverlapWhateverTheirCase() {
    MemberAddress one = new MemberAddress("a:1", "a:2");
    assertThat(one.overlaps(new MemberAddress("b:1", "A:1"))).isTrue();
    assertThat(one.overlaps(new MemberAddress("b:1", "b:2"))).isFalse();
    assertThat(new MemberAddress("a:1", "A:1").isOne()).isTrue();
  }
}

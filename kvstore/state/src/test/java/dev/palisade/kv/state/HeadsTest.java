package dev.palisade.kv.state;

import static dev.palisade.kv.state.TestMachine.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.kv.state.Version.Digest;
import org.junit.jupiter.api.Test;

class HeadsTest {
  private static Version version(String key, long revision) {
    return new Version(
        bytes(key), bytes("value"), revision, 0, revision, 1, 0, 0, new Digest(revision, 0));
  }

  @Test
  void theNewestVersionIsRememberedWithoutItsValue() {
    Heads heads = new Heads(10_000);
    heads.put(version("a", 1));
    heads.put(version("a", 2));

    assertThat(heads.get(bytes("a")))
        .extracting("modRevision", "digest", "value")
        .containsExactly(2L, new Digest(2, 0), null);
    assertThat(heads.get(bytes("b"))).isNull();
  }

  @Test
  void beyondItsBytesTheKeysUsedLongestAgoAreForgotten() {
    Heads heads = new Heads(1_000);
    for (String key : new String[] {"a", "b", "c", "d"}) {
      heads.put(version(key, 1));
    }
    heads.get(bytes("a"));

    heads.put(version("e", 1));

    assertThat(heads.get(bytes("b"))).isNull();
    assertThat(heads.get(bytes("a"))).isNotNull();
    assertThat(heads.get(bytes("e"))).isNotNull();
  }
}

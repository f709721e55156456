package dev.palisade.kv.state;

import static dev.palisade.kv.state.TestMachine.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.kv.state.Version.Digest;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
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
    Heads heads = new Heads(4 * (67 + 1));
    for (String key : new String[] {"a", "b", "c", "d"}) {
      heads.put(version(key, 1));
    }
    heads.get(bytes("a"));

    heads.put(version("e", 1));

    assertThat(heads.get(bytes("b"))).isNull();
    assertThat(heads.get(bytes("a"))).isNotNull();
    assertThat(heads.get(bytes("e"))).isNotNull();
  }

  @Test
  void aKeyThatDoesNotFitIsNotRemembered() {
    Heads heads = new Heads(100);

    heads.put(version("k".repeat(101), 1));

    assertThat(heads.get(bytes("k".repeat(101)))).isNull();
  }

  /** Against a map of all that was put: what is known is right, whatever was forgotten. */
  @Test
  void whatIsKnownIsWhatWasPutLast() {
    for (long seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      Heads heads = new Heads(100 + random.nextInt(20_000));
      Map<String, Long> last = new HashMap<>();
      int known = 0;
      for (long step = 1; step <= 5_000; step++) {
        String key = "k".repeat(random.nextInt(40)) + random.nextInt(300);
        Version head = heads.get(bytes(key));
        assertThat(heads.knows(bytes(key))).isEqualTo(head != null);
        if (head != null) {
          known++;
          assertThat(head.modRevision()).as("seed %d, key %s", seed, key).isEqualTo(last.get(key));
        }
        if (random.nextBoolean()) {
          heads.put(version(key, step));
          last.put(key, step);
        }
      }
      assertThat(known).isPositive();
    }
  }
}

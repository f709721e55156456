package dev.palisade.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BenchKeysTest {
  @Test
  void keysHaveOneLengthSoThatTheyAreInNumericalOrder() {
    assertEquals("bench/00000042", new String(BenchKeys.key(42), StandardCharsets.US_ASCII));
    assertEquals(
        "bench/99999999", new String(BenchKeys.key(99_999_999), StandardCharsets.US_ASCII));
  }

  @Test
  void valuesHaveTheSizeAskedFor() {
    assertEquals(128, new BenchKeys(128, new Random(1)).value(1_000_003).length);
  }
}

package dev.palisade.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyChoiceTest {
  private static final int KEYS = 1000;
  private static final int DRAWS = 200_000;

  @Test
  void uniformChoosesEveryKeyAboutEquallyOften() {
    int[] counts = counts(KeyChoice.uniform);
    assertThat(Arrays.stream(counts).min().orElseThrow()).isGreaterThan(100);
    assertThat(Arrays.stream(counts).max().orElseThrow()).isLessThan(300);
  }

  @Test
  void zipfianChoosesTheFirstKeyAsOftenAsTheHarmonicSumSays() {
    int[] counts = counts(KeyChoice.zipfian);
    double sum = 0;
    for (int rank = 1; rank <= KEYS; rank++) {
      sum += Math.pow(rank, -0.99);
    }
    int most = Arrays.stream(counts).max().orElseThrow();
    assertThat(most).isBetween((int) (0.9 * DRAWS / sum), (int) (1.2 * DRAWS / sum));
    Arrays.sort(counts);
    int tenth = Arrays.stream(counts, KEYS - KEYS / 10, KEYS).sum();
    assertThat(tenth).as("draws of the tenth that is used most").isGreaterThan(DRAWS / 2);
  }

  @ParameterizedTest
  @EnumSource
  void oneKeyIsEnough(KeyChoice choice) {
    IntSupplier numbers = choice.among(1, 7);
    assertThat(numbers.getAsInt()).isZero();
  }

  private static int[] counts(KeyChoice choice) {
    int[] counts = new int[KEYS];
    IntSupplier numbers = choice.among(KEYS, 42);
    for (int draw = 0; draw < DRAWS; draw++) {
      counts[numbers.getAsInt()]++;
    }
    return counts;
  }
}

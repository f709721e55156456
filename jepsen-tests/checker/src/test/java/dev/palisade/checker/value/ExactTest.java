package dev.palisade.checker.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class ExactTest {
  @Test
  void numbersOfOneKindAreEqualIfTheirValuesAre() {
    assertThat(Exact.integer(BigInteger.TEN)).isEqualTo(10L);
    assertThat(Exact.integer(BigInteger.TWO.pow(63))).isEqualTo(BigInteger.TWO.pow(63));
    assertThat(Exact.ratio(BigInteger.TWO, BigInteger.valueOf(-4)))
        .isEqualTo(new Ratio(BigInteger.ONE.negate(), BigInteger.TWO));
    assertThat(Exact.ratio(BigInteger.TEN, BigInteger.TWO)).isEqualTo(5L);
    assertThat(Exact.decimal("1.50")).isEqualTo(Exact.decimal("1.5"));
    assertThat(Exact.floating("1.50e1")).isEqualTo(15.0);
    assertThat(Exact.floating("-0.0")).isEqualTo(0.0);
  }

  @Test
  void digitsBeyondADoubleCount() {
    assertThat(Exact.floating("1523380443124516123.0000000001"))
        .isNotEqualTo(Exact.floating("1523380443124516123.0000000002"));
    assertThat(Exact.floating("0.1000000000000000055")).isNotEqualTo(Exact.floating("0.1"));
    assertThat(Exact.floating("1e400")).isEqualTo(new BigDecimal("1E+400"));
  }

  @Test
  void kindsOfNumbersDiffer() {
    assertThat((Object) 1L).isNotEqualTo(Exact.floating("1.0")).isNotEqualTo(Exact.decimal("1"));
    assertThat(Exact.floating("1.5")).isNotEqualTo(Exact.decimal("1.5"));
  }

  @Test
  void sumsOfAllKindsAreExact() {
    Ratio sum = Ratio.ZERO;
    for (Object each : new Object[] {0.1, Exact.decimal("0.2"), 1L, BigInteger.TWO.pow(64)}) {
      sum = sum.plus(java.util.Objects.requireNonNull(Ratio.of(each)));
    }
    assertThat(sum).hasToString("184467440737095516173/10");
    assertThat(Ratio.of(Double.NaN)).isNull();
    assertThat(Ratio.of(Exact.decimal("1e99999"))).isNull();
  }
}

package dev.palisade.checker.value;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Numbers in their one representation, so that {@code equals} compares them exactly: of one kind,
 * two are equal if and only if their values are. The kinds are Clojure's, and never equal to each
 * other: integers ({@code Long}, beyond it {@code BigInteger}), ratios ({@link Ratio}), floating
 * point ({@code Double}, or {@code BigDecimal} if a double cannot hold the digits), and decimals
 * ({@code BigDecimal}).
 */
public final class Exact {
  private static final int BITS_OF_LONG = 63;

  private Exact() {}

  /** An integer. */
  public static Object integer(BigInteger value) {
    return value.bitLength() <= BITS_OF_LONG ? (Object) value.longValue() : value;
  }

  /**
   * A fraction in its lowest terms; an integer if the denominator then is 1.
   *
   * @throws ArithmeticException if the denominator is 0
   */
  public static Object ratio(BigInteger numerator, BigInteger denominator) {
    Ratio ratio = Ratio.reduced(numerator, denominator);
    return ratio.isInteger() ? integer(ratio.numerator()) : ratio;
  }

  /**
   * A decimal, such as {@code 1.50M}: trailing zeros do not count.
   *
   * @throws NumberFormatException if the digits are no number, or the exponent has no place
   */
  public static Object decimal(String digits) {
    return new BigDecimal(digits).stripTrailingZeros();
  }

  /**
   * A floating point number, such as {@code 1.5e3}: as a double if that shows the same digits, as
   * they are otherwise. Zero has no sign.
   *
   * @throws NumberFormatException if the digits are no number, or the exponent has no place
   */
  public static Object floating(String digits) {
    BigDecimal exact = new BigDecimal(digits);
    double nearest = exact.doubleValue();
    boolean holds =
        !Double.isInfinite(nearest) && BigDecimal.valueOf(nearest).compareTo(exact) == 0;
    return holds ? (Object) (nearest + 0.0) : exact.stripTrailingZeros();
  }
}

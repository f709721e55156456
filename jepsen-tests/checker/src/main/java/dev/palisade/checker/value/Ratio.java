package dev.palisade.checker.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A fraction in its lowest terms. Made by {@link #reduced} or {@link #of}, and the way to add and
 * compare numbers of any kind exactly.
 *
 * @param numerator carries the sign
 * @param denominator 1 or more
 */
public record Ratio(BigInteger numerator, BigInteger denominator) implements Comparable<Ratio> {
  /** Nothing. */
  public static final Ratio ZERO = new Ratio(BigInteger.ZERO, BigInteger.ONE);

  /** Digits that a number may have when it is written out; one with more is not computed with. */
  private static final int MOST_DIGITS = 10_000;

  /**
   * The fraction in its lowest terms.
   *
   * @throws ArithmeticException if the denominator is 0
   */
  public static Ratio reduced(BigInteger numerator, BigInteger denominator) {
    if (denominator.signum() == 0) {
      throw new ArithmeticException(numerator + "/0 has no value");
    }
    if (denominator.equals(BigInteger.ONE)) {
      return new Ratio(numerator, denominator);
    }
    BigInteger common = numerator.gcd(denominator);
    BigInteger divisor = denominator.signum() < 0 ? common.negate() : common;
    return new Ratio(numerator.divide(divisor), denominator.divide(divisor));
  }

  /** The value of a number; null of what is none, is infinite, or has more than 10,000 digits. */
  public static @Nullable Ratio of(@Nullable Object number) {
    return switch (number) {
      case Long whole -> new Ratio(BigInteger.valueOf(whole), BigInteger.ONE);
      case BigInteger whole -> new Ratio(whole, BigInteger.ONE);
      case Ratio ratio -> ratio;
      case Double floating when Double.isFinite(floating) -> of(BigDecimal.valueOf(floating));
      case BigDecimal decimal when Math.abs((long) decimal.scale()) <= MOST_DIGITS ->
          decimal.scale() <= 0
              ? new Ratio(decimal.toBigIntegerExact(), BigInteger.ONE)
              : reduced(decimal.unscaledValue(), BigInteger.TEN.pow(decimal.scale()));
      case null, default -> null;
    };
  }

  /** The sum. */
  public Ratio plus(Ratio other) {
    if (isInteger() && other.isInteger()) {
      return new Ratio(numerator.add(other.numerator), BigInteger.ONE);
    }
    return reduced(
        numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
        denominator.multiply(other.denominator));
  }

  /** Whether the denominator is 1. */
  public boolean isInteger() {
    return denominator.equals(BigInteger.ONE);
  }

  /** -1, 0 or 1. */
  public int signum() {
    return numerator.signum();
  }

  @Override
  public int compareTo(Ratio other) {
    return numerator.multiply(other.denominator).compareTo(other.numerator.multiply(denominator));
  }

  @Override
  public String toString() {
    return isInteger() ? numerator.toString() : numerator + "/" + denominator;
  }
}

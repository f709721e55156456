package dev.palisade.checker.format;

import dev.palisade.checker.value.Exact;
import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The numbers that Clojure reads: integers in any base, ratios, floating point, decimals. */
final class EdnNumbers {
  private static final int MOST_DIGITS_OF_LONG = 18;

  private static final Pattern INTEGER =
      Pattern.compile(
          "([-+]?)(?:(0|[1-9][0-9]*)|0[xX]([0-9A-Fa-f]+)|0([0-7]+)|([1-9][0-9]?)[rR]([0-9A-Za-z]+))N?");
  private static final Pattern FLOATING =
      Pattern.compile("([-+]?[0-9]+(?:\\.[0-9]*)?(?:[eE][-+]?[0-9]+)?)(M)?");
  private static final Pattern RATIO = Pattern.compile("([-+]?[0-9]+)/([0-9]+)");

  private EdnNumbers() {}

  /** Whether a word can only be a number. */
  static boolean looksLikeOne(String word) {
    char first = word.charAt(0);
    boolean signed = (first == '-' || first == '+') && word.length() > 1;
    char digit = signed ? word.charAt(1) : first;
    return digit >= '0' && digit <= '9';
  }

  /** The number, or null if the word is none. */
  static @Nullable Object of(String word) {
    if (isShortInteger(word)) {
      return Long.valueOf(word);
    }
    try {
      Matcher integer = INTEGER.matcher(word);
      if (integer.matches()) {
        return integer(integer);
      }
      Matcher floating = FLOATING.matcher(word);
      if (floating.matches()) {
        String digits = floating.group(1);
        return floating.group(2) == null ? Exact.floating(digits) : Exact.decimal(digits);
      }
      Matcher ratio = RATIO.matcher(word);
      return ratio.matches()
          ? Exact.ratio(new BigInteger(ratio.group(1)), new BigInteger(ratio.group(2)))
          : null;
    } catch (ArithmeticException e) { // A denominator of 0.
      return null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** Most numbers are, and need no pattern. */
  private static boolean isShortInteger(String word) {
    if (word.length() > MOST_DIGITS_OF_LONG || (word.length() > 1 && word.charAt(0) == '0')) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (word.charAt(i) < '0' || word.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static Object integer(Matcher parts) {
    String digits = parts.group(2);
    int base = 10;
    if (parts.group(3) != null) {
      digits = parts.group(3);
      base = 16;
    } else if (parts.group(4) != null) {
      digits = parts.group(4);
      base = 8;
    } else if (parts.group(6) != null) {
      digits = parts.group(6);
      base = Integer.parseInt(parts.group(5));
    }
    return Exact.integer(new BigInteger(parts.group(1) + digits, base));
  }
}

package io.finlake.etl.parse;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * Exact numbers from text: an optional sign, ASCII digits with at most one point, an optional
 * exponent. Nothing is rounded; what does not fit gives {@code null}.
 */
final class Numerals {
  private static final int LONGEST = 1000;
  private static final int LONGEST_BYTES = 64;

  private Numerals() {}

  /** The number, or null when the text is none. */
  static BigDecimal exact(String text) {
    if (!isNumeral(text)) {
      return null;
    }
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException exponentTooLarge) {
      return null;
    }
  }

  /** The number as digits without an exponent, unless that would be longer than any number is. */
  static String plain(BigDecimal number) {
    return Math.abs((long) number.scale()) > LONGEST ? number.toString() : number.toPlainString();
  }

  /** Two's complement, most significant byte first, as a number; one beyond all bounds is unfit. */
  static Object decimal(byte[] bytes, int scale) {
    boolean fits = bytes.length > 0 && bytes.length <= LONGEST_BYTES && Math.abs(scale) <= LONGEST;
    return fits
        ? new BigDecimal(new BigInteger(bytes), scale)
        : new Value.Unfit("a decimal of " + bytes.length + " bytes and scale " + scale);
  }

  /** The number with exactly that scale; null when it needs more digits than the type has. */
  static BigDecimal fitted(BigDecimal number, int precision, int scale) {
    if (number.signum() == 0) {
      return BigDecimal.ZERO.setScale(scale);
    }
    long digitsBeforePoint = (long) number.precision() - number.scale();
    if (digitsBeforePoint > precision - scale) {
      return null;
    }
    BigDecimal plain = number.scale() > scale ? number.stripTrailingZeros() : number;
    return plain.scale() > scale ? null : plain.setScale(scale, RoundingMode.UNNECESSARY);
  }

  /** The whole number that the text denotes; null when it is none, or beyond the bounds. */
  static Long whole(String text, long least, long most) {
    Long quick = shortWhole(text);
    if (quick != null) {
      return quick >= least && quick <= most ? quick : null;
    }
    BigDecimal number = exact(text);
    BigDecimal fitted = number == null ? null : fitted(number, 19, 0);
    if (fitted == null
        || fitted.compareTo(BigDecimal.valueOf(least)) < 0
        || fitted.compareTo(BigDecimal.valueOf(most)) > 0) {
      return null;
    }
    return fitted.longValueExact();
  }

  /** The nearest double; null when the text is no number or is beyond the finite ones. */
  static Double nearest(String text) {
    if (!isNumeral(text)) {
      return null;
    }
    double value = Double.parseDouble(text);
    return Double.isFinite(value) ? value : null;
  }

  private static Long shortWhole(String text) {
    int length = text.length();
    int at = length > 1 && text.charAt(0) == '-' ? 1 : 0;
    if (length == 0 || length - at > 18) {
      return null;
    }
    long value = 0;
    for (int i = at; i < length; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return null;
      }
      value = value * 10 + digit;
    }
    return at == 1 ? -value : value;
  }

  private static boolean isNumeral(String text) {
    int length = text.length();
    if (length == 0 || length > LONGEST) {
      return false;
    }
    int at = signed(text, 0);
    int whole = digits(text, at);
    int end = whole;
    int fraction = 0;
    if (end < length && text.charAt(end) == '.') {
      end = digits(text, end + 1);
      fraction = end - whole - 1;
    }
    if (whole == at && fraction == 0) {
      return false;
    }
    if (end < length && (text.charAt(end) == 'e' || text.charAt(end) == 'E')) {
      int exponent = signed(text, end + 1);
      end = digits(text, exponent);
      return end > exponent && end == length;
    }
    return end == length;
  }

  private static int signed(String text, int at) {
    boolean sign = at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+');
    return sign ? at + 1 : at;
  }

  private static int digits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }
}

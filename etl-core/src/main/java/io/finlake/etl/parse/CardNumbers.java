package io.finlake.etl.parse;

/**
 * Finds card numbers in text, so that none leaves raw in clear.
 *
 * <p>A <em>run</em> is a longest stretch of decimal digits, of any script, with at most one space
 * or dash between two of them; a <em>block</em> is a part of it without separators. A run is taken
 * for a card number when
 *
 * <ul>
 *   <li>it has 13 to 19 digits in all and passes the Luhn check (ISO/IEC 7812-1 annex B), or
 *   <li>one of its blocks does, or
 *   <li>anywhere within it stand 16 digits that begin like a Visa, Mastercard, Discover, UnionPay
 *       or JCB number, or 15 that begin like an American Express one, and pass Luhn: a number glued
 *       to other digits does not hide.
 * </ul>
 *
 * The last rule asks for an issuer's prefix because without it most long identifiers would match by
 * chance. About one in ten ordinary numbers of 13 to 19 digits passes Luhn; a column of such
 * identifiers says {@code cardNumbers: allowed}. All digits of a matching run are masked.
 */
public final class CardNumbers {
  private static final int SHORTEST = 13;
  private static final int LONGEST = 19;

  private CardNumbers() {}

  /** Whether the text holds a card number. */
  public static boolean found(String text) {
    return mayHold(text) && !mask(text).equals(text);
  }

  /** The text with every digit of every card number replaced by {@code *}. */
  public static String mask(String text) {
    return mayHold(text) ? masked(text, false) : text;
  }

  /**
   * Like {@link #mask} for text that was cut off: a run of digits that touches the end is masked
   * too, since it may be the beginning of a card number.
   */
  static String maskCut(String text) {
    return masked(text, true);
  }

  private static boolean mayHold(String text) {
    int digits = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c >= '0' && c <= '9')
          || (c > 0x7f && (Character.isDigit(c) || Character.isSurrogate(c)))) {
        digits++;
      }
    }
    return digits >= SHORTEST;
  }

  private static String masked(String text, boolean cut) {
    StringBuilder result = null;
    int at = 0;
    Run run = new Run(text.length());
    while (at < text.length()) {
      int end = run.read(text, at);
      if (run.digits > 0 && (run.isCardNumber() || (cut && atCut(text, end)))) {
        if (result == null) {
          result = new StringBuilder(text.length()).append(text, 0, at);
        }
        appendMasked(result, text, at, end);
      } else if (result != null) {
        result.append(text, at, end);
      }
      at = end;
    }
    return result == null ? text : result.toString();
  }

  private static boolean atCut(String text, int end) {
    return end == text.length()
        || (end == text.length() - 1 && separator(text.charAt(text.length() - 1)));
  }

  private static void appendMasked(StringBuilder result, String text, int from, int to) {
    for (int i = from; i < to; ) {
      int point = text.codePointAt(i);
      result.appendCodePoint(Character.isDigit(point) ? '*' : point);
      i += Character.charCount(point);
    }
  }

  private static boolean separator(int point) {
    return switch (point) {
      case ' ', '-', '\u00a0', '\u202f', '\u2007', '\u2212', '\u00ad' -> true;
      default -> point >= 0x2010 && point <= 0x2015;
    };
  }

  /** Whether {@code length} digits at {@code from} pass the Luhn check. */
  private static boolean luhn(byte[] digits, int from, int length) {
    int sum = 0;
    boolean twice = false;
    for (int i = from + length - 1; i >= from; i--) {
      int digit = twice ? digits[i] * 2 : digits[i];
      sum += digit > 9 ? digit - 9 : digit;
      twice = !twice;
    }
    return sum % 10 == 0;
  }

  /** One run of digits, or one character that is none. */
  private static final class Run {
    private final byte[] values;
    private int digits;
    private boolean blockMatches;

    Run(int longest) {
      values = new byte[longest];
    }

    /** Reads the run at {@code from} and returns where it ends. */
    int read(String text, int from) {
      digits = 0;
      blockMatches = false;
      int block = 0;
      int at = from;
      int end = from;
      while (at < text.length()) {
        int point = text.codePointAt(at);
        int digit = Character.digit(point, 10);
        if (digit >= 0 && Character.isDigit(point)) {
          values[digits++] = (byte) digit;
          at += Character.charCount(point);
          end = at;
        } else if (end == at && at > from && separator(point)) {
          blockEnds(block);
          block = digits;
          at += Character.charCount(point);
        } else {
          break;
        }
      }
      blockEnds(block);
      return end > from ? end : from + Character.charCount(text.codePointAt(from));
    }

    private void blockEnds(int from) {
      int length = digits - from;
      blockMatches |= length >= SHORTEST && length <= LONGEST && luhn(values, from, length);
    }

    boolean isCardNumber() {
      if (digits < SHORTEST) {
        return false;
      }
      if (blockMatches || (digits <= LONGEST && luhn(values, 0, digits))) {
        return true;
      }
      for (int from = 0; from + 15 <= digits; from++) {
        boolean sixteen = from + 16 <= digits && issuesSixteen(from) && luhn(values, from, 16);
        if (sixteen || (issuesFifteen(from) && luhn(values, from, 15))) {
          return true;
        }
      }
      return false;
    }

    private boolean issuesFifteen(int from) {
      return values[from] == 3 && (values[from + 1] == 4 || values[from + 1] == 7);
    }

    private boolean issuesSixteen(int from) {
      int two = values[from] * 10 + values[from + 1];
      int four = two * 100 + values[from + 2] * 10 + values[from + 3];
      return values[from] == 4
          || (two >= 51 && two <= 55)
          || (four >= 2221 && four <= 2720)
          || four == 6011
          || two == 62
          || (four >= 6440 && four <= 6599)
          || (four >= 3528 && four <= 3589);
    }
  }
}

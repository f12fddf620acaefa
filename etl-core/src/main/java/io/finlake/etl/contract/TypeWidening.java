package io.finlake.etl.contract;

/** Which types hold every value of which others, exactly and with the same meaning. */
public final class TypeWidening {
  private static final int INT_DIGITS = 10;
  private static final int BIGINT_DIGITS = 19;

  private TypeWidening() {}

  /**
   * Whether every value of a type is exactly one of the other. A DATE is not: as a TIMESTAMP it
   * would claim a moment that nobody stated; and text is not, since a number in it sorts otherwise.
   */
  public static boolean lossless(ColumnType from, ColumnType to) {
    if (from.equals(to)) {
      return true;
    }
    if (from instanceof ColumnType.Int) {
      return to instanceof ColumnType.BigInt
          || to instanceof ColumnType.Float64
          || wholeDigits(to) >= INT_DIGITS;
    }
    if (from instanceof ColumnType.BigInt) {
      return wholeDigits(to) >= BIGINT_DIGITS;
    }
    return from instanceof ColumnType.Decimal narrow
        && to instanceof ColumnType.Decimal wide
        && wide.scale() >= narrow.scale()
        && wholeDigits(wide) >= wholeDigits(narrow);
  }

  private static int wholeDigits(ColumnType type) {
    return type instanceof ColumnType.Decimal decimal ? decimal.precision() - decimal.scale() : -1;
  }
}

package io.finlake.etl.generate;

/** Seconds of a day as text. */
final class TimeOfDay {
  private TimeOfDay() {}

  /** {@code HH:mm:ss}. */
  static String text(int second) {
    char[] out = new char[8];
    put(out, 0, second / 3600);
    out[2] = ':';
    put(out, 3, second / 60 % 60);
    out[5] = ':';
    put(out, 6, second % 60);
    return new String(out);
  }

  private static void put(char[] out, int at, int value) {
    out[at] = (char) ('0' + value / 10);
    out[at + 1] = (char) ('0' + value % 10);
  }
}

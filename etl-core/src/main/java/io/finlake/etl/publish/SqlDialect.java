package io.finlake.etl.publish;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How an engine writes names and moments in SQL. */
public enum SqlDialect {
  /** Spark SQL: names in backticks. */
  SPARK("`"),
  /** Athena and its kin (Trino): names in double quotes. */
  ATHENA("\"");

  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

  private final String quote;

  SqlDialect(String quote) {
    this.quote = quote;
  }

  /** The word on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A name, whatever is in it. */
  public String name(String text) {
    return quote + text.replace(quote, quote + quote) + quote;
  }

  /**
   * A moment as a literal that says its zone, cut down to the millisecond: what the tables hold is.
   */
  public String moment(Instant moment) {
    return "TIMESTAMP '" + MOMENT.format(moment) + " UTC'";
  }
}

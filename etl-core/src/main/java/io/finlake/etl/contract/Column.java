package io.finlake.etl.contract;

import java.util.List;
import java.util.Optional;

/**
 * One column of a dataset, as its contract promises it.
 *
 * @param name snake case, unique in the dataset
 * @param type the type that the table stores, before protection (a token or mask is text)
 * @param required whether an absent value is a reason to quarantine the row
 * @param description what the column means, for people
 * @param classification how harmful its values are
 * @param protection what happens to its values before they leave raw
 * @param from where the value stands in the source record
 * @param reading how the source's text becomes a value
 */
public record Column(
    String name,
    ColumnType type,
    boolean required,
    String description,
    Classification classification,
    Protection protection,
    SourceField from,
    Reading reading) {

  /**
   * Whether card numbers are expected in this column's clear text, so that the guard against them
   * is off.
   */
  public boolean cardNumbersAllowed() {
    return reading.cardNumbersAllowed();
  }

  /**
   * Where a value stands in a source record.
   *
   * @param path a header name (CSV), a dotted path (JSON, Avro, Parquet, ORC), an element path or
   *     {@code @attribute} (XML), or a group name (log lines); in a change stream also a {@link
   *     ChangeEnvelope.Field}
   * @param span start (from 0) and length in characters, for fixed-width records only
   */
  public record SourceField(String path, Optional<Span> span) {
    /** A stretch of a fixed-width line. */
    public record Span(int start, int length) {}
  }

  /**
   * How text becomes a value.
   *
   * @param patterns patterns of {@link java.time.format.DateTimeFormatter} and words of {@link
   *     EpochUnit}, tried in order, for dates and timestamps; empty means ISO 8601
   * @param timezone the zone of timestamps whose text names none; UTC when the contract is silent
   * @param nulls texts that mean "absent"; the empty text always does, except that a quoted JSON ""
   *     in a text column is a value
   * @param trim whether spaces around the text are left out
   * @param cardNumbersAllowed whether text that looks like a card number may stay in clear
   */
  public record Reading(
      List<String> patterns,
      String timezone,
      List<String> nulls,
      boolean trim,
      boolean cardNumbersAllowed) {
    public Reading {
      patterns = List.copyOf(patterns);
      nulls = List.copyOf(nulls);
    }

    /** ISO 8601 in UTC, nothing trimmed, only the empty text is absent. */
    public static Reading plain() {
      return new Reading(List.of(), "UTC", List.of(), false, false);
    }
  }
}

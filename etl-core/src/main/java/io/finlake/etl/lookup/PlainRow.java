package io.finlake.etl.lookup;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A row, or a struct in a row, as plain Java.
 *
 * @param values by column: {@code String}, {@code Long}, {@code Integer}, {@code Boolean}, {@code
 *     Double}, {@code BigDecimal}, {@code LocalDate}, {@code Instant} (whole microseconds), {@code
 *     List}, {@code Map} or {@code PlainRow}; a column that is not there is NULL
 */
public record PlainRow(Map<String, Object> values) {
  public PlainRow {
    values = Map.copyOf(values);
  }

  /** The value of a column; empty when it is NULL. */
  public Optional<Object> value(String column) {
    return Optional.ofNullable(values.get(column));
  }

  /** The text of a column that is never NULL. */
  public String text(String column) {
    return present(column, String.class);
  }

  /** The text of a column; empty when it is NULL. */
  public Optional<String> perhapsText(String column) {
    return value(column).map(String.class::cast);
  }

  /** The number of a BIGINT column that is never NULL. */
  public long number(String column) {
    return present(column, Long.class);
  }

  /** The amount of a DECIMAL column that is never NULL, with the scale of the column. */
  public BigDecimal amount(String column) {
    return present(column, BigDecimal.class);
  }

  /** The moment of a TIMESTAMP column that is never NULL. */
  public Instant moment(String column) {
    return present(column, Instant.class);
  }

  /** The moment of a TIMESTAMP column; empty when it is NULL. */
  public Optional<Instant> perhapsMoment(String column) {
    return value(column).map(Instant.class::cast);
  }

  /** The day of a DATE column; empty when it is NULL. */
  public Optional<LocalDate> perhapsDay(String column) {
    return value(column).map(LocalDate.class::cast);
  }

  /** The structs of an ARRAY column; none when it is NULL. */
  public List<PlainRow> rows(String column) {
    List<?> elements = value(column).map(List.class::cast).orElse(List.of());
    return elements.stream().map(PlainRow.class::cast).toList();
  }

  /** The counts of a MAP column from text to BIGINT, by name; none when it is NULL. */
  public Map<String, Long> counts(String column) {
    Map<?, ?> entries = value(column).map(Map.class::cast).orElse(Map.of());
    Map<String, Long> counts = new TreeMap<>();
    entries.forEach((name, count) -> counts.put((String) name, (Long) count));
    return counts;
  }

  private <T> T present(String column, Class<T> type) {
    return value(column)
        .map(type::cast)
        .orElseThrow(() -> new IllegalStateException(column + " is NULL"));
  }
}

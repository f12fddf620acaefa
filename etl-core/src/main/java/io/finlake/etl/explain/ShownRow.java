package io.finlake.etl.explain;

import io.finlake.etl.contract.Column;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.lookup.PlainRow;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A row as it may be shown: the contract's columns with stars for classified values, and where it
 * came from.
 *
 * @param values by column, in the contract's order; a column that is NULL is not there
 * @param batch that wrote it
 * @param processedAt the processing time of that batch
 * @param object the raw object below the raw zone; empty in curated tables
 * @param offset where the record begins: bytes in line formats, an ordinal from 0 in the others
 * @param item the ordinal among the rows that a reshape made of one record
 * @param deleted whether the row says that its key is deleted
 */
public record ShownRow(
    Map<String, Object> values,
    Optional<Long> batch,
    Optional<Instant> processedAt,
    Optional<String> object,
    Optional<Long> offset,
    Optional<Integer> item,
    boolean deleted) {

  /** A row of a contract's table or of its quarantine. */
  static ShownRow of(Contract contract, PlainRow row, Predicate<String> wanted) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Column column : contract.columns()) {
      if (wanted.test(column.name())) {
        boolean hidden = column.classification().classified();
        row.value(column.name())
            .ifPresent(value -> values.put(column.name(), hidden ? "***" : value));
      }
    }
    return new ShownRow(
        values,
        row.value(TechnicalColumn.BATCH).map(Long.class::cast),
        row.perhapsMoment(TechnicalColumn.PROCESSED_AT),
        row.perhapsText(TechnicalColumn.OBJECT),
        row.value(TechnicalColumn.OFFSET).map(Long.class::cast),
        row.value(TechnicalColumn.ITEM).map(Integer.class::cast),
        row.value(TechnicalColumn.DELETED).filter(Boolean.TRUE::equals).isPresent());
  }

  /** Where the row stands in raw, in words; empty for curated rows. */
  public Optional<String> place() {
    return object.map(
        path ->
            path
                + offset.map(at -> " at " + at).orElse("")
                + item.filter(number -> number > 0).map(number -> ", item " + number).orElse(""));
  }
}

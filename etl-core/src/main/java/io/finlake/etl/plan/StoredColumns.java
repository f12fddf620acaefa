package io.finlake.etl.plan;

import io.finlake.etl.contract.Column;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Protection;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.contract.Zone;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The columns of a table as they are stored, in order: what a contract's columns become once
 * protected, then finlake's own. All of them are nullable: a row that lacks a required value goes
 * to quarantine by its rule, not by the table. Columns that arrive without being in the contract
 * ({@code unknownColumns: add}) are not known here; they are added behind these as text.
 *
 * @param columns in the order of the table
 */
public record StoredColumns(List<Stored> columns) {
  public StoredColumns {
    columns = List.copyOf(columns);
  }

  /**
   * A stored column.
   *
   * @param name the name, unquoted
   * @param ddl its type in Spark's DDL, for example {@code DECIMAL(18,2)}
   */
  public record Stored(String name, String ddl) {}

  /**
   * The table of a contract. Processed: the contract's columns after protection, then {@code
   * _object, _offset, _item, _batch, _processed_at, _content_hash}, and {@code _deleted} where the
   * write strategy marks deleted keys. Curated: the contract's columns as they are, then {@code
   * _batch, _processed_at}.
   */
  public static StoredColumns of(Contract contract) {
    List<Stored> columns = new ArrayList<>();
    if (contract.zone() == Zone.CURATED) {
      contract.columns().forEach(it -> columns.add(new Stored(it.name(), it.type().ddl())));
    } else {
      contract.columns().forEach(it -> type(it).ifPresent(t -> columns.add(stored(it, t))));
      columns.add(new Stored(TechnicalColumn.OBJECT, "STRING"));
      columns.add(new Stored(TechnicalColumn.OFFSET, "BIGINT"));
      columns.add(new Stored(TechnicalColumn.ITEM, "INT"));
    }
    columns.add(new Stored(TechnicalColumn.BATCH, "BIGINT"));
    columns.add(new Stored(TechnicalColumn.PROCESSED_AT, "TIMESTAMP"));
    if (contract.zone() == Zone.PROCESSED) {
      columns.add(new Stored(TechnicalColumn.CONTENT_HASH, "STRING"));
      if (contract.landed().write().marksDeleted()) {
        columns.add(new Stored(TechnicalColumn.DELETED, "BOOLEAN"));
      }
    }
    return new StoredColumns(columns);
  }

  /**
   * The quarantine table beside a processed one: the same columns, then {@code _reasons, _text,
   * _text_hash, _closed_batch, _closed_as}. A curated contract has none and asking is our bug.
   */
  public static StoredColumns quarantineOf(Contract contract) {
    if (contract.zone() != Zone.PROCESSED) {
      throw new IllegalStateException(contract.id() + " is curated and has no quarantine");
    }
    List<Stored> columns = new ArrayList<>(of(contract).columns());
    columns.add(new Stored(TechnicalColumn.REASONS, TechnicalColumn.REASONS_DDL));
    columns.add(new Stored(TechnicalColumn.TEXT, "STRING"));
    columns.add(new Stored(TechnicalColumn.TEXT_HASH, "STRING"));
    columns.add(new Stored(TechnicalColumn.CLOSED_BATCH, "BIGINT"));
    columns.add(new Stored(TechnicalColumn.CLOSED_AS, "STRING"));
    return new StoredColumns(columns);
  }

  /**
   * The Spark DDL of a processed column after protection: tokens and masks are text, a dropped
   * column is not stored at all.
   */
  public static Optional<String> type(Column column) {
    if (column.protection() instanceof Protection.Drop) {
      return Optional.empty();
    }
    boolean kept = column.protection() instanceof Protection.None;
    return Optional.of(kept ? column.type().ddl() : "STRING");
  }

  /** The names, in the order of the table. */
  public List<String> names() {
    return columns.stream().map(Stored::name).toList();
  }

  /**
   * The columns as one Spark DDL text, names in backticks, for example {@code `a` STRING, `b` INT}.
   */
  public String ddl() {
    return columns.stream()
        .map(column -> "`" + column.name() + "` " + column.ddl())
        .collect(Collectors.joining(", "));
  }

  private static Stored stored(Column column, String type) {
    return new Stored(column.name(), type);
  }
}

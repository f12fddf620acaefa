package io.finlake.etl.process;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_keys;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.finlake.etl.contract.Classification;
import io.finlake.etl.contract.Column.Reading;
import io.finlake.etl.contract.Column.SourceField;
import io.finlake.etl.contract.ColumnType;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Format;
import io.finlake.etl.contract.Protection;
import io.finlake.etl.contract.RawSource;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.plan.RawObject;
import io.finlake.etl.source.RawReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * Values that take the place of delivered ones: JSON lines that name a row by {@code _object},
 * {@code _offset} and {@code _item} and give values by column. They may be card numbers, so they
 * lie in raw, are read as deliveries are, and are broadcast, never shuffled.
 */
final class Corrections {
  private static final String GIVEN = "_given_";

  /** Where a line's row stands: contracts cannot have columns of such names. */
  private static final Map<String, ColumnType> POSITION = positionColumns();

  private static final String REASONS = "_given_reasons";

  private final Contract contract;
  private final Optional<Dataset<Row>> rows;

  private Corrections(Contract contract, Optional<Dataset<Row>> rows) {
    this.contract = contract;
    this.rows = rows;
  }

  /** The corrections of a file, or none. */
  static Corrections read(Lake lake, Contract contract, Optional<String> path) {
    return new Corrections(contract, path.map(file -> rows(lake, contract, file)));
  }

  private static Dataset<Row> rows(Lake lake, Contract contract, String file) {
    String raw = lake.locations().zone(Zone.RAW);
    try {
      Path place = new Path(raw + "/" + file);
      FileStatus status = place.getFileSystem(lake.configuration()).getFileStatus(place);
      RawObject object =
          new RawObject(
              file,
              status.getLen(),
              Instant.ofEpochMilli(status.getModificationTime()),
              Optional.empty(),
              Optional.empty());
      return RawReader.read(lake.spark(), asLines(contract, file), List.of(object), raw)
          .where(col(TechnicalColumn.KIND).equalTo("row"));
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  /** The contract's columns by their names, in JSON lines, behind those of the position. */
  private static Contract asLines(Contract contract, String file) {
    RawSource source =
        new RawSource(
            new Format.JsonLines(),
            file,
            Optional.empty(),
            "*",
            0,
            1,
            RawSource.Batching.ALL,
            RawSource.Redelivery.REFUSE,
            RawSource.Resend.HOLD,
            RawSource.Evolution.ADD,
            Optional.empty(),
            Optional.empty());
    return new Contract(
        contract.id(),
        contract.version(),
        contract.description(),
        contract.owner(),
        Stream.concat(
                POSITION.entrySet().stream().map(it -> positionColumn(it.getKey(), it.getValue())),
                contract.columns().stream().map(Corrections::byName))
            .toList(),
        contract.key(),
        contract.partitionBy(),
        contract.rules(),
        contract.measures(),
        new Contract.Origin.Landed(source, contract.landed().write()),
        Optional.empty(),
        contract.text(),
        contract.hash());
  }

  private static Map<String, ColumnType> positionColumns() {
    Map<String, ColumnType> columns = new LinkedHashMap<>();
    columns.put("_given" + TechnicalColumn.OBJECT, new ColumnType.Text());
    columns.put("_given" + TechnicalColumn.OFFSET, new ColumnType.BigInt());
    columns.put("_given" + TechnicalColumn.ITEM, new ColumnType.Int());
    return columns;
  }

  /** Digits in a path may look like a card number and are none: they are not masked. */
  private static io.finlake.etl.contract.Column positionColumn(String name, ColumnType type) {
    return new io.finlake.etl.contract.Column(
        name,
        type,
        true,
        "",
        Classification.INTERNAL,
        new Protection.None(),
        new SourceField(name.substring("_given".length()), Optional.empty()),
        new Reading(List.of(), "UTC", List.of(), false, true));
  }

  private static io.finlake.etl.contract.Column byName(io.finlake.etl.contract.Column column) {
    return new io.finlake.etl.contract.Column(
        column.name(),
        column.type(),
        column.required(),
        column.description(),
        column.classification(),
        column.protection(),
        new SourceField(column.name(), Optional.empty()),
        column.reading());
  }

  /**
   * Refuses lines that name no row that is replayed, or one that another line names.
   *
   * @param open the rows that are replayed
   */
  void check(Dataset<Row> open) {
    if (rows.isEmpty()) {
      return;
    }
    refuseUnknown();
    Dataset<Row> named = rows.get().select(position());
    Dataset<Row> there =
        open.select(TechnicalColumn.OBJECT, TechnicalColumn.OFFSET, TechnicalColumn.ITEM)
            .toDF("_given_object", "_given_offset", "_given_item")
            .distinct();
    String[] given = there.columns();
    long lines = named.count();
    long met = named.distinct().join(there, given, "left_semi").count();
    if (met < lines) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "the corrections of " + contract.id() + " cannot be used",
          (lines - met)
              + " of "
              + lines
              + " lines name no row that is open, or one that another line names",
          "take _object, _offset and _item from finlake quarantine show "
              + contract.id()
              + " --format json");
    }
  }

  /** A name that is no column would be left out without a word. */
  private void refuseUnknown() {
    List<String> unknown =
        rows.get()
            .select(explode(map_keys(col(TechnicalColumn.UNKNOWN))))
            .distinct()
            .as(Encoders.STRING())
            .collectAsList();
    if (!unknown.isEmpty()) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "the corrections of " + contract.id() + " cannot be used",
          "they give values of what is no column: " + String.join(", ", new TreeSet<>(unknown)),
          "name columns of the contract: finlake contracts show " + contract.id());
    }
  }

  /** Of these corrections those of some rows. What may be in clear is not shuffled. */
  Corrections only(Dataset<Row> wanted) {
    Dataset<Row> there =
        wanted
            .select(TechnicalColumn.OBJECT, TechnicalColumn.OFFSET, TechnicalColumn.ITEM)
            .toDF("_given_object", "_given_offset", "_given_item")
            .distinct();
    return new Corrections(
        contract, rows.map(lines -> lines.join(broadcast(there), there.columns(), "left_semi")));
  }

  /**
   * The rows with given values in place of delivered ones, and without what was wrong with them.
   */
  Dataset<Row> apply(Dataset<Row> parsed) {
    return rows.map(lines -> corrected(parsed, lines)).orElse(parsed);
  }

  private Dataset<Row> corrected(Dataset<Row> parsed, Dataset<Row> lines) {
    List<Column> given = new ArrayList<>(List.of(position()));
    given.add(col(TechnicalColumn.REASONS).as(REASONS));
    contract
        .columns()
        .forEach(column -> given.add(quoted(column.name()).as(GIVEN + "of_" + column.name())));
    Column here =
        col(TechnicalColumn.OBJECT)
            .equalTo(col("_given_object"))
            .and(col(TechnicalColumn.OFFSET).equalTo(col("_given_offset")))
            .and(col(TechnicalColumn.ITEM).equalTo(col("_given_item")));
    Dataset<Row> joined =
        parsed.join(broadcast(lines.select(given.toArray(Column[]::new))), here, "left");
    List<Column> columns = new ArrayList<>();
    for (String name : parsed.columns()) {
      columns.add(value(name).as(name));
    }
    return joined.select(columns.toArray(Column[]::new));
  }

  private Column value(String name) {
    if (name.equals(TechnicalColumn.REASONS)) {
      return reasons();
    }
    boolean data = contract.columns().stream().anyMatch(column -> column.name().equals(name));
    return data ? coalesce(quoted(GIVEN + "of_" + name), quoted(name)) : quoted(name);
  }

  /** What was wrong with given columns, or with the record as a whole, is so no longer. */
  private Column reasons() {
    Column names =
        array(
            contract.columns().stream()
                .map(
                    column ->
                        when(quoted(GIVEN + "of_" + column.name()).isNotNull(), column.name())
                            .otherwise(""))
                .toArray(Column[]::new));
    Column kept =
        filter(
            col(TechnicalColumn.REASONS),
            reason ->
                not(
                    array_contains(names, coalesce(reason.getField("column"), lit("")))
                        .or(coalesce(reason.getField("column"), lit("")).equalTo(""))));
    return when(col(REASONS).isNull(), col(TechnicalColumn.REASONS))
        .otherwise(concat(kept, col(REASONS)));
  }

  private static Column[] position() {
    return POSITION.keySet().stream().map(Corrections::quoted).toArray(Column[]::new);
  }

  private static Column quoted(String name) {
    return col("`" + name + "`");
  }
}

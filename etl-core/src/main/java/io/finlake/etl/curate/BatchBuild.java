package io.finlake.etl.curate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_trunc;
import static org.apache.spark.sql.functions.lit;

import io.finlake.etl.contract.Column;
import io.finlake.etl.contract.ColumnType;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Derivation;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.Inputs.TableVersions;
import io.finlake.etl.plan.Inputs.VersionRange;
import io.finlake.etl.plan.KeyRanges;
import io.finlake.etl.plan.StoredColumns;
import io.finlake.etl.plan.WritePlan;
import java.io.FileNotFoundException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;

/** Computes one batch of one curated table and stages it. */
final class BatchBuild {
  private final Contract contract;
  private final Derivation derivation;
  private final Model model;
  private final InputTables tables;
  private final CurateSettings settings;
  private final Batch batch;
  private final Map<String, VersionRange> ranges = new LinkedHashMap<>();

  BatchBuild(
      Contract contract, Model model, InputTables tables, CurateSettings settings, Batch batch) {
    this.contract = contract;
    this.derivation = contract.derivation();
    this.model = model;
    this.tables = tables;
    this.settings = settings;
    this.batch = batch;
    ((TableVersions) batch.inputs()).ranges().forEach(range -> ranges.put(range.table(), range));
  }

  /**
   * Stages what the batch changes.
   *
   * @param present the table's rows as they are before the batch
   * @param staging an empty place of its own
   */
  Staged stage(Dataset<Row> present, Staging staging) {
    Refresh refresh = Refresh.decide(derivation.build(), List.copyOf(ranges.values()), feeds());
    Inputs inputs = withKeys(tables.at(derivation, ranges));
    if (refresh instanceof Refresh.Whole whole) {
      return whole(inputs, present, staging, whole.why());
    }
    if (refresh instanceof Refresh.Nothing) {
      return nothing(present, staging, "no changed row");
    }
    return touched(inputs, (Refresh.Touched) refresh, present, staging);
  }

  private Map<String, Refresh.Feed> feeds() {
    Map<String, Refresh.Feed> feeds = new HashMap<>();
    for (Derivation.Input input : derivation.inputs()) {
      VersionRange range = ranges.get(Inputs.name(input));
      if (range.after() >= 0 && range.after() < range.upTo()) {
        feeds.put(range.table(), tables.feed(input, range));
      }
    }
    return feeds;
  }

  /** Rows without the key belong to no key: no build may see them, or builds would differ. */
  private Inputs withKeys(Inputs inputs) {
    return inputs.map(
        (name, rows) ->
            keyColumn(name).map(column -> rows.filter(col(column).isNotNull())).orElse(rows));
  }

  private Staged touched(
      Inputs inputs, Refresh.Touched refresh, Dataset<Row> present, Staging staging) {
    List<Dataset<Row>> found = new ArrayList<>();
    for (Derivation.Input input : derivation.inputs()) {
      VersionRange range = ranges.get(Inputs.name(input));
      if (refresh.changed().contains(range)) {
        Optional<Dataset<Row>> keys = touchedBy(input, range, inputs);
        if (keys.isEmpty()) {
          return whole(
              inputs, present, staging, "the model cannot tell what " + range.table() + " touches");
        }
        found.add(keys.get());
      }
    }
    Dataset<Row> all = found.stream().reduce(Dataset::union).orElseThrow();
    try (TouchedKeys keys = TouchedKeys.of(all, buildColumn(), settings)) {
      if (keys.count() > most()) {
        return whole(inputs, present, staging, keys.count() + " " + unit() + " are touched");
      }
      return keys.count() == 0
          ? nothing(present, staging, "no touched " + unit())
          : restricted(inputs, keys, present, staging);
    } catch (RuntimeException thrown) {
      if (!fileGone(thrown)) {
        throw thrown;
      }
      staging.remove();
      return whole(inputs, present, staging, "changed rows of an input were vacuumed");
    }
  }

  private Optional<Dataset<Row>> touchedBy(
      Derivation.Input input, VersionRange range, Inputs inputs) {
    Dataset<Row> changes = tables.changes(input, range);
    return input.column().isPresent()
        ? Optional.of(changes.select(input.column().get()))
        : model.touched(range.table(), changes, inputs);
  }

  private Staged restricted(
      Inputs inputs, TouchedKeys keys, Dataset<Row> present, Staging staging) {
    KeyRanges within = keys.ranges();
    Inputs own =
        inputs.map(
            (name, rows) ->
                keyColumn(name).map(column -> keys.restrict(rows, column, within)).orElse(rows));
    Dataset<Row> wanted = keys.restrict(modelled(own), buildColumn(), within);
    Dataset<Row> old = keys.restrict(present.select(columns()), buildColumn(), within);
    Dataset<Row> changes = Difference.between(wanted, old, contract.key(), names());
    boolean byKey = derivation.build() instanceof Derivation.Build.ByKey;
    staging.write(
        stamped(
            byKey ? changes.filter(col(Difference.CHANGE).notEqual(Difference.SAME)) : changes));
    Map<String, Long> counts = unbroken(staging);
    refuseBrokenHistory(old, staging, own);
    String how = keys.count() + " " + unit();
    return byKey
        ? new Staged(
            new WritePlan.Merge(contract.key(), within),
            staging::merged,
            how,
            counts(counts, false))
        : replace(staging, how);
  }

  private Staged replace(Staging staging, String how) {
    String column = buildColumn();
    List<String> changed = staging.changed(column).stream().map(KeySpans::literal).toList();
    if (changed.isEmpty()) {
      return new Staged(
          new WritePlan.Append(),
          session -> staging.stored(session).limit(0),
          how,
          Staged.Counts.none());
    }
    String predicate = "`" + column + "` IN (" + String.join(", ", changed) + ")";
    return new Staged(
        new WritePlan.ReplaceWhere(predicate),
        session -> staging.stored(session).filter(predicate),
        how,
        counts(staging.counts(predicate), true));
  }

  private Staged whole(Inputs inputs, Dataset<Row> present, Staging staging, String why) {
    staging.write(stamped(modelled(inputs).withColumn(Difference.CHANGE, lit(Difference.INSERT))));
    Map<String, Long> counts = unbroken(staging);
    refuseBrokenHistory(present.select(columns()).limit(0), staging, inputs);
    return new Staged(
        new WritePlan.Overwrite(),
        session -> staging.clustered(session, clustering()),
        "whole: " + why,
        counts(counts, true));
  }

  /** Takes the number without changing a row. */
  private Staged nothing(Dataset<Row> present, Staging staging, String how) {
    staging.write(
        stamped(present.select(columns()).limit(0).withColumn(Difference.CHANGE, lit("same"))));
    return new Staged(new WritePlan.Append(), staging::stored, how, Staged.Counts.none());
  }

  private static Staged.Counts counts(Map<String, Long> counts, boolean replaced) {
    return new Staged.Counts(
        counts.getOrDefault(Difference.INSERT, 0L),
        counts.getOrDefault(Difference.UPDATE, 0L),
        counts.getOrDefault(Difference.DELETE, 0L),
        counts.getOrDefault(Difference.SAME, 0L),
        replaced);
  }

  /** What the model gives, as the contract promises it. */
  private Dataset<Row> modelled(Inputs inputs) {
    Dataset<Row> rows = model.rows(inputs);
    List<String> given = List.of(rows.columns());
    List<String> wrong = new ArrayList<>();
    for (Column column : contract.columns()) {
      DataType promised = DataType.fromDDL(column.type().ddl());
      if (!given.contains(column.name())) {
        wrong.add(column.name() + " is missing");
      } else if (!rows.schema().apply(column.name()).dataType().equals(promised)) {
        wrong.add(
            column.name()
                + " is "
                + rows.schema().apply(column.name()).dataType().sql()
                + " instead of "
                + promised.sql());
      }
    }
    if (!wrong.isEmpty()) {
      throw bad(String.join(", ", wrong), "make model and contract agree");
    }
    return rows.select(columns());
  }

  /** Trino and its kin round timestamps to milliseconds: curated ones are truncated to them. */
  private org.apache.spark.sql.Column[] columns() {
    return contract.columns().stream()
        .map(
            column ->
                column.type() instanceof ColumnType.Timestamp
                    ? date_trunc("MILLISECOND", col(column.name())).as(column.name())
                    : col(column.name()))
        .toArray(org.apache.spark.sql.Column[]::new);
  }

  private Dataset<Row> stamped(Dataset<Row> rows) {
    return rows.withColumn(TechnicalColumn.BATCH, lit(batch.number()))
        .withColumn(TechnicalColumn.PROCESSED_AT, lit(Timestamp.from(batch.processingTime())))
        .select(Difference.CHANGE, StoredColumns.of(contract).names().toArray(new String[0]));
  }

  /** How many rows there are of each change, when each key is there once. */
  private Map<String, Long> unbroken(Staging staging) {
    Staging.Look look = staging.look(contract.key());
    if (look.keyBroken()) {
      throw bad(
          "it gives more than one row, or no value, for the key " + contract.key(),
          "make the model give one row for each key");
    }
    return look.counts();
  }

  private void refuseBrokenHistory(Dataset<Row> present, Staging staging, Inputs inputs) {
    if (derivation.history().isPresent()) {
      new HistoryGuard(contract).check(present, staging.all(), inputs);
    }
  }

  private FinlakeException bad(String cause, String remedy) {
    return FinlakeException.of(
        ErrorCode.BAD_CONTRACT,
        "the model of " + contract.id() + " does not keep its contract",
        cause,
        remedy);
  }

  /** What a table's files are divided by, and then its key. */
  private List<String> clustering() {
    return Stream.concat(contract.partitionBy().stream(), contract.key().stream())
        .distinct()
        .toList();
  }

  private Optional<String> keyColumn(String table) {
    return derivation.inputs().stream()
        .filter(input -> Inputs.name(input).equals(table))
        .findFirst()
        .flatMap(Derivation.Input::column);
  }

  private List<String> names() {
    return contract.columns().stream().map(Column::name).toList();
  }

  private String buildColumn() {
    if (derivation.build() instanceof Derivation.Build.ByKey byKey) {
      return byKey.column();
    }
    return ((Derivation.Build.ByPartition) derivation.build()).column();
  }

  private long most() {
    return derivation.build() instanceof Derivation.Build.ByKey
        ? settings.keysAtMost()
        : settings.partitionsAtMost();
  }

  private String unit() {
    return derivation.build() instanceof Derivation.Build.ByKey ? "keys" : "partitions";
  }

  private static boolean fileGone(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof FileNotFoundException) {
        return true;
      }
    }
    return false;
  }
}

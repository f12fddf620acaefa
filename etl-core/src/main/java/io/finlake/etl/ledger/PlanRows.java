package io.finlake.etl.ledger;

import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.Inputs;
import io.finlake.etl.plan.RawObject;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Batches to rows of the plan table and back. */
final class PlanRows {
  private PlanRows() {}

  static Row of(TableKey key, Batch batch, String plannerId) {
    List<RawObject> objects =
        batch.inputs() instanceof Inputs.RawObjects raw ? raw.objects() : List.of();
    List<Inputs.VersionRange> ranges =
        batch.inputs() instanceof Inputs.TableVersions tables ? tables.ranges() : List.of();
    Optional<LocalDate> newest =
        objects.stream().flatMap(object -> object.date().stream()).max(Comparator.naturalOrder());
    return RowFactory.create(
        key.name(),
        key.incarnation(),
        batch.number(),
        plannerId,
        batch.runId(),
        Timestamp.from(batch.processingTime()),
        batch.codeVersion(),
        batch.contractHash(),
        newest.map(Date::valueOf).orElse(null),
        batch.knownUntil().map(Date::valueOf).orElse(null),
        batch.sweptAt().map(Timestamp::from).orElse(null),
        batch.contractText(),
        objects.stream().map(PlanRows::object).toList(),
        ranges.stream()
            .map(
                range ->
                    RowFactory.create(
                        range.table(), range.incarnation(), range.after(), range.upTo()))
            .toList());
  }

  static Batch batch(TableKey key, Row row) {
    List<Row> ranges = row.getList(row.fieldIndex("inputs"));
    Inputs inputs =
        ranges.isEmpty()
            ? new Inputs.RawObjects(objects(row))
            : new Inputs.TableVersions(
                ranges.stream()
                    .map(
                        range ->
                            new Inputs.VersionRange(
                                range.getString(0),
                                range.getString(1),
                                range.getLong(2),
                                range.getLong(3)))
                    .toList());
    return new Batch(
        key.zone(),
        key.dataset(),
        row.getLong(row.fieldIndex("number")),
        inputs,
        row.getString(row.fieldIndex("run_id")),
        row.getTimestamp(row.fieldIndex("processing_time")).toInstant(),
        row.getString(row.fieldIndex("contract_text")),
        row.getString(row.fieldIndex("contract_hash")),
        row.getString(row.fieldIndex("code_version")),
        Optional.ofNullable(row.getDate(row.fieldIndex("known_until"))).map(Date::toLocalDate),
        Optional.ofNullable(row.getTimestamp(row.fieldIndex("swept_at")))
            .map(Timestamp::toInstant));
  }

  static List<RawObject> objects(Row row) {
    List<Row> objects = row.getList(row.fieldIndex("objects"));
    return objects.stream()
        .map(
            object ->
                new RawObject(
                    object.getString(0),
                    object.getLong(1),
                    object.getTimestamp(2).toInstant(),
                    Optional.ofNullable(object.getString(3)),
                    Optional.ofNullable(object.getDate(4)).map(Date::toLocalDate)))
        .toList();
  }

  private static Row object(RawObject object) {
    return RowFactory.create(
        object.path(),
        object.bytes(),
        Timestamp.from(object.modified()),
        object.etag().orElse(null),
        object.date().map(Date::valueOf).orElse(null));
  }
}

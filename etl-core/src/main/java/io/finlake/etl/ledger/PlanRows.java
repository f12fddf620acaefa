package io.finlake.etl.ledger;

import io.finlake.etl.lookup.PlainRow;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.Inputs;
import io.finlake.etl.plan.RawObject;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Batches to rows of the plan table and back. */
final class PlanRows {
  private PlanRows() {}

  static PlainRow of(TableKey key, Batch batch, String plannerId) {
    List<RawObject> objects = batch.inputs().objects();
    List<Inputs.VersionRange> ranges =
        batch.inputs() instanceof Inputs.TableVersions tables ? tables.ranges() : List.of();
    Optional<LocalDate> newest =
        objects.stream().flatMap(object -> object.date().stream()).max(Comparator.naturalOrder());
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("table", key.name());
    values.put("incarnation", key.incarnation());
    values.put("number", batch.number());
    values.put("planner_id", plannerId);
    values.put("run_id", batch.runId());
    values.put("processing_time", batch.processingTime());
    values.put("code_version", batch.codeVersion());
    values.put("contract_hash", batch.contractHash());
    newest.ifPresent(day -> values.put("newest_date", day));
    batch.knownUntil().ifPresent(day -> values.put("known_until", day));
    batch.sweptAt().ifPresent(moment -> values.put("swept_at", moment));
    values.put("contract_text", batch.contractText());
    values.put("objects", objects.stream().map(PlanRows::object).toList());
    values.put("inputs", ranges.stream().map(PlanRows::range).toList());
    if (batch.inputs() instanceof Inputs.Quarantined replay) {
      values.put("replay", ReplayRows.of(replay));
    }
    if (batch.inputs() instanceof Inputs.Backfilled backfill) {
      values.put("backfill", backfill.plan());
    }
    if (batch.inputs() instanceof Inputs.Erased erased) {
      values.put("erasure", erased.erasure());
    }
    if (batch.inputs() instanceof Inputs.Rotated rotated) {
      values.put("token_key", (long) rotated.keyVersion());
    }
    return new PlainRow(values);
  }

  static Batch batch(TableKey key, PlainRow row) {
    return new Batch(
        key.zone(),
        key.dataset(),
        row.number("number"),
        inputs(row),
        row.text("run_id"),
        row.moment("processing_time"),
        row.text("contract_text"),
        row.text("contract_hash"),
        row.text("code_version"),
        row.perhapsDay("known_until"),
        row.perhapsMoment("swept_at"));
  }

  private static Inputs inputs(PlainRow row) {
    if (row.value("erasure").isPresent()) {
      return new Inputs.Erased(row.number("erasure"));
    }
    if (row.value("token_key").isPresent()) {
      return new Inputs.Rotated(Math.toIntExact(row.number("token_key")));
    }
    List<PlainRow> replay = row.rows("replay");
    if (!replay.isEmpty()) {
      return ReplayRows.inputs(objects(row), replay);
    }
    Optional<String> backfill = row.perhapsText("backfill");
    if (backfill.isPresent()) {
      return new Inputs.Backfilled(objects(row), backfill.get());
    }
    List<PlainRow> ranges = row.rows("inputs");
    return ranges.isEmpty()
        ? new Inputs.RawObjects(objects(row))
        : new Inputs.TableVersions(
            ranges.stream()
                .map(
                    range ->
                        new Inputs.VersionRange(
                            range.text("table"),
                            range.text("incarnation"),
                            range.number("after"),
                            range.number("up_to")))
                .toList());
  }

  static List<RawObject> objects(PlainRow row) {
    return row.rows("objects").stream()
        .map(
            object ->
                new RawObject(
                    object.text("path"),
                    object.number("bytes"),
                    object.moment("modified"),
                    object.perhapsText("etag"),
                    object.perhapsDay("date")))
        .toList();
  }

  private static PlainRow object(RawObject object) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("path", object.path());
    values.put("bytes", object.bytes());
    values.put("modified", object.modified());
    object.etag().ifPresent(etag -> values.put("etag", etag));
    object.date().ifPresent(day -> values.put("date", day));
    return new PlainRow(values);
  }

  private static PlainRow range(Inputs.VersionRange range) {
    return new PlainRow(
        Map.of(
            "table", range.table(),
            "incarnation", range.incarnation(),
            "after", range.after(),
            "up_to", range.upTo()));
  }
}

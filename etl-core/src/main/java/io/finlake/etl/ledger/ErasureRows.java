package io.finlake.etl.ledger;

import io.finlake.etl.lookup.PlainRow;
import io.finlake.etl.lookup.TableShape;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Steps of erasures to rows of their control table and back. */
final class ErasureRows {
  static final String ORDERED = "ordered";
  static final String FOUND = "found";
  static final String OBJECT = "object";
  static final String EXPIRED = "expired";
  static final String ROWS = "rows";
  static final String ERASED = "erased";
  static final String CLEANED = "cleaned";
  static final String FINISHED = "finished";
  static final String WITHDRAWN = "withdrawn";

  private ErasureRows() {}

  static TableShape shape(String control) {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("erasure", "BIGINT");
    columns.put("step", "STRING");
    columns.put("at", "TIMESTAMP");
    columns.put("run_id", "STRING");
    columns.put("person", "STRING");
    columns.put("reason", "STRING");
    columns.put("grace_hours", "BIGINT");
    columns.put("identities", "ARRAY<STRUCT<identity: STRING, hash: STRING>>");
    columns.put("table", "STRING");
    columns.put("action", "STRING");
    columns.put("rows", "BIGINT");
    columns.put("money", "STRING");
    columns.put("version_before", "BIGINT");
    columns.put("version_after", "BIGINT");
    columns.put("ordinal", "BIGINT");
    columns.put("path", "STRING");
    columns.put("offsets", "ARRAY<STRUCT<offset: BIGINT>>");
    for (String when : List.of("before", "after")) {
      columns.put(when + "_bytes", "BIGINT");
      columns.put(when + "_modified", "TIMESTAMP");
      columns.put(when + "_sha256", "STRING");
    }
    return new TableShape(control + "/erasures", columns, Set.of("erasure", "step"));
  }

  static List<PlainRow> of(List<PlainRow> rows, String step) {
    return rows.stream().filter(row -> row.text("step").equals(step)).toList();
  }

  static PlainRow step(long erasure, String step, Instant at) {
    return new PlainRow(begun(erasure, step, at));
  }

  private static Map<String, Object> begun(long erasure, String step, Instant at) {
    Map<String, Object> values = new HashMap<>();
    values.put("erasure", erasure);
    values.put("step", step);
    values.put("at", at);
    return values;
  }

  static PlainRow ordered(
      long erasure,
      LegalHold.Act act,
      String runId,
      Duration grace,
      Map<String, Set<String>> identities) {
    Map<String, Object> values = begun(erasure, ORDERED, act.at());
    values.put("run_id", runId);
    values.put("person", act.person());
    values.put("reason", act.reason());
    values.put("grace_hours", grace.toHours());
    values.put("identities", hashes(identities));
    return new PlainRow(values);
  }

  static PlainRow found(long erasure, Map<String, Set<String>> identities, Instant at) {
    Map<String, Object> values = begun(erasure, FOUND, at);
    values.put("identities", hashes(identities));
    return new PlainRow(values);
  }

  private static List<PlainRow> hashes(Map<String, Set<String>> identities) {
    List<PlainRow> hashes = new ArrayList<>();
    new TreeMap<>(identities)
        .forEach(
            (identity, some) ->
                new TreeSet<>(some)
                    .forEach(
                        hash ->
                            hashes.add(new PlainRow(Map.of("identity", identity, "hash", hash)))));
    return hashes;
  }

  static Map<String, Set<String>> identities(List<PlainRow> rows) {
    Map<String, Set<String>> identities = new TreeMap<>();
    for (PlainRow row : rows) {
      for (PlainRow one : row.rows("identities")) {
        identities
            .computeIfAbsent(one.text("identity"), any -> new TreeSet<>())
            .add(one.text("hash"));
      }
    }
    return identities;
  }

  static PlainRow object(long erasure, long ordinal, Erasure.Rewritten object) {
    Map<String, Object> values = begun(erasure, OBJECT, object.after().modified());
    values.put("ordinal", ordinal);
    values.put("table", object.dataset());
    values.put("path", object.path());
    values.put(
        "offsets",
        object.offsets().stream().map(it -> new PlainRow(Map.of("offset", it))).toList());
    put(values, "before", object.before());
    put(values, "after", object.after());
    return new PlainRow(values);
  }

  static List<Erasure.Rewritten> objects(List<PlainRow> rows) {
    return rows.stream()
        .sorted(
            Comparator.comparingLong((PlainRow row) -> row.number("erasure"))
                .thenComparingLong(row -> row.number("ordinal")))
        .map(
            row ->
                new Erasure.Rewritten(
                    row.text("table"),
                    row.text("path"),
                    bytes(row, "before"),
                    bytes(row, "after"),
                    row.rows("offsets").stream().map(it -> it.number("offset")).toList()))
        .toList();
  }

  static PlainRow expired(long erasure, Erasure.Expired object, Instant at) {
    Map<String, Object> values = begun(erasure, EXPIRED, at);
    values.put("table", object.dataset());
    values.put("path", object.path());
    put(values, "before", object.bytes());
    return new PlainRow(values);
  }

  static List<Erasure.Expired> expired(List<PlainRow> rows) {
    return rows.stream()
        .map(row -> new Erasure.Expired(row.text("table"), row.text("path"), bytes(row, "before")))
        .distinct()
        .sorted(Comparator.comparing(Erasure.Expired::path))
        .toList();
  }

  private static void put(Map<String, Object> values, String when, Erasure.Bytes bytes) {
    values.put(when + "_bytes", bytes.bytes());
    values.put(when + "_modified", bytes.modified());
    values.put(when + "_sha256", bytes.sha256());
  }

  private static Erasure.Bytes bytes(PlainRow row, String when) {
    return new Erasure.Bytes(
        row.number(when + "_bytes"), row.moment(when + "_modified"), row.text(when + "_sha256"));
  }

  static PlainRow rows(long erasure, long ordinal, Erasure.Rows rows, Instant at) {
    Map<String, Object> values = begun(erasure, ROWS, at);
    values.put("ordinal", ordinal);
    values.put("table", rows.table());
    values.put("action", rows.action().name().toLowerCase(Locale.ROOT));
    values.put("rows", rows.rows());
    values.put("money", rows.money());
    values.put("reason", rows.reason());
    values.put("version_before", rows.before());
    values.put("version_after", rows.after());
    return new PlainRow(values);
  }

  /** What became of rows; of a table and action what was noted last. */
  static List<Erasure.Rows> tables(List<PlainRow> noted) {
    Map<String, Erasure.Rows> last = new LinkedHashMap<>();
    noted.stream()
        .sorted(
            Comparator.comparing((PlainRow row) -> row.moment("at"))
                .thenComparingLong(
                    row -> row.value("ordinal").isPresent() ? row.number("ordinal") : 1))
        .map(ErasureRows::rows)
        .forEach(rows -> last.put(rows.table() + ":" + rows.action(), rows));
    return List.copyOf(last.values());
  }

  private static Erasure.Rows rows(PlainRow row) {
    return new Erasure.Rows(
        row.text("table"),
        Erasure.Action.valueOf(row.text("action").toUpperCase(Locale.ROOT)),
        row.number("rows"),
        row.text("money"),
        row.text("reason"),
        row.number("version_before"),
        row.number("version_after"));
  }

  static PlainRow cleaned(long erasure, Erasure.Cleaned cleaned) {
    Map<String, Object> values = begun(erasure, CLEANED, cleaned.at());
    values.put("table", cleaned.table());
    values.put("version_after", cleaned.version());
    return new PlainRow(values);
  }

  static Erasure.Cleaned cleaned(PlainRow row) {
    return new Erasure.Cleaned(row.text("table"), row.number("version_after"), row.moment("at"));
  }
}

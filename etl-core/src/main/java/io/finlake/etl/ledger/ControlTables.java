package io.finlake.etl.ledger;

import io.finlake.etl.lookup.TableShape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The control tables and their columns. */
final class ControlTables {
  private ControlTables() {}

  static TableShape plans(String control) {
    return new TableShape(
        control + "/plans", planColumns(), Set.of("table", "incarnation", "number", "newest_date"));
  }

  static TableShape records(String control) {
    return new TableShape(
        control + "/records", recordColumns(), Set.of("table", "incarnation", "number", "outcome"));
  }

  private static Map<String, String> planColumns() {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("table", "STRING");
    columns.put("incarnation", "STRING");
    columns.put("number", "BIGINT");
    columns.put("planner_id", "STRING");
    columns.put("run_id", "STRING");
    columns.put("processing_time", "TIMESTAMP");
    columns.put("code_version", "STRING");
    columns.put("contract_hash", "STRING");
    columns.put("newest_date", "DATE");
    columns.put("known_until", "DATE");
    columns.put("swept_at", "TIMESTAMP");
    columns.put("contract_text", "STRING");
    columns.put(
        "objects",
        "ARRAY<STRUCT<path: STRING, bytes: BIGINT, modified: TIMESTAMP, etag: STRING, date: DATE>>");
    columns.put(
        "inputs",
        "ARRAY<STRUCT<table: STRING, incarnation: STRING, after: BIGINT, up_to: BIGINT>>");
    columns.put("replay", "ARRAY<STRUCT<rule: STRING, corrections: STRING>>");
    columns.put("backfill", "STRING");
    columns.put("erasure", "BIGINT");
    columns.put("token_key", "BIGINT");
    return columns;
  }

  private static Map<String, String> recordColumns() {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("table", "STRING");
    columns.put("incarnation", "STRING");
    columns.put("number", "BIGINT");
    columns.put("run_id", "STRING");
    columns.put("attempt_id", "STRING");
    columns.put("table_version", "BIGINT");
    columns.put("processing_time", "TIMESTAMP");
    columns.put("contract_version", "STRING");
    columns.put("outcome", "STRING");
    for (String count :
        List.of("read", "accepted", "quarantined", "duplicate", "superseded", "filtered")) {
      columns.put(count, "BIGINT");
    }
    columns.put("money", SPLITS);
    columns.put("before", SPLITS);
    columns.put("objects", "ARRAY<STRUCT<path: STRING, sha256: STRING, records: BIGINT>>");
    columns.put("rules", "MAP<STRING, BIGINT>");
    columns.put("unknown", "MAP<STRING, BIGINT>");
    columns.put("milliseconds", "BIGINT");
    return columns;
  }

  /** Wide enough for sums of any amount that a contract may hold: 8 fraction digits. */
  private static final String MONEY = "DECIMAL(38,8)";

  private static final String SPLITS =
      "ARRAY<STRUCT<measure: STRING, read: "
          + MONEY
          + ", accepted: "
          + MONEY
          + ", quarantined: "
          + MONEY
          + ", duplicate: "
          + MONEY
          + ", superseded: "
          + MONEY
          + ">>";
}

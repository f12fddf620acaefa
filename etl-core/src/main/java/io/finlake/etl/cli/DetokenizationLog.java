package io.finlake.etl.cli;

import io.finlake.etl.ledger.Lake;
import io.finlake.etl.plan.WritePlan;
import io.finlake.etl.protect.Detokenizer;
import io.finlake.etl.run.Run;
import io.finlake.etl.table.TableSpec;
import io.finlake.etl.table.WriteRequest;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** The record of every token that was opened: a table that is only appended to, without values. */
final class DetokenizationLog {
  private final Lake lake;
  private final TableSpec spec;

  private DetokenizationLog(Lake lake, TableSpec spec) {
    this.lake = lake;
    this.spec = spec;
  }

  /** The record of a lake, under {@code control/detokenizations}. */
  static DetokenizationLog of(Lake lake) {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("opened_at", "TIMESTAMP");
    columns.put("run_id", "STRING");
    columns.put("person", "STRING");
    columns.put("reason", "STRING");
    columns.put("token_domain", "STRING");
    columns.put("key_version", "INT");
    columns.put("token", "STRING");
    return new DetokenizationLog(
        lake,
        new TableSpec(
            lake.locations().control() + "/detokenizations",
            columns,
            List.of(),
            "Every token that was opened: when, by whom, why"));
  }

  /** Appends one row for each token, in one commit. */
  void append(
      Run run, String person, String reason, List<String> tokens, List<Detokenizer.Opened> opened) {
    lake.tables().create(spec);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      rows.add(
          RowFactory.create(
              Timestamp.from(run.processingTime()),
              run.id(),
              person,
              reason,
              opened.get(i).domain(),
              opened.get(i).keyVersion(),
              tokens.get(i)));
    }
    StructType schema = lake.tables().schema(spec.path());
    lake.tables()
        .commit(
            new WriteRequest(
                spec.path(),
                "detokenize:" + run.id(),
                1,
                run.id(),
                "{\"attempt\":\"" + run.id() + "\"}",
                session -> session.createDataFrame(rows, schema).coalesce(1)),
            new WritePlan.Append());
  }
}

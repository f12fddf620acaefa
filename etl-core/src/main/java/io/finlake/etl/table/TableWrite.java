package io.finlake.etl.table;

import static org.apache.spark.sql.functions.col;

import io.delta.tables.DeltaTable;
import io.finlake.etl.plan.WritePlan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * One write in a session of its own. A merge takes its transaction id from session settings, which
 * stay set and would silently skip a later write of the same session; so the session is made for
 * the write and thrown away.
 */
final class TableWrite {
  /** The column that tells removed keys from changed rows in a merge. */
  private static final String CHANGE = "_change";

  private final SparkSession session;
  private final WriteRequest request;

  private TableWrite(SparkSession session, WriteRequest request) {
    this.session = session;
    this.request = request;
  }

  static TableWrite into(SparkSession session, WriteRequest request) {
    return new TableWrite(session, request);
  }

  void apply(WritePlan plan) {
    Dataset<Row> rows = request.rows().apply(session);
    if (plan instanceof WritePlan.Append) {
      plain(SaveMode.Append, Optional.empty()).commit(rows);
    } else if (plan instanceof WritePlan.Overwrite) {
      plain(SaveMode.Overwrite, Optional.empty()).commit(rows);
    } else if (plan instanceof WritePlan.ReplaceWhere replace) {
      plain(SaveMode.Overwrite, Optional.of(replace.predicate())).commit(rows);
    } else if (plan instanceof WritePlan.Merge merge) {
      merge(rows, merge);
    }
  }

  private PlainWrite plain(SaveMode mode, Optional<String> replaceWhere) {
    return new PlainWrite(session, request, mode, replaceWhere);
  }

  private void merge(Dataset<Row> rows, WritePlan.Merge merge) {
    session.conf().set("spark.databricks.delta.write.txnAppId", request.appId());
    session.conf().set("spark.databricks.delta.write.txnVersion", request.number());
    session.conf().set("spark.databricks.delta.commitInfo.userMetadata", request.metadata());
    if (KeptRows.are(rows)) {
      // Delta would hold them a second time, lest they differ at its second look.
      session.conf().set("spark.databricks.delta.merge.materializeSource", "none");
    }
    List<String> stored =
        List.of(rows.columns()).stream().filter(name -> !name.equals(CHANGE)).toList();
    Map<String, Column> values = new HashMap<>();
    stored.forEach(name -> values.put(name, col("s.`" + name + "`")));
    String on =
        merge.key().stream()
            .map(name -> "t.`" + name + "` = s.`" + name + "`")
            .collect(Collectors.joining(" AND ", merge.ranges().predicate("t") + " AND ", ""));
    DeltaTable.forPath(session, request.path())
        .as("t")
        .merge(rows.as("s"), on)
        .whenMatched(col("s." + CHANGE).equalTo("delete"))
        .delete()
        .whenMatched()
        .update(values)
        .whenNotMatched(col("s." + CHANGE).notEqual("delete"))
        .insert(values)
        .execute();
  }
}

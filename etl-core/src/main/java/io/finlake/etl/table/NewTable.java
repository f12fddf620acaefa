package io.finlake.etl.table;

import java.util.Map;
import java.util.UUID;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.Format;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * Makes a table in one commit of its own. Delta's builder goes through Spark's catalog, which reads
 * the new table's log with a Spark job before it returns.
 */
final class NewTable {
  private final SparkSession session;
  private final TableSpec spec;

  NewTable(SparkSession session, TableSpec spec) {
    this.session = session;
    this.spec = spec;
  }

  /**
   * Commits version 0; nothing when a version is there already.
   *
   * @throws RuntimeException Delta's own for a conflict, when another process makes it meanwhile
   */
  void create() {
    ActiveSession.in(
        session,
        () -> {
          DeltaLog log = DeltaLog.forTable(session, spec.path());
          log.createLogDirectoriesIfNotExists();
          return log.withNewTransaction(
              Option.empty(),
              Option.empty(),
              open -> {
                if (open.readVersion() >= 0) {
                  return open.readVersion();
                }
                Metadata metadata = metadata();
                open.updateMetadataForNewTable(metadata);
                return open.commit(
                    JavaConverters.asScalaBuffer(java.util.List.<Action>of()),
                    new DeltaOperations.CreateTable(metadata, false, false, Option.empty()));
              });
        });
  }

  private Metadata metadata() {
    StructType schema = new StructType();
    for (Map.Entry<String, String> column : spec.columns().entrySet()) {
      schema =
          schema.add(StructType.fromDDL("`" + column.getKey() + "` " + column.getValue()).apply(0));
    }
    Seq<String> partitions = JavaConverters.asScalaBuffer(spec.partitionBy()).toList();
    return new Metadata(
        UUID.randomUUID().toString(),
        null,
        spec.comment(),
        new Format("parquet", ScalaMaps.of(Map.of())),
        schema.json(),
        partitions,
        // Row changes are what curated tables follow; deletion vectors would lock readers out. The
        // log is cleaned by finlake, which knows who still needs it; Delta knows its age only.
        ScalaMaps.of(
            Map.of(
                "delta.enableChangeDataFeed", "true",
                "delta.enableDeletionVectors", "false",
                "delta.enableExpiredLogCleanup", "false")),
        Option.apply(System.currentTimeMillis()));
  }
}

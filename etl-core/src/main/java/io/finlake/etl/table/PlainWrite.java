package io.finlake.etl.table;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.DeltaOptions;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.commands.WriteIntoDelta;
import scala.Option;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * An append or overwrite by Delta's own command, taken apart in two steps. The command would first
 * ask the snapshot for the newest number of the application id, which replays the log with two
 * Spark jobs; the version's checksum file states it too. The transaction still counts as a reader
 * of the id, so of two writers of one number one meets a conflict.
 */
final class PlainWrite {
  private static final Seq<String> NO_COLUMNS =
      JavaConverters.asScalaBuffer(List.<String>of()).toList();

  private final SparkSession session;
  private final WriteRequest request;
  private final SaveMode mode;
  private final Optional<String> replaceWhere;

  PlainWrite(
      SparkSession session, WriteRequest request, SaveMode mode, Optional<String> replaceWhere) {
    this.session = session;
    this.request = request;
    this.mode = mode;
    this.replaceWhere = replaceWhere;
  }

  /** Commits the rows, unless the number or a greater one was committed before. */
  void commit(Dataset<Row> rows) {
    ActiveSession.in(
        session,
        () -> {
          DeltaLog log = DeltaLog.forTable(session, request.path());
          return log.withNewTransaction(
              Option.empty(), Option.empty(), open -> within(open, log, rows));
        });
  }

  private Option<Object> within(OptimisticTransaction open, DeltaLog log, Dataset<Row> rows) {
    if (newest(open) >= request.number()) {
      return Option.empty();
    }
    DeltaOptions options = options();
    SaveMode how = holdsNothing(open) ? SaveMode.Append : mode;
    WriteIntoDelta command =
        new WriteIntoDelta(
            log,
            how,
            options,
            NO_COLUMNS,
            ScalaMaps.of(Map.of()),
            rows,
            Option.empty(),
            Option.empty());
    var changes = command.writeAndReturnCommitData(open, session, Option.empty(), false);
    return open.commitIfNeeded(
        changes.actions(),
        new DeltaOperations.Write(
            how, Option.apply(NO_COLUMNS), options.replaceWhere(), options.userMetadata()),
        changes.stringTags());
  }

  /** To replace nothing is to append, which spares Delta the look at the files to remove. */
  private boolean holdsNothing(OptimisticTransaction open) {
    return replaceWhere.isEmpty()
        && open.snapshot().checksumOpt().isDefined()
        && open.snapshot().checksumOpt().get().numFiles() == 0;
  }

  /** The newest number of the application id in the snapshot that the transaction began with. */
  private long newest(OptimisticTransaction open) {
    Optional<Map<String, Long>> stated = TableHead.numbersInChecksum(open.snapshot());
    if (stated.isEmpty()) {
      return open.txnVersion(request.appId());
    }
    open.readTxn().$plus$eq(request.appId());
    return stated.get().getOrDefault(request.appId(), -1L);
  }

  private DeltaOptions options() {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("txnAppId", request.appId());
    options.put("txnVersion", String.valueOf(request.number()));
    options.put("userMetadata", request.metadata());
    replaceWhere.ifPresent(predicate -> options.put("replaceWhere", predicate));
    return new DeltaOptions(ScalaMaps.of(options), session.sessionState().conf());
  }
}

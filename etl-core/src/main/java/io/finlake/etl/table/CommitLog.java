package io.finlake.etl.table;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.CommitInfo;
import org.apache.spark.sql.delta.actions.SetTransaction;
import scala.Option;
import scala.Tuple2;
import scala.collection.JavaConverters;

/**
 * Looks for commits by what they carry. Reads log entries on the driver, newest first where it can.
 */
final class CommitLog {
  private final DeltaLog log;
  private final long newest;

  private CommitLog(DeltaLog log) {
    this.log = log;
    this.newest = log.update(false, Option.empty(), Option.empty()).version();
  }

  static CommitLog of(SparkSession spark, String path) {
    return new CommitLog(DeltaLog.forTable(spark, path));
  }

  /** The commit with the request's number among those from {@code version} on. */
  Optional<Committed> findSince(long version, WriteRequest request) {
    if (version > newest) {
      return Optional.empty();
    }
    return find(version, request.appId(), request.number())
        .map(
            found ->
                new Committed(
                    found.version(),
                    found.metadata().contains(request.attemptId()),
                    found.metrics(),
                    found.metadata()));
  }

  /** The commit of a number anywhere in the log, as another's. */
  Optional<Committed> find(String appId, long number) {
    return find(0, appId, number);
  }

  private Optional<Committed> find(long from, String appId, long number) {
    Iterable<Tuple2<Object, scala.collection.Seq<Action>>> entries =
        () -> JavaConverters.asJavaIterator(log.getChanges(from, false));
    return StreamSupport.stream(entries.spliterator(), false)
        .filter(entry -> carries(actions(entry), appId, number))
        .findFirst()
        .map(entry -> committed((Long) entry._1(), actions(entry)));
  }

  private static List<Action> actions(Tuple2<Object, scala.collection.Seq<Action>> entry) {
    return JavaConverters.seqAsJavaList(entry._2());
  }

  private static boolean carries(List<Action> actions, String appId, long number) {
    return actions.stream()
        .anyMatch(
            action ->
                action instanceof SetTransaction transaction
                    && transaction.appId().equals(appId)
                    && transaction.version() == number);
  }

  private static Committed committed(long version, List<Action> actions) {
    CommitInfo info =
        actions.stream()
            .filter(CommitInfo.class::isInstance)
            .map(CommitInfo.class::cast)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("commit " + version + " has no info"));
    Map<String, Long> metrics = new LinkedHashMap<>();
    if (info.operationMetrics().isDefined()) {
      JavaConverters.mapAsJavaMap(info.operationMetrics().get())
          .forEach(
              (name, text) -> {
                if (text.matches("-?\\d{1,18}")) {
                  metrics.put(name, Long.parseLong(text));
                }
              });
    }
    String metadata = info.userMetadata().isDefined() ? info.userMetadata().get() : "";
    return new Committed(version, false, metrics, metadata);
  }
}

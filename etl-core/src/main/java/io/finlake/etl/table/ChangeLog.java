package io.finlake.etl.table;

import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddCDCFile;
import org.apache.spark.sql.delta.actions.CommitInfo;
import org.apache.spark.sql.delta.actions.FileAction;
import org.apache.spark.sql.delta.actions.Metadata;
import scala.Tuple2;
import scala.collection.JavaConverters;

/**
 * What a table's log says of a range of versions, without reading a row: whether any row changed,
 * and whether {@link LakeTables#changes} can tell which.
 *
 * @param changed whether a commit of the range changed rows; compaction does not
 * @param unusable why the changed rows cannot be known, in words; empty when they can. Whether the
 *     changed rows' files are still there shows only when they are read
 */
public record ChangeLog(boolean changed, Optional<String> unusable) {

  /**
   * Reads the log entries of the range on the driver.
   *
   * @param after the last version already seen
   * @param upTo the last version of the range
   */
  public static ChangeLog read(SparkSession spark, String path, long after, long upTo) {
    scala.collection.Iterator<Tuple2<Object, scala.collection.Seq<Action>>> entries =
        DeltaLog.forTable(spark, path).getChanges(after + 1, false);
    long expected = after + 1;
    boolean changed = false;
    while (expected <= upTo) {
      if (!entries.hasNext()) {
        return unusable("its log ends before version " + expected);
      }
      Tuple2<Object, scala.collection.Seq<Action>> entry = entries.next();
      if ((Long) entry._1() != expected) {
        return unusable("its log no longer has version " + expected);
      }
      for (Action action : JavaConverters.seqAsJavaList(entry._2())) {
        Optional<String> broken = broken(action, expected);
        if (broken.isPresent()) {
          return new ChangeLog(true, broken);
        }
        changed |= changesRows(action);
      }
      expected++;
    }
    return new ChangeLog(changed, Optional.empty());
  }

  private static Optional<String> broken(Action action, long version) {
    if (action instanceof CommitInfo info && info.operation().equals("RESTORE")) {
      return Optional.of("it was restored in version " + version);
    }
    if (action instanceof Metadata) {
      return Optional.of("its columns or properties changed in version " + version);
    }
    return Optional.empty();
  }

  private static boolean changesRows(Action action) {
    return action instanceof AddCDCFile || (action instanceof FileAction file && file.dataChange());
  }

  private static ChangeLog unusable(String why) {
    return new ChangeLog(true, Optional.of(why));
  }
}

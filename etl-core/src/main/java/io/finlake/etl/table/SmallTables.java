package io.finlake.etl.table;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.VersionChecksum;
import org.apache.spark.sql.delta.actions.AddFile;
import scala.Option;
import scala.collection.JavaConverters;

/**
 * Reads a small table from the files that its version's checksum file lists. Delta would replay the
 * log with two or three Spark jobs to find the same few files, which for a small table costs more
 * than its rows. A large table is read by Delta, whose statistics spare files.
 */
final class SmallTables {
  /** Tables below this many bytes are small. */
  private static final long SMALL_BYTES = 32L << 20;

  private SmallTables() {}

  /** The rows at a version; empty when the table is not small or its files are not listed. */
  static Optional<Dataset<Row>> read(SparkSession session, String path, long version) {
    return ActiveSession.in(
        session,
        () -> {
          DeltaLog log = DeltaLog.forTable(session, path);
          Snapshot snapshot = log.unsafeVolatileSnapshot();
          return snapshot.version() == version
              ? listed(snapshot)
                  .map(files -> log.createDataFrame(snapshot, files, false, Option.empty()))
              : Optional.empty();
        });
  }

  private static Optional<scala.collection.Seq<AddFile>> listed(Snapshot snapshot) {
    if (snapshot.checksumOpt().isEmpty()) {
      return Optional.empty();
    }
    VersionChecksum checksum = snapshot.checksumOpt().get();
    if (checksum.tableSizeBytes() > SMALL_BYTES || checksum.allFiles().isEmpty()) {
      return Optional.empty();
    }
    List<AddFile> files = JavaConverters.seqAsJavaList(checksum.allFiles().get());
    boolean whole =
        files.size() == checksum.numFiles()
            && files.stream().mapToLong(AddFile::size).sum() == checksum.tableSizeBytes();
    return whole ? Optional.of(checksum.allFiles().get()) : Optional.empty();
  }
}

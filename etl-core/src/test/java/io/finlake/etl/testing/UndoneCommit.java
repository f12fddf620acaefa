package io.finlake.etl.testing;

import io.finlake.etl.ledger.Lake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.delta.DeltaLog;

/** A lake as a killed process leaves it: a commit that had been made was not. */
public final class UndoneCommit {
  private UndoneCommit() {}

  /** Takes a table back to before its last commit, and the ledger to before all records. */
  public static void of(Lake lake, String path) throws IOException {
    ofTable(lake, path);
    lake.tables().drop(lake.locations().control() + "/records");
  }

  /** Takes a table back to before its last commit; the ledger stays. */
  public static void ofTable(Lake lake, String path) throws IOException {
    long version = lake.tables().head(path).orElseThrow().version();
    Path log = Path.of(path).resolve("_delta_log");
    Files.delete(log.resolve("%020d.json".formatted(version)));
    for (String name : List.of("%020d.crc", ".%020d.json.crc", ".%020d.crc.crc")) {
      Files.deleteIfExists(log.resolve(name.formatted(version)));
    }
    DeltaLog.clearCache();
  }
}

package io.finlake.etl.table;

import io.delta.exceptions.ConcurrentTransactionException;
import io.delta.exceptions.DeltaConcurrentModificationException;

/** Tells that Delta gave a commit up because another one came first. */
final class Conflicts {
  private Conflicts() {}

  /** Whether that is what was thrown, by itself or inside what Spark made of it. */
  static boolean in(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof DeltaConcurrentModificationException
          || cause instanceof ConcurrentTransactionException
          || cause instanceof org.apache.spark.sql.delta.DeltaConcurrentModificationException) {
        return true;
      }
    }
    return false;
  }
}

package io.finlake.etl.table;

import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/** Delta's internals work in whatever session the thread has active. */
final class ActiveSession {
  private ActiveSession() {}

  /** Does something with a session active, and puts the thread's own back. */
  static <T> T in(SparkSession session, Supplier<T> work) {
    Option<SparkSession> before = SparkSession.getActiveSession();
    SparkSession.setActiveSession(session);
    try {
      return work.get();
    } finally {
      if (before.isDefined()) {
        SparkSession.setActiveSession(before.get());
      } else {
        SparkSession.clearActiveSession();
      }
    }
  }
}

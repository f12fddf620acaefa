package io.finlake.etl.bench;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;

/** Adds up what the tasks of a session's context read, wrote and computed. */
final class WorkMeter extends SparkListener {
  private static final long NANOS_A_MILLI = 1_000_000;

  private final AtomicLong read = new AtomicLong();
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong cpuNanos = new AtomicLong();

  /** Does work and says what its tasks did. Nothing else may run in the context meanwhile. */
  static Work of(SparkSession spark, Runnable work) {
    WorkMeter meter = new WorkMeter();
    spark.sparkContext().addSparkListener(meter);
    try {
      work.run();
      drain(spark);
    } finally {
      spark.sparkContext().removeSparkListener(meter);
    }
    return new Work(meter.read.get(), meter.written.get(), meter.cpuNanos.get() / NANOS_A_MILLI);
  }

  /**
   * What tasks did.
   *
   * @param bytesRead from storage, as they lie there
   * @param bytesWritten to storage
   * @param cpuMillis the CPU time of tasks, without the driver's
   */
  record Work(long bytesRead, long bytesWritten, long cpuMillis) {}

  @Override
  public void onTaskEnd(SparkListenerTaskEnd ended) {
    TaskMetrics metrics = ended.taskMetrics();
    if (metrics != null) {
      read.addAndGet(metrics.inputMetrics().bytesRead());
      written.addAndGet(metrics.outputMetrics().bytesWritten());
      cpuNanos.addAndGet(metrics.executorCpuTime());
    }
  }

  /** Listeners are told late; nothing is lost when the queue is waited for. */
  private static void drain(SparkSession spark) {
    try {
      spark.sparkContext().listenerBus().waitUntilEmpty();
    } catch (java.util.concurrent.TimeoutException thrown) {
      throw new IllegalStateException("Spark's listeners do not keep up", thrown);
    }
  }
}

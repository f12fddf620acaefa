package io.finlake.etl.source;

import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/** Opens tasks' objects on executors. */
final class RawPartitionReaders implements PartitionReaderFactory {
  private static final long serialVersionUID = 1L;

  private final ReadPlan plan;
  private final StructType schema;
  private final Broadcast<SerializableConfiguration> conf;

  RawPartitionReaders(ReadPlan plan, StructType schema, Broadcast<SerializableConfiguration> conf) {
    this.plan = plan;
    this.schema = schema;
    this.conf = conf;
  }

  @Override
  public PartitionReader<InternalRow> createReader(InputPartition partition) {
    return new RawPartitionReader(
        plan, schema, ((RawTable.RawPartition) partition).objects(), conf.value().value());
  }
}

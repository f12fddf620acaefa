package io.finlake.etl.source;

import io.finlake.etl.source.ReadPlan.PlannedObject;
import java.util.List;
import java.util.Set;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.apache.spark.util.SerializableConfiguration;

/** Some raw objects as a table of parsed rows. */
final class RawTable implements SupportsRead {
  private final StructType schema;
  private final ReadPlan.Decoded decoded;

  RawTable(StructType schema, ReadPlan.Decoded decoded) {
    this.schema = schema;
    this.decoded = decoded;
  }

  @Override
  public String name() {
    return "raw objects (" + decoded.objects().size() + ")";
  }

  @Override
  @SuppressWarnings("deprecation") // Table.columns() falls back to it, and so does Spark 3.5
  public StructType schema() {
    return schema;
  }

  @Override
  public Set<TableCapability> capabilities() {
    return Set.of(TableCapability.BATCH_READ);
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
    return () -> new RawScan(schema, decoded);
  }

  /** One reading of all objects. */
  private record RawScan(StructType schema, ReadPlan.Decoded decoded) implements Scan, Batch {
    @Override
    public StructType readSchema() {
      return schema;
    }

    @Override
    public String description() {
      return "raw objects (" + decoded.objects().size() + ")";
    }

    @Override
    public Batch toBatch() {
      return this;
    }

    @Override
    public InputPartition[] planInputPartitions() {
      int cores = SparkSession.active().sparkContext().defaultParallelism();
      return Packing.pack(decoded.objects(), cores).stream()
          .map(RawPartition::new)
          .toArray(InputPartition[]::new);
    }

    @Override
    public PartitionReaderFactory createReaderFactory() {
      SparkSession spark = SparkSession.active();
      SerializableConfiguration conf =
          new SerializableConfiguration(spark.sessionState().newHadoopConf());
      Broadcast<SerializableConfiguration> shared =
          spark
              .sparkContext()
              .broadcast(
                  conf, scala.reflect.ClassTag$.MODULE$.apply(SerializableConfiguration.class));
      return new RawPartitionReaders(decoded.plan(), schema, shared);
    }
  }

  /** The objects of one task. */
  record RawPartition(List<PlannedObject> objects) implements InputPartition {}
}

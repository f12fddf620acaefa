package io.finlake.etl.source;

import io.finlake.etl.parse.ReadSpec;
import io.finlake.etl.parse.RecordReader;
import io.finlake.etl.parse.RecordReaders;
import io.finlake.etl.source.ReadPlan.PlannedObject;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.types.StructType;

/** The rows of one task's objects, one object after the other, each ending with its summary. */
final class RawPartitionReader implements PartitionReader<InternalRow> {
  private final ReadPlan plan;
  private final ReadSpec spec;
  private final Configuration conf;
  private final Iterator<PlannedObject> objects;
  private final RowWriter writer;
  private Optional<RecordReader> reader = Optional.empty();
  private PlannedObject object;
  private InternalRow row;

  RawPartitionReader(
      ReadPlan plan, StructType schema, List<PlannedObject> objects, Configuration conf) {
    this.plan = plan;
    this.spec = plan.spec();
    this.conf = conf;
    this.objects = objects.iterator();
    this.writer = new RowWriter(schema);
  }

  @Override
  public boolean next() {
    while (true) {
      if (reader.isEmpty()) {
        if (!objects.hasNext()) {
          return false;
        }
        open(objects.next());
      }
      RecordReader current = reader.orElseThrow();
      if (!current.advance()) {
        row = writer.summary(object.path(), current.summary());
        close();
        if (plan.rows().summaries()) {
          return true;
        }
      } else if (plan.rows().wants(current.record().broken())) {
        row = writer.record(object.path(), current.record());
        return true;
      }
    }
  }

  private void open(PlannedObject next) {
    object = next;
    reader =
        Optional.of(RecordReaders.open(spec, HadoopObject.verified(plan.rawZone(), next, conf)));
  }

  @Override
  public InternalRow get() {
    return row;
  }

  @Override
  public void close() {
    reader.ifPresent(RecordReader::close);
    reader = Optional.empty();
  }
}

package io.finlake.etl.lookup;

import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.types.StructType;
import java.util.List;
import java.util.Set;

/** Plain rows as Kernel writes them. A column that the table does not have is our bug. */
final class RowBatch implements ColumnarBatch {
  private final StructType schema;
  private final ValueVector rows;

  RowBatch(StructType schema, List<PlainRow> rows) {
    Set<String> known = Set.copyOf(schema.fieldNames());
    for (PlainRow row : rows) {
      if (!known.containsAll(row.values().keySet())) {
        throw new IllegalArgumentException("a row of other columns than " + known);
      }
    }
    this.schema = schema;
    this.rows = new ValueVector(schema, rows);
  }

  @Override
  public StructType getSchema() {
    return schema;
  }

  @Override
  public ColumnVector getColumnVector(int ordinal) {
    return rows.getChild(ordinal);
  }

  @Override
  public int getSize() {
    return rows.getSize();
  }
}

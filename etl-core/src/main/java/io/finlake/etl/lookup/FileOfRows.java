package io.finlake.etl.lookup;

import static io.delta.kernel.internal.util.Utils.singletonCloseableIterator;

import io.delta.kernel.DataWriteContext;
import io.delta.kernel.Transaction;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.utils.CloseableIterable;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.DataFileStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Writes rows as one Parquet file beside a transaction that will name it. */
final class FileOfRows {
  private final Engine engine;
  private final Transaction transaction;

  FileOfRows(Engine engine, Transaction transaction) {
    this.engine = engine;
    this.transaction = transaction;
  }

  /** The actions that add the file; a transaction may read them again. */
  CloseableIterable<Row> write(List<PlainRow> rows, Set<String> indexed) {
    Row state = transaction.getTransactionState(engine);
    DataWriteContext context = Transaction.getWriteContext(engine, state, Map.of());
    FilteredColumnarBatch batch =
        new FilteredColumnarBatch(
            new RowBatch(transaction.getSchema(engine), rows), Optional.empty());
    CloseableIterator<FilteredColumnarBatch> data =
        Transaction.transformLogicalData(
            engine, state, singletonCloseableIterator(batch), Map.of());
    try (CloseableIterator<DataFileStatus> files =
        engine
            .getParquetHandler()
            .writeParquetFiles(context.getTargetDirectory(), data, List.of())) {
      DataFileStatus file = files.next();
      if (files.hasNext()) {
        throw new IllegalStateException("too many rows for a small table: " + rows.size());
      }
      DataFileStatus described =
          new DataFileStatus(
              file.getPath(),
              file.getSize(),
              file.getModificationTime(),
              Optional.of(new FileStatistics(rows, indexed)));
      return CloseableIterable.inMemoryIterable(
          Transaction.generateAppendActions(
              engine, state, singletonCloseableIterator(described), context));
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }
}

package io.finlake.etl.process;

import io.finlake.etl.contract.Contract;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Which rows of a dataset an erasure is about, and what becomes of them. */
public sealed interface ErasedRows permits PersonRows, ExpiredRows {

  /** Those among the rows of a table or of a quarantine; columns as they are. */
  Dataset<Row> among(Dataset<Row> rows, Contract contract);

  /** Those of a table in which something would change. */
  Dataset<Row> toChange(Dataset<Row> rows, Contract contract);

  /** The columns that become NULL; empty when the rows are removed. */
  Optional<List<String>> blanked(Contract contract);

  /** As what they are closed in quarantine. */
  String closedAs();
}

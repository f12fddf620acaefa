package io.finlake.etl.curate;

import io.finlake.etl.contract.Derivation;
import io.finlake.etl.plan.Inputs.VersionRange;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What a build reads of its inputs: as they are, or as they would be. */
interface InputRows {

  /** Every input as it was at the version that the batch reads. */
  Inputs at(Derivation derivation, Map<String, VersionRange> ranges);

  /** What the log of an input says of a range that has something to read. */
  Refresh.Feed feed(Derivation.Input input, VersionRange range);

  /** The changed rows of an input in a range, as they were and as they are. */
  Dataset<Row> changes(Derivation.Input input, VersionRange range);
}

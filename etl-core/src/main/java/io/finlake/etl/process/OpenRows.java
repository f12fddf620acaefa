package io.finlake.etl.process;

import static org.apache.spark.sql.functions.arrays_overlap;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.Inputs;
import io.finlake.etl.plan.RawObject;
import io.finlake.etl.table.LakeTables;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * The rows of a quarantine that no batch has taken out again. While a batch is unfinished no other
 * one of its table opens or closes rows, so the same rows are found however often they are looked
 * for.
 */
final class OpenRows {
  private static final String[] POSITION = {
    TechnicalColumn.OBJECT, TechnicalColumn.OFFSET, TechnicalColumn.ITEM
  };

  private OpenRows() {}

  /** Whether a dataset has a quarantine at all. */
  static boolean any(Lake lake, DatasetId dataset) {
    return lake.tables().exists(lake.quarantine(dataset));
  }

  /** The rows that are open before a batch: those that it closes itself are open before it. */
  static Dataset<Row> before(SparkSession session, String quarantine, long number) {
    Column closed = col(TechnicalColumn.CLOSED_BATCH);
    return LakeTables.read(session, quarantine)
        .where(col(TechnicalColumn.BATCH).lt(number))
        .where(closed.isNull().or(closed.geq(number)));
  }

  /** The rows that broke one of some rules; any rule when none is named. */
  static Dataset<Row> broke(Dataset<Row> open, List<String> rules) {
    Column[] names = rules.stream().map(functions::lit).toArray(Column[]::new);
    Column broken = col(TechnicalColumn.REASONS).getField("rule");
    return rules.isEmpty() ? open : open.where(arrays_overlap(broken, functions.array(names)));
  }

  /** The rows that a replay takes. */
  static Dataset<Row> of(SparkSession session, String quarantine, Batch batch) {
    Inputs.Quarantined replay = (Inputs.Quarantined) batch.inputs();
    Object[] paths = replay.objects().stream().map(RawObject::path).toArray();
    return broke(before(session, quarantine, batch.number()), replay.rules())
        .where(col(TechnicalColumn.OBJECT).isin(paths));
  }

  /**
   * Of the parsed rows of whole objects those that a replay takes, and the summaries of the
   * objects. The positions are broadcast: values in clear are never shuffled.
   */
  static Dataset<Row> only(Dataset<Row> parsed, Dataset<Row> open) {
    Dataset<Row> wanted =
        open.select(
                col(TechnicalColumn.OBJECT).as("_open_object"),
                col(TechnicalColumn.OFFSET).as("_open_offset"),
                col(TechnicalColumn.ITEM).as("_open_item"))
            .distinct()
            .withColumn("_open", lit(true));
    Column here =
        col(TechnicalColumn.OBJECT)
            .equalTo(col("_open_object"))
            .and(col(TechnicalColumn.OFFSET).equalTo(col("_open_offset")))
            .and(col(TechnicalColumn.ITEM).equalTo(col("_open_item")));
    return parsed
        .where(not(col(TechnicalColumn.KIND).equalTo("filtered")))
        .join(broadcast(wanted), here, "left")
        .where(col(TechnicalColumn.KIND).equalTo("object").or(col("_open")))
        .drop("_open_object", "_open_offset", "_open_item", "_open");
  }

  /** The columns that say where a row came from. */
  static String[] position() {
    return POSITION.clone();
  }

  /** How a contract's replays are refused, where they make no sense. */
  static boolean replayable(Contract contract) {
    return !(contract.landed().write() instanceof io.finlake.etl.contract.WriteStrategy.Snapshot);
  }
}

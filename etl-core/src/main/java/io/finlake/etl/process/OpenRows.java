package io.finlake.etl.process;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.arrays_overlap;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.contract.WriteStrategy;
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

  /**
   * Whether a dataset has a quarantine at all; one that is there gets the columns of its contract.
   */
  static boolean any(Lake lake, Contract contract) {
    boolean there = lake.tables().exists(lake.quarantine(contract.id()));
    if (there) {
      DatasetTables.of(lake, contract).quarantine();
    }
    return there;
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
    // That a resent object is no copy, only somebody who names the rule can say.
    Dataset<Row> delivered =
        rules.contains(Outcomes.RESENT)
            ? open
            : open.where(not(array_contains(broken, Outcomes.RESENT)));
    return rules.isEmpty()
        ? delivered
        : delivered.where(arrays_overlap(broken, functions.array(names)));
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

  /**
   * Whether rows of a dataset can be taken out of quarantine. Not those of full extracts, of which
   * newer ones have come, nor where objects may be replaced: at a row's position other bytes may
   * stand now.
   */
  static boolean replayable(Contract contract) {
    return !(contract.landed().write() instanceof WriteStrategy.Snapshot)
        && !DatasetProcess.replaces(contract);
  }

  /** The open rows of a replay that are still among the rows of their objects. */
  static long found(Dataset<Row> open, Dataset<Row> staged) {
    return open.join(
            staged.select(TechnicalColumn.OBJECT, TechnicalColumn.OFFSET, TechnicalColumn.ITEM),
            POSITION,
            "left_semi")
        .count();
  }
}

package io.finlake.etl.process;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.Inputs;
import io.finlake.etl.plan.RawObject;
import io.finlake.etl.source.RawReader;
import io.finlake.etl.table.LakeTables;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** Reads objects anew as their rows went into the lake: with the corrections that let them in. */
final class BackfillReading {
  private static final StructType TURNS =
      StructType.fromDDL("_path STRING, " + Outcomes.TURN + " BIGINT");

  private final Processor processor;
  private final Lake lake;
  private final Contract contract;
  private final Map<DatasetId, Dataset<Row>> referenced;
  private final List<Batch> batches;

  /**
   * @param referenced the present rows of the datasets that rules refer to
   * @param batches what was planned before, replays with corrections among them
   */
  BackfillReading(
      Processor processor,
      Lake lake,
      Contract contract,
      Map<DatasetId, Dataset<Row>> referenced,
      List<Batch> batches) {
    this.processor = processor;
    this.lake = lake;
    this.contract = contract;
    this.referenced = referenced;
    this.batches = batches;
  }

  /** Reads, screens, protects and stages objects. */
  void stage(List<RawObject> objects, Staging staging) {
    Dataset<Row> parsed =
        RawReader.read(lake.spark(), contract, objects, lake.locations().zone(Zone.RAW));
    String quarantine = lake.quarantine(contract.id());
    for (Batch batch : batches) {
      if (batch.inputs() instanceof Inputs.Quarantined replay && replay.corrections().isPresent()) {
        Dataset<Row> let =
            LakeTables.read(lake.spark(), quarantine)
                .where(col(TechnicalColumn.CLOSED_BATCH).equalTo(lit(batch.number())));
        parsed = Corrections.read(lake, contract, replay.corrections()).only(let).apply(parsed);
      }
    }
    BatchWork.stage(processor, contract, referenced, parsed, staging);
  }

  /** Rows with the turn of their object's delivery; rows of other objects are left out. */
  Dataset<Row> inTurns(Dataset<Row> rows, Collection<BackfillScope.Taken> objects) {
    List<Row> turns = new ArrayList<>();
    objects.forEach(one -> turns.add(RowFactory.create(one.path(), one.batch())));
    return rows.join(
            broadcast(lake.spark().createDataFrame(turns, TURNS)),
            col(TechnicalColumn.OBJECT).equalTo(col("_path")))
        .drop("_path");
  }
}

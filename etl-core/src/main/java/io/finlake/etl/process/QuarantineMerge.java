package io.finlake.etl.process;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.CommitNote;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.plan.WritePlan;
import io.finlake.etl.table.Committed;
import io.finlake.etl.table.RangeFinder;
import io.finlake.etl.table.StagedRows;
import io.finlake.etl.table.WriteRequest;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Changes rows that are in quarantine already; staged once, in a place of its own. */
final class QuarantineMerge {
  private static final List<String> KEY =
      List.of(
          TechnicalColumn.OBJECT,
          TechnicalColumn.OFFSET,
          TechnicalColumn.ITEM,
          TechnicalColumn.BATCH);

  private final Lake lake;
  private final Contract contract;
  private final String place;

  QuarantineMerge(Lake lake, Contract contract, String place) {
    this.lake = lake;
    this.contract = contract;
    this.place = place;
  }

  /** Commits rows as they are to be, under a number of an application. */
  void commit(String app, long number, CommitNote note, Dataset<Row> rows) {
    StagedRows staged = StagedRows.stage(rows, place);
    try {
      Committed committed =
          lake.tables()
              .commit(
                  new WriteRequest(
                      DatasetTables.of(lake, contract).quarantine(),
                      app,
                      number,
                      note.attemptId(),
                      note.json(),
                      staged::pinned),
                  new WritePlan.Merge(
                      KEY, RangeFinder.of(staged.read(lake.spark()), TechnicalColumn.OBJECT)));
      refuseAnother(committed, contract, number);
    } finally {
      lake.tables().drop(place);
    }
  }

  /** What another process did to quarantine under the number is the truth, and ours is not. */
  static void refuseAnother(Committed committed, Contract contract, long number) {
    if (!committed.ours()) {
      throw FinlakeException.of(
          ErrorCode.LOST_RACE,
          "batch " + number + " of " + contract.id() + " was not finished",
          "another process finishes it at the same time",
          "run the command again; what the other one has done is kept");
    }
  }
}

package io.finlake.etl.process;

import static io.finlake.etl.process.Outcomes.ACCEPTED;
import static io.finlake.etl.process.Outcomes.OUTCOME;
import static io.finlake.etl.process.Outcomes.QUARANTINED;
import static org.apache.spark.sql.functions.col;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.WriteStrategy;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.CommitNote;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.plan.Balance;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.Inputs;
import io.finlake.etl.plan.SessionSettings;
import io.finlake.etl.protect.Protecting;
import io.finlake.etl.screen.Screening;
import io.finlake.etl.source.RawReader;
import io.finlake.etl.table.Committed;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/** One try at a planned batch, from reading its objects to its record in the ledger. */
final class BatchWork {
  private final Processor processor;
  private final Lake lake;
  private final Contract contract;
  private final TableKey key;
  private final Batch batch;
  private final String attemptId = UUID.randomUUID().toString();
  private final Staging staging;
  private final long started = System.nanoTime();

  BatchWork(Processor processor, Contract contract, TableKey key, Batch batch) {
    this.processor = processor;
    this.lake =
        processor
            .lake()
            .with(
                SessionSettings.forInput(
                    ((Inputs.RawObjects) batch.inputs()).bytes(),
                    processor.lake().spark().sparkContext().defaultParallelism()));
    this.contract = contract;
    this.key = key;
    this.batch = batch;
    this.staging = Staging.of(lake, key.name(), batch.number(), attemptId);
  }

  /** Takes the batch to its end; safe to try again after any failure. */
  BatchRecord finish() {
    stage();
    Staging.Found found = staging.found(lake.spark());
    Checks checks = new Checks(contract, batch);
    checks.objects(found);
    Prior prior = Prior.of(lake, contract, key, batch);
    Dataset<Row> staged = prior.apply(staging.rows(lake.spark()));
    Decided decided = decide(staged, found);
    try {
      return commit(staged, found, checks, prior, decided);
    } finally {
      decided.exceptions().unpersist();
    }
  }

  private BatchRecord commit(
      Dataset<Row> staged, Staging.Found found, Checks checks, Prior prior, Decided decided) {
    Dataset<Row> outcomes = decided.join(staged);
    Tally.Counts counts = Tally.by(contract).outcomes(outcomes);
    Balance balance = checks.balance(staging.all(lake.spark()), found, counts.groups());
    new ControlTotalsCheck(lake, contract, batch).check(staging.rows(lake.spark()), found);
    checks.rules(staged);
    if (contract.landed().write() instanceof WriteStrategy.Snapshot) {
      checks.extract(balance, decided.present().count());
    }
    prior.check(outcomes, balance);
    TableWriter writer = new TableWriter(lake, contract, key, batch, staging, decided);
    writer.prepare(found);
    CommitNote note =
        new CommitNote(
            attemptId,
            processor.run().id(),
            contract.version(),
            balance.outcomes().accepted() + writer.closed(),
            writer.removed(),
            balance,
            counts.rules(),
            BatchRecord.Outcome.COMMITTED);
    writer.quarantine(prior, note, counts.groups().containsKey(QUARANTINED));
    Committed committed = writer.table(note);
    return new Recording(lake, key)
        .record(batch, committed, found, Duration.ofNanos(System.nanoTime() - started));
  }

  private void stage() {
    Inputs.RawObjects inputs = (Inputs.RawObjects) batch.inputs();
    Dataset<Row> parsed =
        RawReader.read(lake.spark(), contract, inputs.objects(), lake.locations().zone(Zone.RAW));
    Dataset<Row> screened =
        Screening.of(contract, processor.referenced(lake, contract)).apply(parsed);
    staging.write(contract, Protecting.of(contract, processor.keys()).apply(screened));
  }

  private Decided decide(Dataset<Row> staged, Staging.Found found) {
    Set<String> resent = Resends.among(lake, contract, key, found);
    Present present = Present.of(lake, contract, staged, batch);
    Dataset<Row> exceptions =
        Decisions.by(contract)
            .decide(staged, present.rows(), resent)
            .where(col(OUTCOME).notEqual(ACCEPTED))
            .persist(StorageLevel.MEMORY_AND_DISK());
    return new Decided(exceptions, present);
  }

  Staging staging() {
    return staging;
  }
}

package io.finlake.etl.process;

import static io.finlake.etl.process.Outcomes.ACCEPTED;
import static io.finlake.etl.process.Outcomes.OUTCOME;
import static io.finlake.etl.process.Outcomes.QUARANTINED;
import static org.apache.spark.sql.functions.col;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.DatasetId;
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
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
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
                    batch.inputs().bytes(),
                    processor.lake().spark().sparkContext().defaultParallelism()));
    this.contract = contract;
    this.key = key;
    this.batch = batch;
    this.staging = Staging.of(lake, key.name(), batch.number(), attemptId);
  }

  /** Takes the batch to its end; safe to try again after any failure. */
  BatchRecord finish() {
    return decided(this::commit);
  }

  /** What the batch would do, without doing it. */
  Balance preview() {
    return decided(
        (staged, found, prior, decided) ->
            balance(found, Tally.by(contract).outcomes(decided.join(staged)).groups()));
  }

  private <T> T decided(Ending<T> ending) {
    stage();
    Staging.Found found = staging.found(lake.spark());
    new Checks(contract, batch).objects(found);
    Prior prior = Prior.of(lake, contract, key, batch);
    Dataset<Row> staged = prior.apply(staging.rows(lake.spark()));
    Decided decided = decide(staged, found);
    try {
      return ending.end(staged, found, prior, decided);
    } finally {
      decided.exceptions().unpersist();
    }
  }

  /** What is done with rows whose fate is decided. */
  private interface Ending<T> {
    T end(Dataset<Row> staged, Staging.Found found, Prior prior, Decided decided);
  }

  private Balance balance(Staging.Found found, Map<String, Tally.Group> outcomes) {
    Checks checks = new Checks(contract, batch);
    return replay()
        ? checks.balanceOf(
            OpenRows.found(open(lake.spark()), staging.rows(lake.spark())),
            staging.all(lake.spark()),
            outcomes)
        : checks.balance(staging.all(lake.spark()), found, outcomes);
  }

  private BatchRecord commit(
      Dataset<Row> staged, Staging.Found found, Prior prior, Decided decided) {
    Dataset<Row> outcomes = decided.join(staged);
    Tally.Counts counts = Tally.by(contract).outcomes(outcomes);
    Balance balance = balance(found, counts.groups());
    if (!replay()) {
      delivered(staged, found, balance, decided);
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
            replay() ? BatchRecord.Outcome.REPLAYED : BatchRecord.Outcome.COMMITTED);
    if (replay()) {
      writer.close(prior, note, open(lake.spark()));
    } else {
      writer.quarantine(prior, note, counts.groups().containsKey(QUARANTINED));
    }
    Committed committed = writer.table(note);
    return new Recording(lake, key)
        .record(batch, committed, found, Duration.ofNanos(System.nanoTime() - started));
  }

  /** What a delivery as a whole must keep; a replay holds only some rows of its deliveries. */
  private void delivered(
      Dataset<Row> staged, Staging.Found found, Balance balance, Decided decided) {
    Checks checks = new Checks(contract, batch);
    new ControlTotalsCheck(lake, contract, batch).check(staging.rows(lake.spark()), found);
    checks.rules(staged);
    if (contract.landed().write() instanceof WriteStrategy.Snapshot) {
      checks.extract(balance, decided.present().count());
    }
  }

  private boolean replay() {
    return batch.inputs() instanceof Inputs.Quarantined;
  }

  private Dataset<Row> open(SparkSession session) {
    return OpenRows.of(session, lake.quarantine(contract.id()), batch);
  }

  private void stage() {
    String raw = lake.locations().zone(Zone.RAW);
    Dataset<Row> parsed = RawReader.read(lake.spark(), contract, batch.inputs().objects(), raw);
    if (batch.inputs() instanceof Inputs.Quarantined replay) {
      Corrections corrections = Corrections.read(lake, contract, replay.corrections());
      parsed = corrections.apply(OpenRows.only(parsed, open(lake.spark())));
    }
    stage(processor, contract, processor.referenced(lake, contract), parsed, staging);
  }

  /** Parsed rows, screened, without erased people, and protected, and only then written. */
  static void stage(
      Processor processor,
      Contract contract,
      Map<DatasetId, Dataset<Row>> referenced,
      Dataset<Row> parsed,
      Staging staging) {
    Dataset<Row> screened = Screening.of(contract, referenced).apply(parsed);
    // Whose rows are is said by the contract of today, by whatever contract they are made.
    Contract present = processor.contracts().getOrDefault(contract.id(), contract);
    Dataset<Row> fenced =
        new SubjectFence(present, erased(processor, present), processor.keys()).apply(screened);
    staging.write(contract, Protecting.of(contract, processor.keys()).apply(fenced));
  }

  /**
   * Who was erased, asked after the batch was planned: an erasure is ordered before it looks
   * whether a batch is unfinished, so one of the two sees the other.
   */
  private static Map<String, Set<String>> erased(Processor processor, Contract present) {
    return present.subject().isPresent()
        ? new LateKeys(processor).with(present, processor.lake().ledger().erasures().identities())
        : Map.of();
  }

  private Decided decide(Dataset<Row> staged, Staging.Found found) {
    // Who replays what was held as sent again has decided that it was not.
    Set<String> resent = replay() ? Set.of() : Resends.among(lake, contract, key, found);
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

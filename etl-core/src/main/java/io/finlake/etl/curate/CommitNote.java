package io.finlake.etl.curate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.Ledger;
import io.finlake.etl.ledger.PlanNote;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.plan.Balance;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.table.Committed;
import java.util.List;
import java.util.Map;

/**
 * What a commit of a curated table says of itself, as JSON in its metadata: enough to record the
 * batch when the run that committed it was killed before it could.
 */
record CommitNote(String attempt, String run, String how, Staged.Counts counts, long milliseconds) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static CommitNote of(String attempt, String run, Staged staged, long milliseconds) {
    return new CommitNote(attempt, run, staged.how(), staged.counts(), milliseconds);
  }

  static CommitNote read(String text) {
    try {
      JsonNode json = JSON.readTree(text);
      return new CommitNote(
          json.required("attempt").asText(),
          json.required("run").asText(),
          json.required("how").asText(),
          new Staged.Counts(
              json.required("inserted").asLong(),
              json.required("updated").asLong(),
              json.required("deleted").asLong(),
              json.required("same").asLong(),
              json.required("replaced").asBoolean()),
          json.required("milliseconds").asLong());
    } catch (JsonProcessingException thrown) {
      throw new IllegalStateException("the commit's metadata is not finlake's", thrown);
    }
  }

  /**
   * As JSON: what every commit says of its batch, and beside it how this one was built.
   *
   * @param contract the version of the contract that it was built by
   */
  String text(PlanNote plan, String contract) {
    ObjectNode json = tree(plan, contract);
    json.put("how", how);
    json.put("inserted", counts.inserted());
    json.put("updated", counts.updated());
    json.put("deleted", counts.deleted());
    json.put("same", counts.same());
    json.put("replaced", counts.replaced());
    json.put("milliseconds", milliseconds);
    return json.toString();
  }

  private ObjectNode tree(PlanNote plan, String contract) {
    io.finlake.etl.ledger.CommitNote common =
        new io.finlake.etl.ledger.CommitNote(
            attempt,
            run,
            contract,
            changed(),
            counts.deleted(),
            balance(),
            Map.of(),
            BatchRecord.Outcome.COMMITTED);
    try {
      return (ObjectNode) JSON.readTree(common.json(plan));
    } catch (JsonProcessingException thrown) {
      throw new IllegalStateException("what was just written as JSON is none", thrown);
    }
  }

  private long changed() {
    return counts.inserted() + counts.updated() + counts.deleted();
  }

  private Balance balance() {
    return Balance.rows(changed() + counts.same(), changed(), 0, counts.same(), 0);
  }

  /**
   * Compares what was to be changed with Delta's own counts, then records the batch.
   *
   * @throws FinlakeException {@link ErrorCode#UNBALANCED} when they differ; the batch is then not
   *     recorded, and no table that reads this one goes on to it
   */
  CurateResult.BuiltBatch settle(
      Ledger ledger, TableKey key, Batch batch, Contract contract, Committed committed) {
    long added =
        counts.replaced()
            ? counts.inserted() + counts.updated() + counts.same()
            : counts.inserted();
    boolean agrees =
        committed.inserted() == added
            && (counts.replaced()
                || (committed.updated() == counts.updated()
                    && committed.deleted() == counts.deleted()));
    if (!agrees) {
      throw unbalanced(key, batch, committed);
    }
    ledger.record(
        new BatchRecord(
            key,
            batch.number(),
            run,
            attempt,
            committed.version(),
            batch.processingTime(),
            contract.version(),
            BatchRecord.Outcome.COMMITTED,
            balance(),
            List.of(),
            Map.of(),
            Map.of(),
            milliseconds));
    return new CurateResult.BuiltBatch(
        batch.number(), how, counts.inserted(), counts.updated(), counts.deleted());
  }

  private FinlakeException unbalanced(TableKey key, Batch batch, Committed committed) {
    return FinlakeException.of(
        ErrorCode.UNBALANCED,
        "batch " + batch.number() + " of " + key.name() + " does not balance",
        "it was to change "
            + counts
            + ", but Delta counts inserted "
            + committed.inserted()
            + ", updated "
            + committed.updated()
            + ", deleted "
            + committed.deleted(),
        "look at commit " + committed.version() + " of the table; nothing reads it until then");
  }
}

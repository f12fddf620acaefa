package io.finlake.etl.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.finlake.etl.plan.Balance;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a commit says of its batch, kept in the commit itself: enough to write the ledger's record
 * when the process died between the two.
 *
 * @param attemptId the try
 * @param runId the run
 * @param contractVersion the contract it was made by
 * @param changed rows that Delta must state as inserted or updated
 * @param removed rows that Delta must state as deleted
 * @param balance every row and cent
 * @param rules how many rows broke each rule
 * @param outcome what became of the batch: a commit without rows may be one that was given up
 * @param before of a backfill, what the rows were counted as until then
 */
public record CommitNote(
    String attemptId,
    String runId,
    String contractVersion,
    long changed,
    long removed,
    Balance balance,
    Map<String, Long> rules,
    BatchRecord.Outcome outcome,
    Optional<Balance> before) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public CommitNote {
    rules = Map.copyOf(rules);
  }

  /** The note of a batch that is no backfill. */
  public CommitNote(
      String attemptId,
      String runId,
      String contractVersion,
      long changed,
      long removed,
      Balance balance,
      Map<String, Long> rules,
      BatchRecord.Outcome outcome) {
    this(
        attemptId,
        runId,
        contractVersion,
        changed,
        removed,
        balance,
        rules,
        outcome,
        Optional.empty());
  }

  /** As JSON, with what it keeps of the plan: enough to make the ledger again. */
  public String json(PlanNote plan) {
    ObjectNode note = tree();
    plan.putInto(note);
    return note.toString();
  }

  /** As JSON. */
  public String json() {
    return tree().toString();
  }

  private ObjectNode tree() {
    ObjectNode note = JSON.createObjectNode();
    note.put("attempt", attemptId);
    note.put("run", runId);
    note.put("contract", contractVersion);
    note.put("outcome", outcome.name());
    note.put("changed", changed);
    note.put("removed", removed);
    write(note, balance);
    before.ifPresent(counted -> write(note.putObject("before"), counted));
    ObjectNode broken = note.putObject("rules");
    new TreeMap<>(rules).forEach(broken::put);
    return note;
  }

  /** Reads what {@link #json()} wrote; anything else is our bug. */
  public static CommitNote parse(String json) {
    try {
      JsonNode note = JSON.readTree(json);
      Map<String, Long> rules = new TreeMap<>();
      note.get("rules")
          .fields()
          .forEachRemaining(entry -> rules.put(entry.getKey(), entry.getValue().asLong()));
      return new CommitNote(
          note.get("attempt").asText(),
          note.get("run").asText(),
          note.get("contract").asText(),
          note.get("changed").asLong(),
          note.get("removed").asLong(),
          balance(note),
          rules,
          BatchRecord.Outcome.valueOf(note.get("outcome").asText()),
          Optional.ofNullable(note.get("before")).map(CommitNote::balance));
    } catch (JsonProcessingException thrown) {
      throw new IllegalStateException("a commit's note is not ours", thrown);
    }
  }

  private static void write(ObjectNode note, Balance balance) {
    note.put("read", balance.read());
    note.put("filtered", balance.filtered());
    split(note, balance.outcomes());
    ObjectNode money = note.putObject("money");
    new TreeMap<>(balance.money())
        .forEach(
            (measure, sums) -> {
              ObjectNode sum = money.putObject(measure);
              sum.put("read", sums.read().toPlainString());
              sum.put("accepted", sums.outcomes().accepted().toPlainString());
              sum.put("quarantined", sums.outcomes().quarantined().toPlainString());
              sum.put("duplicate", sums.outcomes().duplicate().toPlainString());
              sum.put("superseded", sums.outcomes().superseded().toPlainString());
            });
  }

  private static Balance balance(JsonNode note) {
    Map<String, Balance.Money> money = new TreeMap<>();
    note.get("money")
        .fields()
        .forEachRemaining(entry -> money.put(entry.getKey(), money(entry.getValue())));
    return new Balance(
        note.get("read").asLong(),
        new Balance.Split<>(
            note.get("accepted").asLong(),
            note.get("quarantined").asLong(),
            note.get("duplicate").asLong(),
            note.get("superseded").asLong()),
        note.get("filtered").asLong(),
        money);
  }

  private static void split(ObjectNode note, Balance.Split<Long> outcomes) {
    note.put("accepted", outcomes.accepted());
    note.put("quarantined", outcomes.quarantined());
    note.put("duplicate", outcomes.duplicate());
    note.put("superseded", outcomes.superseded());
  }

  private static Balance.Money money(JsonNode sum) {
    return new Balance.Money(
        amount(sum, "read"),
        new Balance.Split<>(
            amount(sum, "accepted"),
            amount(sum, "quarantined"),
            amount(sum, "duplicate"),
            amount(sum, "superseded")));
  }

  private static BigDecimal amount(JsonNode sum, String name) {
    return new BigDecimal(sum.get(name).asText());
  }
}

package io.finlake.etl.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.ContractFiles;
import io.finlake.etl.contract.ContractSource;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.plan.Balance;
import io.finlake.etl.port.Progress;
import io.finlake.etl.protect.TokenKeys;
import io.finlake.etl.run.Run;
import io.finlake.etl.table.LakeTables;
import io.finlake.etl.testing.SharedSession;
import io.finlake.etl.testing.SmallContracts;
import io.finlake.etl.testing.UndoneCommit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows on their way out of quarantine. */
class ReplayTest {
  private static final String JSON_LINES = "      format: json-lines";
  private static final ReplayRequest ALL = new ReplayRequest(List.of(), Optional.empty());

  private final SparkSession spark = SharedSession.spark();

  @TempDir private Path root;

  @Test
  void aMendedContractTakesWhatTheOldOneHeldAndNothingTwice() throws IOException {
    Contract strict = payments("amount < 100");
    land(
        "test/payments/a.jsonl",
        """
        {"id":"p1","v":1,"amount":50}
        {"id":"p2","v":1,"amount":150}
        {"id":"p3","v":1,"amount":250}
        {"id":"p2","v":1,"amount":150}
        """);
    run(List.of(strict));
    Contract mended = payments("amount < 200");

    Balance shown = processing(List.of(mended)).previewReplay(mended, ALL);
    List<String> before = open(mended);
    BatchRecord batch = processing(List.of(mended)).replay(mended, ALL).get(0);
    List<BatchRecord> again = processing(List.of(mended)).replay(mended, ALL);

    // Of three held rows two are one payment, and one is still too much.
    assertThat(batch.balance().outcomes()).isEqualTo(new Balance.Split<>(1L, 1L, 1L, 0L));
    assertThat(batch.balance().read()).isEqualTo(3);
    assertThat(batch.outcome()).isEqualTo(BatchRecord.Outcome.REPLAYED);
    assertThat(shown.outcomes()).isEqualTo(batch.balance().outcomes());
    assertThat(shown.money()).isEqualTo(batch.balance().money());
    assertThat(before).containsExactly("p2", "p2", "p3");
    assertThat(open(mended)).containsExactly("p3");
    assertThat(quarantine(mended, "_closed_batch = 2", "id || ' ' || _closed_as"))
        .containsExactly("p2 accepted", "p2 duplicate");
    // The place and the delivery stay; the batch is the one that accepted it.
    assertThat(table(mended, "id || ' ' || _object || ' ' || _offset || ' ' || _batch"))
        .containsExactly("p1 test/payments/a.jsonl 0 1", "p2 test/payments/a.jsonl 30 2");
    // p3 is still open, and nothing would become of it: so whoever runs a killed replay again
    // gets the batches that one run gives.
    assertThat(again).isEmpty();
    assertThat(table(mended, "id")).containsExactly("p1", "p2");
    // What a replay read is no delivery: the same object is not taken again.
    assertThat(run(List.of(mended)).get(0).batches()).isEmpty();
  }

  @Test
  void theCopyOfAnObjectIsNotTakenBesideItWhenBothAreMended() throws IOException {
    Contract strict = keyless("amount < 100");
    land("test/payments/a.jsonl", "{\"id\":\"p1\",\"v\":1,\"amount\":150}\n");
    run(List.of(strict));
    land("test/payments/b.jsonl", "{\"id\":\"p1\",\"v\":1,\"amount\":150}\n");
    run(List.of(strict));
    Contract mended = keyless("amount < 200");

    processing(List.of(mended)).replay(mended, ALL);

    assertThat(table(mended, "id || ' ' || _object")).containsExactly("p1 test/payments/a.jsonl");
    // Only who names the rule says that the second purchase is real.
    ReplayRequest real = new ReplayRequest(List.of("resent_object"), Optional.empty());
    processing(List.of(mended)).replay(mended, real);
    assertThat(table(mended, "id")).containsExactly("p1", "p1");
  }

  @Test
  void correctedValuesTakeThePlaceOfDeliveredOnes() throws IOException {
    Contract contract = SmallContracts.payments(JSON_LINES, "{strategy: insert-once}");
    // Digits of a path may look like a card number, and must not be masked when a line names it.
    land(
        "test/payments/4111-1111-1111-1111.jsonl",
        """
        {"id":"p1","v":"x","amount":1}
        broken
        {"id":"p3","v":"y","amount":3}
        """);
    run(List.of(contract));
    String path = "_corrections/test/payments/c.jsonl";
    land(
        path,
        """
        {"_object":"test/payments/4111-1111-1111-1111.jsonl","_offset":0,"_item":0,"v":7}
        {"_object":"test/payments/4111-1111-1111-1111.jsonl","_offset":31,"_item":0,"id":"p2","v":8,"amount":"2.50"}
        {"_object":"test/payments/4111-1111-1111-1111.jsonl","_offset":38,"_item":0,"v":"z"}
        """);

    BatchRecord batch =
        processing(List.of(contract))
            .replay(contract, new ReplayRequest(List.of("type", "malformed"), Optional.of(path)))
            .get(0);

    assertThat(batch.balance().outcomes()).isEqualTo(new Balance.Split<>(2L, 1L, 0L, 0L));
    assertThat(table(contract, "id || ' ' || v || ' ' || amount"))
        .containsExactly("p1 7 1.00", "p2 8 2.50");
    assertThat(open(contract)).containsExactly("p3");

    String misspelt = "_corrections/test/payments/d.jsonl";
    String line =
        "{\"_object\":\"test/payments/4111-1111-1111-1111.jsonl\",\"_offset\":38,\"_item\":0,";
    land(misspelt, line + "\"version\":9}\n");
    assertThatThrownBy(() -> replay(contract, misspelt)).hasMessageContaining("version");
    String twice = "_corrections/test/payments/e.jsonl";
    land(twice, line + "\"v\":9}\n" + line + "\"v\":8}\n");
    assertThatThrownBy(() -> replay(contract, twice)).hasMessageContaining("1 of 2 lines");
    assertThat(open(contract)).containsExactly("p3");
  }

  private void replay(Contract contract, String corrections) {
    processing(List.of(contract))
        .replay(contract, new ReplayRequest(List.of(), Optional.of(corrections)));
  }

  @Test
  void orphansGoOnWhenTheirParentComes() throws IOException {
    Contract children = children();
    List<Contract> both = List.of(named("parents", ""), children);
    land("test/children/a.jsonl", "{\"id\":\"x\"}\n{\"id\":\"y\"}\n");
    land("test/parents/a.jsonl", "{\"id\":\"z\"}\n");
    run(both);
    List<String> orphans = open(children);
    land("test/parents/b.jsonl", "{\"id\":\"x\"}\n");

    List<DatasetResult> second = run(both);
    List<DatasetResult> third = run(both);

    assertThat(orphans).containsExactly("x", "y");
    DatasetResult taken = second.get(0);
    assertThat(taken.batches())
        .extracting(it -> it.balance().outcomes().accepted())
        .containsExactly(1L);
    assertThat(table(children, "id")).containsExactly("x");
    assertThat(open(children)).containsExactly("y");
    assertThat(third).allSatisfy(result -> assertThat(result.batches()).isEmpty());
  }

  @Test
  void aReplayThatWasKilledIsFinishedOrGivenUp() throws IOException {
    Contract strict = payments("amount < 100");
    land("test/payments/a.jsonl", "{\"id\":\"p1\",\"v\":1,\"amount\":150}\n");
    run(List.of(strict));
    Contract mended = payments("amount < 200");
    processing(List.of(mended)).replay(mended, ALL);
    // As if killed after the table's commit: the ledger has lost what it recorded.
    lake().tables().drop(root.resolve("control/records").toString());

    List<DatasetResult> next = run(List.of(mended));

    assertThat(next.get(0).batches())
        .extracting(BatchRecord::outcome)
        .contains(BatchRecord.Outcome.REPLAYED);
    assertThat(table(mended, "id")).containsExactly("p1");
    assertThat(run(List.of(mended)).get(0).batches()).isEmpty();
  }

  @Test
  void aReplayThatDiedBetweenQuarantineAndTableIsFinishedOrGivenUp() throws IOException {
    Contract strict = payments("amount < 100");
    land(
        "test/payments/a.jsonl",
        "{\"id\":\"p1\",\"v\":1,\"amount\":150}\n{\"id\":\"p2\",\"v\":1,\"amount\":950}\n");
    run(List.of(strict));
    Contract mended = payments("amount < 200");
    processing(List.of(mended)).replay(mended, ALL);
    undoLastCommit(mended);
    List<String> before = open(mended);

    List<DatasetResult> next = run(List.of(mended));

    assertThat(before).containsExactly("p1", "p2"); // closed by nobody that committed
    assertThat(next.get(0).batches()).extracting(BatchRecord::number).contains(2L);
    assertThat(table(mended, "id")).containsExactly("p1");
    assertThat(open(mended)).containsExactly("p2");

    undoLastCommit(mended);
    processing(List.of(mended)).giveUp(mended, 2);
    // As if killed after the empty commit, before quarantine was opened again.
    undoLastCommit(lake().quarantine(mended.id()));
    assertThat(open(mended)).containsExactly("p2");
    run(List.of(mended));
    assertThat(open(mended)).containsExactly("p1", "p2");
    assertThat(table(mended, "id")).isEmpty();
    processing(List.of(mended)).replay(mended, ALL);
    assertThat(open(mended)).containsExactly("p2");
  }

  @Test
  void whatAKilledReplayTookOutIsWhatItsNextTryTakesThoughMoreCouldGoNow() throws IOException {
    Contract children = children();
    List<Contract> both = List.of(named("parents", ""), children);
    land("test/children/a.jsonl", "{\"id\":\"x\"}\n{\"id\":\"y\"}\n");
    land("test/parents/a.jsonl", "{\"id\":\"z\"}\n");
    run(both);
    land("test/parents/b.jsonl", "{\"id\":\"x\"}\n");
    run(both);
    // x left quarantine, and the process died before the table had it; then y's parent comes.
    undoLastCommit(children);
    land("test/parents/c.jsonl", "{\"id\":\"y\"}\n");

    run(both);

    assertThat(table(children, "id || ' ' || _batch")).containsExactly("x 2", "y 3");
    assertThat(open(children)).isEmpty();
    assertThat(quarantine(children, "true", "id || ' ' || _closed_batch"))
        .containsExactly("x 2", "y 3");
  }

  private static Contract children() {
    return named(
        "children",
        "quality: [{name: parent_there, type: custom, engine: finlake,"
            + " implementation: {references: test.parents.id}}]");
  }

  /** Takes the table back to before its last commit, as if that had never come to be. */
  private void undoLastCommit(Contract contract) throws IOException {
    undoLastCommit(lake().path(contract));
  }

  private void undoLastCommit(String path) throws IOException {
    UndoneCommit.of(lake(), path);
  }

  private static Contract payments(String holds) {
    return payments("{strategy: insert-once}", holds);
  }

  private static Contract keyless(String holds) {
    return payments("{strategy: append}", holds);
  }

  private static Contract payments(String write, String holds) {
    String text =
        SmallContracts.payments(JSON_LINES, write)
            .text()
            .replace(
                "physicalType: \"DECIMAL(18,2)\"}",
                "physicalType: \"DECIMAL(18,2)\", quality: [{name: amount_small, type: custom,"
                    + " engine: finlake, implementation: {holds: \""
                    + holds
                    + "\"}}]}");
    return read(text, "payments");
  }

  private static Contract named(String name, String rule) {
    return ContractFiles.alone(
        SmallContracts.source(
            name,
            """
                  - name: id
                    description: The id.
                    logicalType: string
                    physicalType: STRING
                    required: true
                    primaryKey: true
                    primaryKeyPosition: 1
                    %s
            """
                .formatted(rule),
            """
              - {property: source, value: {format: json-lines}}
              - {property: write, value: {strategy: insert-once}}
            """));
  }

  private static Contract read(String text, String name) {
    return ContractFiles.alone(new ContractSource("test/" + name + "/contract.yaml", text));
  }

  private void land(String name, String text) throws IOException {
    Path file = root.resolve("raw").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private List<DatasetResult> run(List<Contract> contracts) {
    List<DatasetResult> results = processing(contracts).run(contracts);
    assertThat(results).allSatisfy(result -> assertThat(result.failure()).isEmpty());
    return results;
  }

  private Processing processing(List<Contract> contracts) {
    Run run = Run.at(Instant.parse("2026-01-09T06:00:00Z"));
    return new Processing(lake(), run, TokenKeys.none(), contracts, 2, Progress.silent());
  }

  private Lake lake() {
    return Lake.open(spark, LakeLocations.under(root.toString()));
  }

  private List<String> open(Contract contract) {
    TableKey key = lake().key(Zone.PROCESSED, contract.id());
    return quarantine(
        contract, "_closed_batch IS NULL OR _closed_batch > " + lake().committed(key), "id");
  }

  private List<String> quarantine(Contract contract, String where, String expression) {
    return LakeTables.read(spark, lake().quarantine(contract.id()))
        .where(where)
        .selectExpr("coalesce(" + expression + ", 'null') AS t")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }

  private List<String> table(Contract contract, String expression) {
    return LakeTables.read(spark, lake().path(contract))
        .selectExpr(expression + " AS t")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }
}

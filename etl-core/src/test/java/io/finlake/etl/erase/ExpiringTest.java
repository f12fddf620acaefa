package io.finlake.etl.erase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.ledger.Erasure;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.ledger.LegalHold;
import io.finlake.etl.ledger.LegalHolds;
import io.finlake.etl.port.Progress;
import io.finlake.etl.process.DatasetResult;
import io.finlake.etl.process.Processing;
import io.finlake.etl.process.ReplayRequest;
import io.finlake.etl.protect.SubjectHashes;
import io.finlake.etl.protect.TokenKeys;
import io.finlake.etl.run.Run;
import io.finlake.etl.table.LakeTables;
import io.finlake.etl.testing.SharedSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Payments are kept for a month, and no longer. */
class ExpiringTest {
  private static final Instant NOW = Instant.parse("2026-01-10T08:00:00Z");
  private static final TokenKeys KEYS = ErasedBank.KEYS;

  private final SparkSession spark = SharedSession.spark();
  private final Contract payments = Bank.payments();

  @TempDir private Path root;

  @Test
  void whatIsPastItsRetentionLeavesAndWhatIsHeldStays() throws IOException {
    // P2 is on hold. The second object is old as a whole; the third one is new, with a late row. Of
    // the fourth, old one a row stays that was corrected: a later batch took it.
    String day = "{\"payment\":\"D1\",\"person\":\"P1\",\"amount\":6,\"paid_on\":\"2025-11-03\"}\n";
    land("d.jsonl", "2025-11-03", day + day.replace("D1", "D2").replace("2025-11-03", "soon"));
    land(
        "a.jsonl",
        "2025-11-01",
        """
        {"payment":"A1","person":"P1","amount":5,"paid_on":"2025-11-01"}
        {"payment":"A2","person":"P2","amount":7,"paid_on":"2025-10-31"}
        """);
    String second =
        """
        {"payment":"B1","person":"P1","amount":2,"paid_on":"2025-11-02"}
        {"payment":"B2","person":"P1","amount":"much","paid_on":"2025-11-02"}
        """;
    land("b.jsonl", "2025-11-02", second);
    land(
        "c.jsonl",
        "2026-01-09",
        """
        {"payment":"C1","person":"P1","amount":1,"paid_on":"2025-12-09"}
        {"payment":"C2","person":"P1","amount":3,"paid_on":"2025-12-10"}
        {"payment":"C3","person":"P1","amount":4,"paid_on":"when"}
        """);
    // Of the last, old one no row is anywhere: it brings what came before, of somebody on hold.
    land(
        "e.jsonl",
        "2025-11-04",
        """
        {"payment":"A2","person":"P2","amount":7,"paid_on":"2025-10-31"}
        """);
    process();
    correct("d.jsonl", day.length(), "2025-12-20");
    LegalHold hold =
        LegalHolds.of(lake())
            .place(
                new LegalHold.Target.Subject(
                    SubjectHashes.of(KEYS).hash(SubjectHashes.PERSON, "P2")),
                act(NOW));

    List<Expired> shown = expiring().find(LocalDate.of(2026, 1, 10));
    assertThat(shown).hasSize(1);
    assertThat(shown.get(0).cutoff()).isEqualTo("2025-12-10");
    assertThat(shown.get(0).rows().table()).isEqualTo(4);
    assertThat(shown.get(0).rows().quarantine()).isEqualTo(1);
    assertThat(Amounts.text(shown.get(0).rows().money())).isEqualTo("amount EUR 14.00");
    assertThat(shown.get(0).objects()).extracting(it -> it.path()).containsExactly(path("b.jsonl"));

    // Ends before curated tables have followed; a run of the next day goes on, by the first one's.
    assertThatThrownBy(() -> expire(NOW, () -> false))
        .hasMessageContaining("curated tables still hold");
    // As if it had been killed when it had noted the object and not removed it.
    land("b.jsonl", "2025-11-02", second);
    Erasure record = expire(NOW.plus(Duration.ofDays(1)), () -> true).orElseThrow();

    assertThat(record.number()).isEqualTo(1);
    assertThat(record.finished()).isPresent();
    assertThat(record.tables())
        .extracting(
            it -> it.table() + " " + it.action() + " " + it.rows() + " " + it.money() + it.reason())
        .containsExactlyInAnyOrder(
            "processed.test.payments REMOVED 4 amount EUR 14.00paid_on before 2025-12-10",
            "quarantine.test.payments CLOSED 1 paid_on before 2025-12-10");
    assertThat(record.expired()).extracting(Erasure.Expired::path).containsExactly(path("b.jsonl"));
    assertThat(payments()).containsExactly("A2", "C2", "D2");
    assertThat(closed()).containsExactly("accepted D2", "expired null", "open C3");
    assertThat(Files.exists(raw("a.jsonl"))).isTrue();
    assertThat(Files.exists(raw("b.jsonl"))).isFalse();
    assertThat(process().batches()).isEmpty();
    assertThat(expire(NOW, () -> true)).isEmpty();

    LegalHolds.of(lake()).release(hold.number(), act(NOW));
    // A hold on the dataset keeps everything, and the record says so.
    LegalHold dataset =
        LegalHolds.of(lake()).place(new LegalHold.Target.Dataset(payments.id()), act(NOW));
    assertThat(expire(NOW, () -> true)).isEmpty();
    LegalHolds.of(lake()).release(dataset.number(), act(NOW));
    assertThat(expire(NOW, () -> true).orElseThrow().expired())
        .extracting(Erasure.Expired::path)
        .containsExactly(path("a.jsonl"), path("e.jsonl"));
    assertThat(payments()).containsExactly("C2", "D2");
    // What has another content than what was taken is no object of ours, however old it looks.
    land("d.jsonl", "2025-11-03", "{}\n");
    Instant later = NOW.plus(Duration.ofDays(60));
    assertThat(expire(later, () -> true).orElseThrow().expired())
        .extracting(Erasure.Expired::path)
        .containsExactly(path("c.jsonl"));
    assertThat(Files.exists(raw("d.jsonl"))).isTrue();
    assertThat(payments()).isEmpty();
    // Rows that were closed before have nothing left, and are not found again.
    assertThat(expire(later, () -> true)).isEmpty();
  }

  private static LegalHold.Act act(Instant at) {
    return new LegalHold.Act(at, "ann", "past their retention");
  }

  private Optional<Erasure> expire(Instant at, BooleanSupplier curate) {
    return expiring().expire(act(at), curate);
  }

  private Expiring expiring() {
    return new Expiring(lake(), List.of(payments), processing(), KEYS, Run.at(NOW));
  }

  /** The row of an object whose date was none gets one. */
  private void correct(String name, int offset, String date) throws IOException {
    Path file = root.resolve("raw/_corrections/test/payments/c.jsonl");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        "{\"_object\":\"%s\",\"_offset\":%d,\"_item\":0,\"paid_on\":\"%s\"}\n"
            .formatted(path(name), offset, date));
    processing()
        .replay(
            payments,
            new ReplayRequest(List.of(), Optional.of("_corrections/test/payments/c.jsonl")));
  }

  private DatasetResult process() {
    DatasetResult result = processing().run(List.of(payments)).get(0);
    assertThat(result.failure()).isEmpty();
    return result;
  }

  private Processing processing() {
    return new Processing(lake(), Run.at(NOW), KEYS, List.of(payments), 1, Progress.silent());
  }

  private Lake lake() {
    return Lake.open(spark, LakeLocations.under(root.toString()));
  }

  private List<String> payments() {
    return texts(lake().path(payments), "payment");
  }

  private List<String> closed() {
    return texts(
        lake().locations().table(Zone.QUARANTINE, payments.id()),
        "coalesce(_closed_as, 'open') || ' ' || coalesce(payment, 'null')");
  }

  private List<String> texts(String path, String expression) {
    return LakeTables.read(spark, path).selectExpr(expression + " AS t").collectAsList().stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }

  private static String path(String name) {
    return "test/payments/" + name;
  }

  private Path raw(String name) {
    return root.resolve("raw").resolve(path(name));
  }

  private void land(String name, String day, String text) throws IOException {
    Files.createDirectories(raw(name).getParent());
    Files.writeString(raw(name), text);
    Files.setLastModifiedTime(raw(name), FileTime.from(Instant.parse(day + "T12:00:00Z")));
  }
}

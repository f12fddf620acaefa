package io.finlake.etl.curate;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.ledger.LegalHold;
import io.finlake.etl.ledger.LegalHolds;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.lookup.StoredTable;
import io.finlake.etl.lookup.TableLog;
import io.finlake.etl.maintain.Maintenance;
import io.finlake.etl.maintain.UpkeepResult;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.Inputs;
import io.finlake.etl.plan.UpkeepSettings;
import io.finlake.etl.plan.WritePlan;
import io.finlake.etl.port.Progress;
import io.finlake.etl.table.Committed;
import io.finlake.etl.table.FileUpkeep;
import io.finlake.etl.table.LakeTables;
import io.finlake.etl.table.TableHead;
import io.finlake.etl.testing.BankTables;
import io.finlake.etl.testing.SameRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Upkeep of a lake whose files are made to look old. */
class UpkeepTest {
  private static final String VIEWS = "processed.web.page_views";
  private static final String SESSION = "curated.web.web_session";
  private static final DatasetId PAGE_VIEWS = new DatasetId("web", "page_views");

  @Test
  void upkeepChangesNothingThatAnybodyReadsAndKeepsWhatSomebodyStillNeeds(@TempDir Path root) {
    CuratedLake lake = new CuratedLake(root);
    for (int minute = 10; minute < 13; minute++) {
      lake.deliver(VIEWS, view("V" + minute, "10:" + minute)); // versions 1 to 3
    }
    lake.refresh(SESSION);
    lake.deliver(VIEWS, view("V11", "10:20"));
    lake.refresh(SESSION); // V11 again, by a merge: its change data is written
    lake.deliver(VIEWS, view("V9", "10:21"));
    assertThat(dataFiles(lake.path(SESSION) + "/_change_data")).isNotEmpty();
    age(root, 40);

    // Nothing is changed by looking.
    UpkeepResult seen = of(VIEWS, look(lake));
    assertThat(List.of(seen.rewritten(), seen.into())).containsExactly(5L, 1L);
    assertThat(seen.removedFiles()).isZero(); // no file was replaced yet
    assertThat(version(lake, VIEWS)).isEqualTo(5);

    // web_session has not read version 5: what the change feed needs for it stays.
    TableHead before = lake.tables.head(lake.path(VIEWS)).orElseThrow();
    UpkeepResult done = of(VIEWS, run(lake));
    assertThat(List.of(done.rewritten(), done.into())).containsExactly(5L, 1L);
    assertThat(done.kept())
        .contains(
            "version 4 and later: curated.web.web_session has read no further than version 4");
    TableHead after = lake.tables.head(lake.path(VIEWS)).orElseThrow();
    assertThat(after.version()).isEqualTo(6);
    assertThat(after.numbers()).isEqualTo(before.numbers());
    assertThat(LakeTables.changes(lake.spark, lake.path(VIEWS), 5, 6).count()).isZero();

    // Curate reads on by key; then files written anew are nothing to make a batch of.
    assertThat(built(lake)).isEqualTo(new CurateResult.BuiltBatch(3, "1 keys", 1, 0, 0));
    SameRows.assertSame(lake.rows(SESSION), lake.wanted(SESSION));
    cluster(lake, VIEWS, "visitor_id");
    assertThat(version(lake, VIEWS)).isEqualTo(7);
    assertThat(lake.refresh(SESSION).get(0).outcome()).isInstanceOf(CurateResult.UpToDate.class);
    assertThat(lake.ledger.planned(lake.key(SESSION))).isEqualTo(3);

    // All was read and readers are gone: held only by the law, then by nobody.
    age(root, 40);
    LegalHolds holds = LegalHolds.of(new Configuration(), lake.locations);
    LegalHold hold = holds.place(new LegalHold.Target.Dataset(PAGE_VIEWS), act());
    UpkeepResult held = of(VIEWS, run(lake));
    assertThat(held.removedFiles()).isZero();
    assertThat(held.kept()).contains("version 0 and later: legal hold 1");
    holds.release(hold.number(), act());

    // A run that was killed while it removed files is finished by the next one.
    assertThat(of(VIEWS, look(lake)).removedFiles())
        .isEqualTo(6); // 5 delivered, and the first result
    delete(dataFiles(lake.path(VIEWS)).filter(file -> !live(lake, VIEWS, file)).limit(4));
    assertThat(of(VIEWS, run(lake)).removedFiles()).isEqualTo(2);
    assertThat(dataFiles(lake.path(VIEWS))).hasSize(1);
    assertThat(dataFiles(lake.path(SESSION) + "/_change_data")).isEmpty();
    SameRows.assertSame(lake.rows(SESSION), lake.wanted(SESSION));

    // And life goes on, over a range that begins before the last rewriting.
    lake.deliver(VIEWS, view("V7", "11:00"));
    assertThat(built(lake)).isEqualTo(new CurateResult.BuiltBatch(4, "1 keys", 1, 0, 0));
    SameRows.assertSame(lake.rows(SESSION), lake.wanted(SESSION));

    // Before a commit that is not recorded the table is read as it was, not as its last recorded
    // batch left it: the files of that one were written anew and are gone.
    cluster(lake, VIEWS, "visitor_id");
    age(root, 40);
    assertThat(of(VIEWS, run(lake)).removedFiles()).isPositive();
    Committed unrecorded = lake.commit(VIEWS, view("V8", "11:00"), new WritePlan.Append());
    CurateResult whole =
        lake.engine(CurateSettings.standard())
            .rebuild(CuratedLake.run("test"), List.of(BankTables.contracts().get(SESSION)))
            .get(0);
    assertThat(whole.outcome()).isInstanceOf(CurateResult.Built.class);
    lake.record(VIEWS, unrecorded);
    lake.refresh(SESSION);
    SameRows.assertSame(lake.rows(SESSION), lake.wanted(SESSION));
  }

  @Test
  void aTableWithAnUnfinishedBatchIsLeftAloneAndLeftoversOfDeadRunsGo(@TempDir Path root)
      throws IOException {
    CuratedLake lake = new CuratedLake(root);
    lake.deliver(VIEWS, view("V", "10:10"));
    lake.deliver(VIEWS, view("V", "10:11"));
    lake.refresh(SESSION);
    plan(lake, 2);
    Path dead = Files.createDirectories(root.resolve("control/staging/curated/web/web_session"));
    for (String name : List.of("1-a", "2-b", "3-c")) {
      Files.writeString(Files.createDirectories(dead.resolve(name)).resolve("rows"), "rows");
    }
    Path orphan = Files.writeString(Path.of(lake.path(VIEWS), "part-of-a-dead-writer"), "rows");
    age(root, 40);

    List<UpkeepResult> results = run(lake);

    // The batch that is planned reads page_views from the version on that it was planned with.
    FinlakeException refused = of(SESSION, results).failure().orElseThrow();
    assertThat(refused.code()).isEqualTo(ErrorCode.LOST_RACE);
    assertThat(refused).hasMessageContaining("batch 2 of curated.web.web_session is unfinished");
    assertThat(of(VIEWS, results).kept())
        .contains("version 2 and later: batch 2 of curated.web.web_session is unfinished");
    assertThat(orphan).doesNotExist();
    assertThat(dead.resolve("1-a")).doesNotExist(); // recorded
    assertThat(dead.resolve("2-b")).exists(); // the unfinished batch's
    assertThat(dead.resolve("3-c")).doesNotExist(); // never planned
    assertThat(of("control.staging", results).removedFiles()).isEqualTo(2);

    // What a run does by itself: nothing here, since all was done a moment ago.
    assertThat(maintenance(lake).afterRun(contracts())).isEmpty();
    lake.deliver(VIEWS, view("V", "10:12"));
    List<UpkeepResult> byItself = maintenance(lake).afterRun(contracts());
    assertThat(byItself).extracting(UpkeepResult::table).containsExactly(VIEWS);
    assertThat(byItself.get(0).rewritten()).isEqualTo(2); // the new file, and the first result
  }

  @Test
  void theLedgerIsReadAndWrittenAfterItsFilesWerePutTogether(@TempDir Path root) {
    CuratedLake lake = new CuratedLake(root);
    lake.deliver(VIEWS, view("V", "10:10"));
    lake.refresh(SESSION);
    for (int batch = 2; batch <= 25; batch++) {
      plan(lake, batch);
    }
    TableKey key = lake.key(SESSION);
    Batch middle = lake.ledger.batch(key, 13);
    age(root, 40);

    UpkeepResult plans = of("control.plans", run(lake));

    assertThat(List.of(plans.rewritten(), plans.into())).containsExactly(25L, 1L);
    assertThat(plans.clusteredBy()).contains("table, number");
    // The log goes up to its second checkpoint; the numbers in it stay.
    assertThat(plans.logFiles()).isPositive();
    String control = lake.locations.control() + "/plans";
    assertThat(TableLog.at(new Configuration(), control).orElseThrow().earliest()).contains(20L);
    assertThat(StoredTable.at(new Configuration(), control, 19)).isEmpty(); // and trace says so
    assertThat(StoredTable.at(new Configuration(), control, 20)).isPresent();
    assertThat(lake.ledger.planned(key)).isEqualTo(25);
    assertThat(lake.ledger.batch(key, 13)).isEqualTo(middle);
    plan(lake, 26);
    age(root, 40);
    assertThat(of("control.plans", run(lake)).removedFiles()).isEqualTo(25);
    plan(lake, 27);
    assertThat(lake.ledger.batch(key, 13)).isEqualTo(middle);
    assertThat(lake.ledger.planned(key)).isEqualTo(27);
    assertThat(lake.ledger.batch(key, 27).number()).isEqualTo(27);
    assertThat(lake.ledger.records(lake.key(VIEWS))).hasSize(1);
  }

  private static LegalHold.Act act() {
    return new LegalHold.Act(Instant.parse("2026-01-05T12:00:00Z"), "somebody", "a case");
  }

  /** A batch of web_session that is planned like the last one, and nothing more. */
  private static void plan(CuratedLake lake, long number) {
    TableKey key = lake.key(SESSION);
    Batch last = lake.ledger.batch(key, lake.ledger.planned(key));
    Inputs.VersionRange seen = ((Inputs.TableVersions) last.inputs()).ranges().get(0);
    Inputs.VersionRange next =
        new Inputs.VersionRange(seen.table(), seen.incarnation(), seen.upTo(), seen.upTo());
    assertThat(
            lake.ledger.plan(
                key,
                new Batch(
                    key.zone(),
                    key.dataset(),
                    number,
                    new Inputs.TableVersions(List.of(next)),
                    "killed",
                    Instant.parse("2026-01-05T11:00:00Z"),
                    last.contractText(),
                    last.contractHash(),
                    last.codeVersion(),
                    Optional.empty(),
                    Optional.empty())))
        .isTrue();
  }

  private static List<UpkeepResult> look(CuratedLake lake) {
    return maintenance(lake).look(Optional.empty());
  }

  private static List<UpkeepResult> run(CuratedLake lake) {
    return maintenance(lake).run(Optional.empty());
  }

  private static Maintenance maintenance(CuratedLake lake) {
    Lake open = new Lake(lake.spark, lake.locations, lake.tables, lake.ledger);
    UpkeepSettings settings = UpkeepSettings.standard().small(2);
    return new Maintenance(open, contracts(), settings, Instant.now(), Progress.silent());
  }

  /** Writes the files anew, as upkeep of a large table would. */
  private static void cluster(CuratedLake lake, String table, String column) {
    new FileUpkeep(lake.spark)
        .cluster(lake.path(table), Optional.empty(), List.of(column), 1 << 20, 0, 1);
  }

  private static List<Contract> contracts() {
    Map<String, Contract> all = BankTables.contracts();
    return List.of(all.get(VIEWS), all.get(SESSION));
  }

  private static UpkeepResult of(String table, List<UpkeepResult> results) {
    return results.stream().filter(it -> it.table().equals(table)).findFirst().orElseThrow();
  }

  private static long version(CuratedLake lake, String table) {
    return lake.tables.head(lake.path(table)).orElseThrow().version();
  }

  private static CurateResult.BuiltBatch built(CuratedLake lake) {
    CurateResult result = lake.refresh(SESSION).get(0);
    if (result.outcome() instanceof CurateResult.Failed failed) {
      throw failed.error();
    }
    List<CurateResult.BuiltBatch> batches = ((CurateResult.Built) result.outcome()).batches();
    return batches.get(0);
  }

  private static boolean live(CuratedLake lake, String table, Path file) {
    return StoredTable.at(new Configuration(), lake.path(table))
        .orElseThrow()
        .paths()
        .contains(Path.of(lake.path(table)).relativize(file).toString());
  }

  private static Stream<Path> dataFiles(String folder) {
    return files(Path.of(folder))
        .filter(file -> file.toString().endsWith(".parquet"))
        .filter(file -> !file.toString().contains("_delta_log"));
  }

  private static void delete(Stream<Path> files) {
    for (Path file : files.toList()) {
      try {
        Files.delete(file);
      } catch (IOException thrown) {
        throw new UncheckedIOException(thrown);
      }
    }
  }

  private static Stream<Path> files(Path folder) {
    try (Stream<Path> walked = Files.walk(folder)) {
      return walked.filter(Files::isRegularFile).toList().stream();
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  /** Makes all files of the lake so many days older; their order stays. */
  private static void age(Path root, int days) {
    files(root)
        .forEach(
            file -> {
              try {
                Instant at = Files.getLastModifiedTime(file).toInstant();
                Files.setLastModifiedTime(file, FileTime.from(at.minus(Duration.ofDays(days))));
              } catch (IOException thrown) {
                throw new UncheckedIOException(thrown);
              }
            });
  }

  private static Dataset<Row> view(String visitor, String time) {
    return BankTables.rows(
        VIEWS,
        """
        {"visitor_id": "%s", "viewed_at": "2026-01-05T%s:00Z", "viewed_on": "2026-01-05", "path": "/", "status": 200, "_object": "o", "_offset": 0, "_item": 0}
        """
            .formatted(visitor, time));
  }
}

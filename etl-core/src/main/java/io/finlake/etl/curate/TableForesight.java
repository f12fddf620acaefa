package io.finlake.etl.curate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.Inputs.TableVersions;
import io.finlake.etl.plan.Inputs.VersionRange;
import io.finlake.etl.plan.StoredColumns;
import io.finlake.etl.plan.TableEffect;
import io.finlake.etl.plan.WritePlan;
import io.finlake.etl.run.Run;
import io.finlake.etl.table.LakeTables;
import io.finlake.etl.table.StagedRows;
import io.finlake.etl.table.TableHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What one curated table would become, if its inputs changed as expected. */
final class TableForesight {
  private final Curate.Lake lake;
  private final Contract contract;
  private final Run run;
  private final String place;
  private final LakeTables tables;
  private final SparkSession session;
  private final InputTables inputs;
  private final String codeVersion;

  TableForesight(Curate.Lake lake, Contract contract, Run run, String place) {
    this.lake = lake;
    this.contract = contract;
    this.run = run;
    this.place = place;
    this.tables = lake.tables().with(TableRefresh.sessionSettings(lake, contract));
    this.session = tables.spark();
    this.inputs =
        new InputTables(session, tables, lake.ledger(), lake.locations(), lake.contracts());
    this.codeVersion = TableRefresh.codeVersion(lake, contract, run);
  }

  /** What was seen: the effect, and the changed rows where there are any. */
  record Seen(TableEffect effect, Optional<ExpectedChanges> changes) {}

  Seen look(Map<String, ExpectedChanges> expected) {
    String path = lake.locations().table(Zone.CURATED, contract.id());
    Optional<TableHead> head = tables.head(path);
    if (head.isEmpty()) {
      return nothing("not built yet");
    }
    TableKey key = new TableKey(Zone.CURATED, contract.id(), head.get().incarnation());
    long committed = head.get().number(key.tableApp()).orElse(0);
    long planned = lake.ledger().planned(key);
    if (planned == 0) {
      return nothing("not built yet");
    }
    if (planned > committed || lake.ledger().recorded(key) < committed) {
      return nothing("behind: batch " + planned + " is unfinished; run finlake curate first");
    }
    Batch last = lake.ledger().batch(key, planned);
    List<InputNow> now = now(last);
    if (NextBatch.ranges(Optional.of(last), now, contract.hash(), codeVersion).isPresent()) {
      return nothing("behind: it has not read all that is there; run finlake curate first");
    }
    Dataset<Row> present = LakeTables.readAt(session, path, head.get().version());
    Staging staging = new Staging(session, place + "/build");
    Staged staged =
        new BatchBuild(
                contract,
                lake.models().model(contract),
                new ExpectedInputs(session, inputs, expected, lake.contracts()),
                lake.settings(),
                next(last, now, expected))
            .stage(present, staging);
    return seen(staged, staging, present);
  }

  private Seen nothing(String how) {
    return new Seen(TableEffect.none(Foresight.name(contract), how), Optional.empty());
  }

  private List<InputNow> now(Batch last) {
    return contract.derivation().inputs().stream()
        .map(input -> inputs.now(input, seen(last, Inputs.name(input))))
        .toList();
  }

  private static long seen(Batch last, String name) {
    return ((TableVersions) last.inputs())
        .ranges().stream()
            .filter(range -> range.table().equals(name))
            .mapToLong(VersionRange::upTo)
            .findFirst()
            .orElse(NextBatch.NOTHING_SEEN);
  }

  private Batch next(Batch last, List<InputNow> now, Map<String, ExpectedChanges> expected) {
    List<VersionRange> ranges = new ArrayList<>();
    for (InputNow input : now) {
      long upTo = input.version() + (expected.containsKey(input.table()) ? 1 : 0);
      ranges.add(new VersionRange(input.table(), input.incarnation(), input.version(), upTo));
    }
    return new Batch(
        Zone.CURATED,
        contract.id(),
        last.number() + 1,
        new TableVersions(ranges),
        run.id(),
        run.processingTime(),
        contract.text(),
        contract.hash(),
        codeVersion,
        Optional.empty(),
        Optional.empty());
  }

  private Seen seen(Staged staged, Staging staging, Dataset<Row> present) {
    boolean whole = staged.plan() instanceof WritePlan.Overwrite;
    List<String> stored = StoredColumns.of(contract).names();
    Dataset<Row> fresh =
        staging
            .all()
            .where(col(Difference.CHANGE).notEqual(Difference.SAME))
            .select(col(Difference.CHANGE).as("c"), packed(stored).as("f"));
    Dataset<Row> old = present.select(packed(stored).as(ExpectedChanges.OLD));
    Column sameKey =
        contract.key().stream()
            .map(name -> col("f.`" + name + "`").equalTo(col("o.`" + name + "`")))
            .reduce(Column::and)
            .orElseThrow();
    Dataset<Row> changes =
        fresh
            .join(old, sameKey, whole ? "full_outer" : "left")
            .withColumn(ExpectedChanges.CHANGE, change(whole))
            .where(col(ExpectedChanges.CHANGE).notEqual(Difference.SAME))
            .select(
                col(ExpectedChanges.CHANGE),
                when(col(ExpectedChanges.CHANGE).notEqual(Difference.DELETE), col("f"))
                    .as(ExpectedChanges.NEW),
                col(ExpectedChanges.OLD));
    StagedRows.write(changes, place + "/changes");
    ExpectedChanges those =
        new ExpectedChanges(
            contract.key(), false, asked -> LakeTables.readAt(asked, place + "/changes", 0));
    TableEffect effect = new ExpectedEffect(contract).of(those.rows().apply(session), staged.how());
    return new Seen(effect, effect.nothing() ? Optional.empty() : Optional.of(those));
  }

  private Column change(boolean whole) {
    if (!whole) {
      return col("c");
    }
    Column same = said("f").eqNullSafe(said("o"));
    return when(col("o").isNull(), Difference.INSERT)
        .when(col("f").isNull(), Difference.DELETE)
        .when(same, Difference.SAME)
        .otherwise(Difference.UPDATE);
  }

  private Column said(String side) {
    return struct(
        contract.columns().stream()
            .map(column -> col(side + ".`" + column.name() + "`"))
            .toArray(Column[]::new));
  }

  private static Column packed(List<String> columns) {
    return struct(columns.stream().map(name -> col("`" + name + "`")).toArray(Column[]::new));
  }
}

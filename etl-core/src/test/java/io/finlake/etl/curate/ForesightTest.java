package io.finlake.etl.curate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.plan.TableEffect;
import io.finlake.etl.plan.WritePlan;
import io.finlake.etl.port.Progress;
import io.finlake.etl.table.RangeFinder;
import io.finlake.etl.testing.BankTables;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is seen of tables downstream before a change is what becomes of them after it. */
class ForesightTest {
  private static final String VIEWS = "processed.web.page_views";
  private static final String SESSION = "curated.web.web_session";
  private static final String FUNNEL = "curated.web.channel_funnel";
  private static final List<String> PLACE = List.of("_object", "_offset", "_item");

  @Test
  void whatIsSeenIsWhatARefreshThenDoes(@TempDir Path root) {
    CuratedLake lake = new CuratedLake(root);
    lake.deliver(VIEWS, view("V1", "10:00", 0).union(view("V2", "10:00", 1)));
    lake.refresh(SESSION, FUNNEL);
    // V1 came earlier than was thought, and V2 is no visitor at all.
    Dataset<Row> changes =
        change("update", view("V1", "09:45", 0), view("V1", "10:00", 0))
            .union(change("delete", view("V2", "10:00", 1).limit(0), view("V2", "10:00", 1)));

    Map<String, Long> before = versions(lake);
    Foresight.Found found = foreseen(lake, root, changes);

    assertThat(versions(lake)).isEqualTo(before).isEqualTo(found.versions());
    // The beginning of a session is part of its key: one goes for V1, one comes; one goes for V2.
    assertThat(found.effects().get(0))
        .isEqualTo(new TableEffect(SESSION, "2 keys", List.of(), 1, 0, 2, Map.of()));
    Dataset<Row> merged = merged(changes);
    lake.record(
        VIEWS,
        lake.commit(VIEWS, merged, new WritePlan.Merge(PLACE, RangeFinder.of(merged, "_object"))));
    List<CurateResult> done = lake.refresh(SESSION, FUNNEL);
    assertThat(done).hasSameSizeAs(found.effects());
    for (int table = 0; table < done.size(); table++) {
      TableEffect effect = found.effects().get(table);
      CurateResult.BuiltBatch built =
          ((CurateResult.Built) done.get(table).outcome()).batches().get(0);
      assertThat(
              new CurateResult.BuiltBatch(
                  built.number(), effect.how(), effect.added(), effect.changed(), effect.removed()))
          .as(effect.table())
          .isEqualTo(built);
    }
  }

  private static Foresight.Found foreseen(CuratedLake lake, Path root, Dataset<Row> changes) {
    Curate.Lake engine =
        new Curate.Lake(
            lake.spark,
            lake.tables,
            lake.ledger,
            lake.locations,
            Models.onClassPath(),
            CurateSettings.standard(),
            BankTables.contracts());
    List<Contract> curated =
        Stream.of(SESSION, FUNNEL).map(name -> BankTables.contracts().get(name)).toList();
    String place = root.resolve("staged" + System.nanoTime()).toString();
    return new Foresight(engine, CuratedLake.run("test"), place, Progress.silent())
        .of(curated, VIEWS, new ExpectedChanges(PLACE, false, session -> changes));
  }

  private static Map<String, Long> versions(CuratedLake lake) {
    return Map.of(
        SESSION, lake.tables.head(lake.path(SESSION)).orElseThrow().version(),
        FUNNEL, lake.tables.head(lake.path(FUNNEL)).orElseThrow().version());
  }

  /** A changed row as it would be and as it is; without the first one it would be gone. */
  private static Dataset<Row> change(String change, Dataset<Row> now, Dataset<Row> then) {
    return then.select(packed(then).as("o"))
        .join(now.select(packed(now).as("n")), functions.expr("true"), "left")
        .select(lit(change).as("_change"), col("n"), col("o"));
  }

  private static Dataset<Row> merged(Dataset<Row> changes) {
    return changes
        .select(functions.coalesce(col("n"), col("o")).as("r"), col("_change"))
        .select("r.*", "_change");
  }

  private static Column packed(Dataset<Row> rows) {
    return struct(Arrays.stream(rows.columns()).map(functions::col).toArray(Column[]::new));
  }

  private static Dataset<Row> view(String visitor, String time, int offset) {
    return BankTables.rows(
        VIEWS,
        """
        {"visitor_id": "%s", "viewed_at": "2026-01-05T%s:00Z", "viewed_on": "2026-01-05", "path": "/", "status": 200, "_object": "o", "_offset": %d, "_item": 0}
        """
            .formatted(visitor, time, offset));
  }
}

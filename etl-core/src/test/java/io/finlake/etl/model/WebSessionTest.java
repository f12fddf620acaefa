package io.finlake.etl.model;

import io.finlake.etl.curate.Inputs;
import io.finlake.etl.model.web.WebSession;
import io.finlake.etl.testing.BankTables;
import io.finlake.etl.testing.SameRows;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class WebSessionTest {
  @Test
  void halfAnHourWithoutAViewEndsASession() {
    Dataset<Row> views =
        BankTables.rows(
            "processed.web.page_views",
            """
            {"visitor_id": "V1", "viewed_at": "2026-01-05T23:50:00.000900Z", "path": "/a", "status": 200, "_object": "o", "_offset": 0, "_item": 0}
            {"visitor_id": "V1", "viewed_at": "2026-01-06T00:20:00.000899Z", "path": "/b", "status": 404, "customer_id": "C1", "_object": "o", "_offset": 9, "_item": 0}
            {"visitor_id": "V1", "viewed_at": "2026-01-06T00:50:00.000899Z", "path": "/c", "status": 200, "_object": "o", "_offset": 20, "_item": 0}
            {"visitor_id": "V1", "viewed_at": "2026-01-06T00:50:00.000899Z", "path": "/d", "status": 200, "_object": "o", "_offset": 30, "_item": 0}
            """);

    Dataset<Row> rows = new WebSession().rows(Inputs.of(Map.of("processed.web.page_views", views)));

    SameRows.assertSame(
        rows.select(BankTables.columns("curated.web.web_session")),
        BankTables.promised(
            "curated.web.web_session",
            """
            // a microsecond less than half an hour: one session, over midnight; moments in milliseconds
            {"visitor_id": "V1", "started_at": "2026-01-05T23:50:00Z", "ended_at": "2026-01-06T00:20:00Z", "started_on": "2026-01-05", "duration_millis": 1800000, "page_views": 2, "failed_views": 1, "landing_page": "/a", "exit_page": "/b", "customer_id": "C1", "channel": "direct"}
            // exactly half an hour: another; two views at one moment in the order of the object
            {"visitor_id": "V1", "started_at": "2026-01-06T00:50:00Z", "ended_at": "2026-01-06T00:50:00Z", "started_on": "2026-01-06", "duration_millis": 0, "page_views": 2, "failed_views": 0, "landing_page": "/c", "exit_page": "/d", "channel": "direct"}
            """));
  }
}

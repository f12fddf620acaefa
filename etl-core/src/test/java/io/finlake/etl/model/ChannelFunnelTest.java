package io.finlake.etl.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.curate.Inputs;
import io.finlake.etl.model.web.ChannelFunnel;
import io.finlake.etl.model.web.WebSession;
import io.finlake.etl.testing.BankTables;
import io.finlake.etl.testing.JsonTable;
import io.finlake.etl.testing.SameRows;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class ChannelFunnelTest {
  private static final String VIEWS = "processed.web.page_views";
  private static final String SESSION = "curated.web.web_session";
  private static final String FUNNEL = "curated.web.channel_funnel";

  @Test
  void aDayHasTheStepsOfEachChannelAndOfAllTogether() {
    Dataset<Row> sessions =
        BankTables.rows(
            SESSION,
            """
            {"visitor_id": "V1", "started_on": "2026-01-05", "channel": "search", "product_viewed_at": "2026-01-05T10:00:00Z", "application_started_at": "2026-01-05T10:01:00Z", "application_submitted_at": "2026-01-05T10:02:00Z"}
            {"visitor_id": "V2", "started_on": "2026-01-05", "channel": "search", "product_viewed_at": "2026-01-05T10:00:00Z"}
            {"visitor_id": "V3", "started_on": "2026-01-05", "channel": "search"}
            {"visitor_id": "V4", "started_on": "2026-01-05", "channel": "email"}
            {"visitor_id": "V1", "started_on": "2026-01-06", "channel": "search"}
            """);

    Dataset<Row> rows = new ChannelFunnel().rows(Inputs.of(Map.of(SESSION, sessions)));

    SameRows.assertSame(
        rows.select(BankTables.columns(FUNNEL)),
        BankTables.promised(
            FUNNEL,
            """
            // four visits of two channels
            {"funnel_date": "2026-01-05", "channel": "all", "step": "visit", "position": 1, "sessions": 4, "share_of_visits": 1}
            {"funnel_date": "2026-01-05", "channel": "all", "step": "product", "position": 2, "sessions": 2, "share_of_visits": 0.5, "share_of_step_before": 0.5}
            {"funnel_date": "2026-01-05", "channel": "all", "step": "application", "position": 3, "sessions": 1, "share_of_visits": 0.25, "share_of_step_before": 0.5}
            {"funnel_date": "2026-01-05", "channel": "all", "step": "submission", "position": 4, "sessions": 1, "share_of_visits": 0.25, "share_of_step_before": 1}
            // one visit, and nothing after it: no share of nothing
            {"funnel_date": "2026-01-05", "channel": "email", "step": "visit", "position": 1, "sessions": 1, "share_of_visits": 1}
            {"funnel_date": "2026-01-05", "channel": "email", "step": "product", "position": 2, "sessions": 0, "share_of_visits": 0, "share_of_step_before": 0}
            {"funnel_date": "2026-01-05", "channel": "email", "step": "application", "position": 3, "sessions": 0, "share_of_visits": 0}
            {"funnel_date": "2026-01-05", "channel": "email", "step": "submission", "position": 4, "sessions": 0, "share_of_visits": 0}
            // thirds are rounded half up
            {"funnel_date": "2026-01-05", "channel": "search", "step": "visit", "position": 1, "sessions": 3, "share_of_visits": 1}
            {"funnel_date": "2026-01-05", "channel": "search", "step": "product", "position": 2, "sessions": 2, "share_of_visits": 0.666667, "share_of_step_before": 0.666667}
            {"funnel_date": "2026-01-05", "channel": "search", "step": "application", "position": 3, "sessions": 1, "share_of_visits": 0.333333, "share_of_step_before": 0.5}
            {"funnel_date": "2026-01-05", "channel": "search", "step": "submission", "position": 4, "sessions": 1, "share_of_visits": 0.333333, "share_of_step_before": 1}
            // the next day
            {"funnel_date": "2026-01-06", "channel": "all", "step": "visit", "position": 1, "sessions": 1, "share_of_visits": 1}
            {"funnel_date": "2026-01-06", "channel": "all", "step": "product", "position": 2, "sessions": 0, "share_of_visits": 0, "share_of_step_before": 0}
            {"funnel_date": "2026-01-06", "channel": "all", "step": "application", "position": 3, "sessions": 0, "share_of_visits": 0}
            {"funnel_date": "2026-01-06", "channel": "all", "step": "submission", "position": 4, "sessions": 0, "share_of_visits": 0}
            {"funnel_date": "2026-01-06", "channel": "search", "step": "visit", "position": 1, "sessions": 1, "share_of_visits": 1}
            {"funnel_date": "2026-01-06", "channel": "search", "step": "product", "position": 2, "sessions": 0, "share_of_visits": 0, "share_of_step_before": 0}
            {"funnel_date": "2026-01-06", "channel": "search", "step": "application", "position": 3, "sessions": 0, "share_of_visits": 0}
            {"funnel_date": "2026-01-06", "channel": "search", "step": "submission", "position": 4, "sessions": 0, "share_of_visits": 0}
            """));
  }

  @Test
  void stepsCountInOrderOnlyAndFailedViewsDoNot() {
    Dataset<Row> views =
        BankTables.rows(
            VIEWS,
            """
            {"visitor_id": "V1", "viewed_at": "2026-01-05T10:00:00Z", "method": "GET", "path": "/apply/loan", "status": 200, "_object": "o", "_offset": 0, "_item": 0}
            {"visitor_id": "V1", "viewed_at": "2026-01-05T10:01:00Z", "method": "GET", "path": "/products/loan?amount=1", "status": 200, "_object": "o", "_offset": 1, "_item": 0}
            {"visitor_id": "V1", "viewed_at": "2026-01-05T10:01:00Z", "method": "POST", "path": "/apply/loan", "status": 200, "_object": "o", "_offset": 2, "_item": 0}
            {"visitor_id": "V1", "viewed_at": "2026-01-05T10:02:00Z", "method": "GET", "path": "/apply/loan?step=1", "status": 200, "_object": "o", "_offset": 3, "_item": 0}
            {"visitor_id": "V1", "viewed_at": "2026-01-05T10:03:00Z", "method": "POST", "path": "/apply/loan", "status": 500, "_object": "o", "_offset": 4, "_item": 0}
            {"visitor_id": "V1", "viewed_at": "2026-01-05T10:04:00Z", "method": "POST", "path": "/apply/loan", "status": 303, "_object": "o", "_offset": 5, "_item": 0}
            {"visitor_id": "V2", "viewed_at": "2026-01-05T10:00:00Z", "method": "GET", "path": "/products", "status": 200, "_object": "o", "_offset": 6, "_item": 0}
            {"visitor_id": "V2", "viewed_at": "2026-01-05T10:01:00Z", "method": "GET", "path": "/apply", "status": 200, "_object": "o", "_offset": 7, "_item": 0}
            """);

    Dataset<Row> rows =
        new WebSession()
            .rows(Inputs.of(Map.of(VIEWS, views)))
            .select(
                "visitor_id",
                "product_viewed_at",
                "application_started_at",
                "application_submitted_at");

    SameRows.assertSame(
        rows,
        JsonTable.of(
            "visitor_id STRING, product_viewed_at TIMESTAMP, application_started_at TIMESTAMP,"
                + " application_submitted_at TIMESTAMP",
            """
            // the form before the product does not count, nor what was sent before the form
            {"visitor_id": "V1", "product_viewed_at": "2026-01-05T10:01:00Z", "application_started_at": "2026-01-05T10:02:00Z", "application_submitted_at": "2026-01-05T10:04:00Z"}
            // the list of products is no product, so the form is no step
            {"visitor_id": "V2"}
            """));
  }

  @Test
  void aCampaignSaysTheChannelElseThePageBefore() {
    Map<String, String> expected = new LinkedHashMap<>();
    expected.put("/home|-", "direct");
    expected.put("/home|https://www.bank.example/login", "direct");
    expected.put("/home|https://notbank.example/", "referral");
    expected.put("/home|android-app", "direct");
    expected.put("/home|https://search.example/?q=bank", "search");
    expected.put("/home|https://www.google.co.uk/", "search");
    expected.put("/home|https://mail.google.com/", "email");
    expected.put("/home|https://m.facebook.com:443/x?y", "social");
    expected.put("/home|https://t.co/abc", "social");
    expected.put("/home|https://netflix.com/", "referral");
    expected.put("/home|https://google.com@evil.example/", "referral");
    expected.put("/home?utm_medium=CPC&x=1|https://www.google.com/", "paid");
    expected.put("/home?utm_source=a&utm_medium=e-mail|-", "email");
    expected.put("/home?utm_medium=affiliate|https://compare.example/", "partner");
    expected.put("/home?utm_medium=whatever|https://bing.com/", "search");
    expected.put("/home?xutm_medium=email|-", "direct");
    StringBuilder views = new StringBuilder();
    for (String arrival : expected.keySet()) {
      String path = arrival.substring(0, arrival.indexOf('|'));
      String before = arrival.substring(arrival.indexOf('|') + 1);
      String referrer = before.equals("-") ? "" : ", \"referrer\": \"" + before + "\"";
      views.append(
          String.format(
              "{\"visitor_id\": \"%s\", \"viewed_at\": \"2026-01-05T10:00:00Z\", \"method\":"
                  + " \"GET\", \"path\": \"%s\", \"status\": 200, \"_object\": \"o\", \"_offset\":"
                  + " 0, \"_item\": 0%s}%n",
              arrival, path, referrer));
    }

    Map<String, String> channels = new LinkedHashMap<>();
    new WebSession()
        .rows(Inputs.of(Map.of(VIEWS, BankTables.rows(VIEWS, views.toString()))))
        .select("visitor_id", "channel")
        .collectAsList()
        .forEach(row -> channels.put(row.getString(0), row.getString(1)));

    assertThat(channels).isEqualTo(expected);
  }
}

package io.finlake.etl.model.web;

import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.regexp_extract;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;

/**
 * How a visit came about: what its first view says of a campaign ({@code utm_medium} in the query
 * of the path), else of the page before it. The classes and their order are those of the default
 * channel groups of web analytics, reduced to seven; see docs/models/channel_funnel.md.
 */
final class Arrival {
  /** The website's own hosts: coming from there is no arrival from elsewhere. */
  private static final String OWN = "(^|\\.)bank\\.example$";

  private static final String WEBMAIL = "^(web)?mail\\.|^outlook\\.";
  private static final String SEARCH =
      "^search\\.|(^|\\.)(google|bing|duckduckgo|yahoo|ecosia|qwant|startpage|baidu|yandex)\\.[a-z.]+$";
  private static final String SOCIAL =
      "^social\\.|(^|\\.)(facebook|instagram|linkedin|twitter|x|youtube|tiktok|reddit|pinterest)"
          + "\\.com$|^t\\.co$|^lnkd\\.in$";

  private Arrival() {}

  /**
   * One of direct, search, social, email, paid, partner and referral; never null.
   *
   * @param referrer the page before, null when it is not known
   * @param path path and query of the first view
   */
  static Column channel(Column referrer, Column path) {
    Column medium = lower(regexp_extract(path, "[?&]utm_medium=([^&#]*)", 1));
    Column host =
        regexp_extract(lower(referrer), "^[a-z][a-z0-9+.-]*://(?:[^/?#@]*@)?([^/:?#]+)", 1);
    return when(medium.rlike("^(cpc|ppc|paid.*|display|banner)$"), "paid")
        .when(medium.rlike("^(e-?mail|newsletter)$"), "email")
        .when(medium.rlike("^(affiliate|affiliates|partner)$"), "partner")
        .when(medium.rlike("^(social|social-network|social-media|sm)$"), "social")
        .when(medium.equalTo("organic"), "search")
        .when(referrer.isNull().or(host.equalTo("")).or(host.rlike(OWN)), "direct")
        .when(host.rlike(WEBMAIL), "email")
        .when(host.rlike(SEARCH), "search")
        .when(host.rlike(SOCIAL), "social")
        .otherwise("referral");
  }
}

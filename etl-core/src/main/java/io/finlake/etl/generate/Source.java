package io.finlake.etl.generate;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;

/** The sources, and how their objects are named: names of one source sort by time of delivery. */
enum Source {
  CUSTOMERS("crm.customers", "customers", ".csv.gz"),
  HOLDINGS("crm.product_holdings", "holdings", ".parquet"),
  ACCOUNTS("core.accounts", "accounts", ".avro"),
  CARDS("core.cards", "cards", ".txt"),
  TRANSACTIONS("payments.transactions", "payments-transactions", ".gz"),
  PAGE_VIEWS("web.page_views", "web-page-views", ".gz"),
  FX_RATES("market.fx_rates", "fx-rates", ".json"),
  PRODUCTS("market.products", "products", ".json");

  private static final DateTimeFormatter FOLDER = DateTimeFormatter.ofPattern("yyyy/MM/dd");
  private static final DateTimeFormatter COMPACT = DateTimeFormatter.ofPattern("yyyyMMdd");

  private final String dataset;
  private final String stem;
  private final String suffix;

  Source(String dataset, String stem, String suffix) {
    this.dataset = dataset;
    this.stem = stem;
    this.suffix = suffix;
  }

  /** The dataset, {@code domain.name}. */
  String dataset() {
    return dataset;
  }

  /** The folder of the dataset below raw, with a closing slash. */
  String folder() {
    return dataset.replace('.', '/') + "/";
  }

  /** An extract of a day. */
  String daily(LocalDate date, int shard) {
    return folder()
        + date.format(FOLDER)
        + "/"
        + stem
        + "-"
        + date.format(COMPACT)
        + "-"
        + Identifiers.padded("", shard, 3)
        + suffix;
  }

  /**
   * A delivery of a stream, named as Firehose names it: stream, version, moment, a random id (drawn
   * from the rest here).
   *
   * @param wave deliveries of one hour follow each other by it, 0 to 2
   */
  String hourly(LocalDate date, int hour, int wave, int shard) {
    int second = wave * 1_200 + 300 + shard;
    String name =
        stem
            + String.format(
                Locale.ROOT, "-1-%s-%02d-%02d-%02d-", date, hour, second / 60, second % 60);
    long high = Chance.mix(name.hashCode() * 31L + dataset.hashCode());
    UUID id = new UUID(high, Chance.mix(high));
    return folder()
        + date.format(FOLDER)
        + "/"
        + Identifiers.padded("", hour, 2)
        + "/"
        + name
        + id
        + suffix;
  }
}

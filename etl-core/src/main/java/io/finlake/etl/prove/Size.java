package io.finlake.etl.prove;

import java.util.List;

/** How much a lake of a proof has to do. */
public enum Size {
  /** Three write strategies, one day, no curated table and no command but the daily ones. */
  TINY,

  /** Two write strategies, a curated history, two days, and nearly every command. */
  SHORT,

  /** Every write strategy and every way of building a curated table, four days. */
  LONG;

  /** The names of the datasets. */
  List<String> datasets() {
    return switch (this) {
      case TINY -> List.of("accounts", "prices", "visits");
      case SHORT -> List.of("people", "person", "visits");
      case LONG ->
          List.of(
              "accounts",
              "payments",
              "people",
              "person",
              "prices",
              "spending",
              "turnover",
              "visits");
    };
  }

  /**
   * The steps that are worth a kill when there are few kills; where there are none, all are. The
   * first is the moment that exactly once stands on: the rows are there, and no record says so.
   */
  List<String> victims() {
    return this != SHORT
        ? List.of()
        : List.of(
            "run: after the commit of processed/<t>",
            "run: after the commit of control/plans",
            "run: before the commit of quarantine/<t>",
            "run: after the commit of quarantine/<t>",
            "run: before the commit of processed/<t>",
            "run: before the commit of curated/<t>",
            "run: after the commit of curated/<t>",
            "quarantine replay: after the commit of quarantine/<t>",
            "backfill plan: after the commit of control/backfills",
            "backfill apply: after the commit of quarantine/<t>",
            "backfill apply: after the commit of processed/<t>",
            "maintain: after the commit of control/plans",
            "maintain: after the data file of processed/<t> went",
            "erase: before the old raw object goes",
            "erase: after the raw object was replaced",
            "erase: after the commit of processed/<t>");
  }
}

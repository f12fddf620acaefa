package io.finlake.etl.ledger;

import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Zone;

/**
 * A table in the ledger. A table that was made anew has another incarnation, and with it a ledger
 * of its own.
 *
 * @param zone processed or curated
 * @param dataset its name
 * @param incarnation its identity
 */
public record TableKey(Zone zone, DatasetId dataset, String incarnation) {

  /** {@code zone.domain.name}. */
  public String name() {
    return zone.label() + "." + dataset;
  }

  /** Who counts batch numbers in the table itself. */
  public String tableApp() {
    return "finlake:" + incarnation;
  }

  /** Who counts batch numbers in the quarantine beside the table. */
  public String quarantineApp() {
    return "finlake-quarantine:" + incarnation;
  }

  /** Who counts the batches that were given up, in quarantine and in the ledger. */
  public String voidApp() {
    return "finlake-void:" + incarnation;
  }

  String planApp() {
    return "plan:" + incarnation;
  }

  String recordApp() {
    return "record:" + incarnation;
  }

  String askedApp(TableKey parent) {
    return "asked:" + incarnation + ":" + parent.incarnation();
  }

  String sweepApp() {
    return "sweep:" + incarnation;
  }

  String upkeepApp() {
    return "upkeep:" + incarnation;
  }
}

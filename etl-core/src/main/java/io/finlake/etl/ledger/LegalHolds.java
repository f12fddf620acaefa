package io.finlake.etl.ledger;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.lookup.PlainRow;
import io.finlake.etl.lookup.SmallTable;
import io.finlake.etl.lookup.TableShape;
import io.finlake.etl.lookup.Where;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;

/**
 * The legal holds of a lake: a control table to which acts are appended and from which nothing is
 * removed, so released holds stay on record. People stand in it as keyed hashes only. Safe for
 * several processes; needs no Spark.
 */
public final class LegalHolds {
  private static final String PLACE = "hold";
  private static final String RELEASE = "release:";
  private static final String PLACED = "placed";
  private static final String RELEASED = "released";

  /** Whoever loses a number to another process takes the next one. */
  private static final int TRIES = 20;

  private final Configuration hadoop;
  private final TableShape shape;

  private LegalHolds(Configuration hadoop, TableShape shape) {
    this.hadoop = hadoop;
    this.shape = shape;
  }

  /** The holds of a lake; their table is made with the first of them. */
  public static LegalHolds of(Configuration hadoop, LakeLocations lake) {
    return new LegalHolds(
        hadoop, new TableShape(lake.control() + "/holds", columns(), Set.of("hold")));
  }

  /** The holds of an open lake. */
  public static LegalHolds of(Lake lake) {
    return of(Lake.storage(lake.spark()), lake.locations());
  }

  private static Map<String, String> columns() {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("hold", "BIGINT");
    columns.put("act", "STRING");
    columns.put("act_id", "STRING");
    columns.put("subject", "STRING");
    columns.put("dataset", "STRING");
    columns.put("at", "TIMESTAMP");
    columns.put("person", "STRING");
    columns.put("reason", "STRING");
    return columns;
  }

  /** Places a hold. */
  public LegalHold place(LegalHold.Target target, LegalHold.Act act) {
    SmallTable table = SmallTable.open(hadoop, shape);
    for (int attempt = 1; attempt <= TRIES; attempt++) {
      LegalHold hold =
          new LegalHold(table.number(PLACE).orElse(0) + 1, target, act, Optional.empty());
      if (appended(table, PLACE, hold.number(), row(hold, PLACED, act))) {
        return hold;
      }
    }
    throw FinlakeException.of(
        ErrorCode.LOST_RACE,
        "the hold was not placed",
        "others placed holds " + TRIES + " times meanwhile",
        "run the command again");
  }

  /**
   * Releases a hold. Of two releases the first one stands.
   *
   * @throws FinlakeException {@code BAD_ARGUMENT} when there is no such hold in force
   */
  public LegalHold release(long number, LegalHold.Act act) {
    LegalHold hold =
        all().stream()
            .filter(it -> it.number() == number)
            .findFirst()
            .orElseThrow(() -> notInForce(number, "there is no hold of that number"));
    hold.released().ifPresent(by -> refuseSecond(number, by));
    SmallTable table = SmallTable.open(hadoop, shape);
    if (!appended(table, RELEASE + number, 1, row(hold, RELEASED, act))) {
      throw notInForce(number, "somebody else released it just now");
    }
    return new LegalHold(number, hold.target(), hold.placed(), Optional.of(act));
  }

  private static void refuseSecond(long number, LegalHold.Act by) {
    throw notInForce(number, by.person() + " released it at " + by.at() + ": " + by.reason());
  }

  private static FinlakeException notInForce(long number, String cause) {
    return FinlakeException.of(
        ErrorCode.BAD_ARGUMENT,
        "hold " + number + " cannot be released",
        cause,
        "look at them: finlake hold list");
  }

  /** Whether the row is in the table: storage may say of our own commit that it failed. */
  private static boolean appended(SmallTable table, String app, long number, PlainRow row) {
    return table.append(app, number, List.of(row))
        || table.rows(Where.equal("hold", row.number("hold")), Set.of("act_id")).stream()
            .anyMatch(it -> it.text("act_id").equals(row.text("act_id")));
  }

  /** All holds in the order of their numbers, released ones too. */
  public List<LegalHold> all() {
    if (!SmallTable.exists(hadoop, shape.path())) {
      return List.of();
    }
    List<PlainRow> rows = SmallTable.open(hadoop, shape).rows(Where.all());
    return rows.stream()
        .filter(row -> row.text("act").equals(PLACED))
        .sorted(Comparator.comparingLong(row -> row.number("hold")))
        .map(row -> hold(row, rows))
        .toList();
  }

  /** The holds in force on a dataset. */
  public List<LegalHold> on(DatasetId dataset) {
    return inForce(hold -> hold.on(dataset));
  }

  /**
   * The holds in force on a person.
   *
   * @param hashes the person's hashes, of every key that there is
   */
  public List<LegalHold> on(Collection<String> hashes) {
    return inForce(
        hold ->
            hold.target() instanceof LegalHold.Target.Subject subject
                && hashes.contains(subject.hash()));
  }

  private List<LegalHold> inForce(Predicate<LegalHold> meant) {
    return all().stream().filter(LegalHold::inForce).filter(meant).toList();
  }

  private static LegalHold hold(PlainRow placed, List<PlainRow> rows) {
    long number = placed.number("hold");
    Optional<LegalHold.Act> released =
        rows.stream()
            .filter(row -> row.number("hold") == number && row.text("act").equals(RELEASED))
            .findFirst()
            .map(LegalHolds::act);
    LegalHold.Target target =
        placed
            .perhapsText("dataset")
            .<LegalHold.Target>map(id -> new LegalHold.Target.Dataset(DatasetId.parse(id)))
            .orElseGet(() -> new LegalHold.Target.Subject(placed.text("subject")));
    return new LegalHold(number, target, act(placed), released);
  }

  private static LegalHold.Act act(PlainRow row) {
    return new LegalHold.Act(row.moment("at"), row.text("person"), row.text("reason"));
  }

  private static PlainRow row(LegalHold hold, String what, LegalHold.Act act) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("hold", hold.number());
    values.put("act", what);
    values.put("act_id", UUID.randomUUID().toString());
    if (hold.target() instanceof LegalHold.Target.Subject subject) {
      values.put("subject", subject.hash());
    } else if (hold.target() instanceof LegalHold.Target.Dataset dataset) {
      values.put("dataset", dataset.id().toString());
    }
    values.put("at", act.at());
    values.put("person", act.person());
    values.put("reason", act.reason());
    return new PlainRow(values);
  }
}

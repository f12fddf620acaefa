package io.finlake.etl.publish;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.HistoryColumn;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.plan.StoredColumns;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The SQL by which a history is asked: pure text, the columns named one by one. A history {@code
 * customer} has the views {@code customer_current} (what holds now, as far as is known now) and
 * {@code customer_believed} (the whole timeline as it is believed now); {@link #asOf} answers "what
 * did we believe then about that day". Spans hold their beginning and not their end.
 */
public final class HistoryViews {
  private static final String CURRENT = "_current";
  private static final String BELIEVED = "_believed";

  private final Contract history;
  private final SqlDialect dialect;

  /** The views of a history; a contract of anything else is our bug. */
  public HistoryViews(Contract history, SqlDialect dialect) {
    if (!isHistory(history)) {
      throw new IllegalStateException(history.id() + " is no history");
    }
    this.history = history;
    this.dialect = dialect;
  }

  /**
   * A view.
   *
   * @param name without its zone, for example {@code customer_current}
   * @param select what it shows
   */
  public record View(String name, String select) {}

  /** Whether the table of a contract is a history. */
  public static boolean isHistory(Contract contract) {
    return contract.zone() == Zone.CURATED && contract.derivation().history().isPresent();
  }

  /** The views over the table under its own name, {@code curated.<name>}. */
  public List<View> views() {
    return views(table());
  }

  /**
   * The views over a relation.
   *
   * @param relation the history's rows as SQL names them, quoted
   */
  public List<View> views(String relation) {
    String name = history.id().name();
    return List.of(
        new View(
            name + CURRENT,
            select(
                relation,
                missing(HistoryColumn.VALID_TO) + " AND " + missing(HistoryColumn.RECORDED_TO))),
        new View(name + BELIEVED, asOf(relation, AsOf.believedNow())));
  }

  /** The rows that hold at a moment as they were believed at another. */
  public String asOf(String relation, AsOf asked) {
    String believed =
        asked
            .believed()
            .map(it -> within(HistoryColumn.RECORDED_FROM, HistoryColumn.RECORDED_TO, it))
            .orElse(missing(HistoryColumn.RECORDED_TO));
    Optional<String> inForce =
        asked.inForce().map(it -> within(HistoryColumn.VALID_FROM, HistoryColumn.VALID_TO, it));
    return select(relation, inForce.map(it -> it + " AND ").orElse("") + believed);
  }

  /**
   * Everything as statements for the engine, in order: a statement for each view, and for Athena a
   * prepared one, {@code <name>_as_of}, that is executed with the business time and the time of the
   * belief.
   */
  public List<String> statements() {
    List<String> creates =
        views().stream()
            .map(
                view ->
                    "CREATE OR REPLACE VIEW "
                        + dialect.name(Zone.CURATED.label())
                        + "."
                        + dialect.name(view.name())
                        + " AS\n"
                        + view.select())
            .toList();
    return dialect == SqlDialect.ATHENA
        ? List.of(creates.get(0), creates.get(1), prepared())
        : creates;
  }

  private String prepared() {
    return "PREPARE "
        + history.id().name()
        + "_as_of FROM\n"
        + select(
            table()
                + "\nCROSS JOIN (SELECT CAST(? AS timestamp(3)) AS as_of,"
                + " CAST(? AS timestamp(3)) AS believed_on) AS asked",
            within(HistoryColumn.VALID_FROM, HistoryColumn.VALID_TO, "asked.as_of")
                + " AND "
                + within(
                    HistoryColumn.RECORDED_FROM, HistoryColumn.RECORDED_TO, "asked.believed_on"));
  }

  private String table() {
    return dialect.name(Zone.CURATED.label()) + "." + dialect.name(history.id().name());
  }

  private String select(String relation, String predicate) {
    return "SELECT "
        + StoredColumns.of(history).names().stream()
            .map(dialect::name)
            .collect(Collectors.joining(", "))
        + "\nFROM "
        + relation
        + "\nWHERE "
        + predicate;
  }

  private String within(String from, String to, Instant moment) {
    return within(from, to, dialect.moment(moment));
  }

  private String within(String from, String to, String moment) {
    return dialect.name(from)
        + " <= "
        + moment
        + " AND ("
        + missing(to)
        + " OR "
        + dialect.name(to)
        + " > "
        + moment
        + ")";
  }

  private String missing(String column) {
    return dialect.name(column) + " IS NULL";
  }
}

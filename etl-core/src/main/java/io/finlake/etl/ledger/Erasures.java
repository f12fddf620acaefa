package io.finlake.etl.ledger;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.lookup.PlainRow;
import io.finlake.etl.lookup.SmallTable;
import io.finlake.etl.lookup.TableShape;
import io.finlake.etl.lookup.Where;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;

/**
 * The erasures of a lake: a control table to which each step is appended once, and from which
 * nothing is removed. A lake in which nobody was erased has no such table, and asking costs a look
 * for it.
 */
public final class Erasures {
  private final Configuration hadoop;
  private final TableShape shape;

  private Erasures(Configuration hadoop, TableShape shape) {
    this.hadoop = hadoop;
    this.shape = shape;
  }

  /** The erasures of a lake. */
  public static Erasures of(Configuration hadoop, LakeLocations lake) {
    return new Erasures(hadoop, ErasureRows.shape(lake.control()));
  }

  /** Whether anybody was ever erased. */
  public boolean any() {
    return SmallTable.exists(hadoop, shape.path());
  }

  /** All erasures in the order of their numbers. */
  public List<Erasure> all() {
    List<PlainRow> rows = rows(Where.all());
    return rows.stream()
        .map(row -> row.number("erasure"))
        .collect(Collectors.toCollection(TreeSet::new))
        .stream()
        .map(number -> erasure(number, rows))
        .toList();
  }

  /** An erasure; there must be one of that number. */
  public Erasure erasure(long number) {
    return erasure(number, rows(Where.equal("erasure", number)));
  }

  /** The hashes of everybody who was erased or is about to be, by identity. */
  public Map<String, Set<String>> identities() {
    List<PlainRow> rows =
        rows(
            Where.in(
                "step", List.of(ErasureRows.ORDERED, ErasureRows.FOUND, ErasureRows.WITHDRAWN)));
    Set<Long> withdrawn =
        ErasureRows.of(rows, ErasureRows.WITHDRAWN).stream()
            .map(row -> row.number("erasure"))
            .collect(Collectors.toSet());
    return ErasureRows.identities(
        rows.stream().filter(row -> !withdrawn.contains(row.number("erasure"))).toList());
  }

  /**
   * How many ids of people were put on record, those of somebody who was erased again too. Grows
   * with every order and with every id that is found later; what was made at another count may hold
   * rows of somebody who is erased.
   */
  public long ids() {
    return rows(Where.in("step", List.of(ErasureRows.ORDERED, ErasureRows.FOUND))).stream()
        .mapToLong(row -> row.rows("identities").size())
        .sum();
  }

  /** The objects that were written again, in the order in which they were. */
  public List<Erasure.Rewritten> rewritten() {
    return ErasureRows.objects(rows(Where.equal("step", ErasureRows.OBJECT)));
  }

  /** The paths of a dataset's raw objects that are past their retention and gone. */
  public Set<String> expired(String dataset) {
    return ErasureRows.expired(rows(Where.equal("step", ErasureRows.EXPIRED))).stream()
        .filter(object -> object.dataset().equals(dataset))
        .map(Erasure.Expired::path)
        .collect(Collectors.toSet());
  }

  /**
   * Orders an erasure. From then on rows of the person are not accepted any more. One at a time is
   * open: of two processes that order at once, for the same person or another one, one wins.
   *
   * @throws FinlakeException {@code LOST_RACE} when another one was ordered meanwhile and is open
   */
  public Erasure order(
      LegalHold.Act act, String runId, Duration grace, Map<String, Set<String>> identities) {
    SmallTable table = SmallTable.open(hadoop, shape);
    // The number comes first: whatever is ordered after this look has it.
    long number = table.number("erasure").orElse(0) + 1;
    if (all().stream().anyMatch(Erasure::open)) {
      throw orderedMeanwhile();
    }
    PlainRow row = ErasureRows.ordered(number, act, runId, grace, identities);
    if (!table.append("erasure", number, List.of(row))
        && table.rows(Where.equal("erasure", number)).stream()
            .noneMatch(it -> it.text("run_id").equals(runId))) {
      throw orderedMeanwhile();
    }
    return erasure(number);
  }

  private static FinlakeException orderedMeanwhile() {
    return FinlakeException.of(
        ErrorCode.LOST_RACE,
        "the erasure was not ordered",
        "another process ordered one meanwhile",
        "run the command again when the other one is done");
  }

  /** Notes ids that were found to be the person's after the order. */
  public void found(long erasure, Map<String, Set<String>> identities, Instant at) {
    SmallTable table = SmallTable.open(hadoop, shape);
    String app = "erasure:" + erasure + ":found";
    PlainRow row = ErasureRows.found(erasure, identities, at);
    append(table, app, table.number(app).orElse(0) + 1, List.of(row));
  }

  /** Notes as what an object is about to be written again; before its bytes are exchanged. */
  public void object(long erasure, Erasure.Rewritten object) {
    SmallTable table = SmallTable.open(hadoop, shape);
    String app = "erasure:" + erasure + ":objects";
    long number = table.number(app).orElse(0) + 1;
    append(table, app, number, List.of(ErasureRows.object(erasure, number, object)));
  }

  /** Notes objects of a dataset that are about to go with their age. */
  public void expired(long erasure, List<Erasure.Expired> objects, Instant at) {
    SmallTable table = SmallTable.open(hadoop, shape);
    String app = "erasure:" + erasure + ":expired";
    append(
        table,
        app,
        table.number(app).orElse(0) + 1,
        objects.stream().map(object -> ErasureRows.expired(erasure, object, at)).toList());
  }

  /** Notes what became of rows of a table, all in all; of a table and action the last counts. */
  public void rows(long erasure, Erasure.Rows rows, Instant at) {
    if (erasure(erasure).tables().contains(rows)) {
      return;
    }
    SmallTable table = SmallTable.open(hadoop, shape);
    String app = "erasure:" + erasure + ":" + rows.table() + ":" + rows.action();
    long number = table.number(app).orElse(0) + 1;
    append(table, app, number, List.of(ErasureRows.rows(erasure, number, rows, at)));
  }

  /** Notes that nothing of the person is found any more. */
  public void erased(long erasure, Instant at) {
    once(erasure, ErasureRows.ERASED, ErasureRows.step(erasure, ErasureRows.ERASED, at));
  }

  /** Notes that a table's older versions are gone. */
  public void cleaned(long erasure, Erasure.Cleaned cleaned) {
    once(erasure, "cleaned:" + cleaned.table(), ErasureRows.cleaned(erasure, cleaned));
  }

  /** Notes that an erasure is taken back for which nothing was done. */
  public void withdrawn(long erasure, Instant at) {
    once(erasure, ErasureRows.WITHDRAWN, ErasureRows.step(erasure, ErasureRows.WITHDRAWN, at));
  }

  /** Notes that nothing is left to do. */
  public void finished(long erasure, Instant at) {
    once(erasure, ErasureRows.FINISHED, ErasureRows.step(erasure, ErasureRows.FINISHED, at));
  }

  private void once(long erasure, String what, PlainRow row) {
    SmallTable.open(hadoop, shape).append("erasure:" + erasure + ":" + what, 1, List.of(row));
  }

  /** One process works at an erasure; where two do, the number tells the later one. */
  private static void append(SmallTable table, String app, long number, List<PlainRow> rows) {
    OptionalLong before = table.number(app);
    if (!table.append(app, number, rows) && table.number(app).equals(before)) {
      throw FinlakeException.of(
          ErrorCode.LOST_RACE,
          "a step of the erasure was not noted",
          "another process works at the same erasure",
          "run the command again when the other one is done");
    }
  }

  private List<PlainRow> rows(Where where) {
    return any() ? SmallTable.open(hadoop, shape).rows(where) : List.of();
  }

  private static Erasure erasure(long number, List<PlainRow> all) {
    List<PlainRow> rows = all.stream().filter(row -> row.number("erasure") == number).toList();
    PlainRow ordered =
        ErasureRows.of(rows, ErasureRows.ORDERED).stream()
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no erasure " + number));
    return new Erasure(
        number,
        new LegalHold.Act(ordered.moment("at"), ordered.text("person"), ordered.text("reason")),
        ordered.text("run_id"),
        Duration.ofHours(ordered.number("grace_hours")),
        ErasureRows.identities(rows),
        ErasureRows.objects(ErasureRows.of(rows, ErasureRows.OBJECT)),
        ErasureRows.expired(ErasureRows.of(rows, ErasureRows.EXPIRED)),
        ErasureRows.tables(ErasureRows.of(rows, ErasureRows.ROWS)),
        when(rows, ErasureRows.ERASED),
        ErasureRows.of(rows, ErasureRows.CLEANED).stream().map(ErasureRows::cleaned).toList(),
        when(rows, ErasureRows.FINISHED),
        when(rows, ErasureRows.WITHDRAWN));
  }

  private static Optional<Instant> when(List<PlainRow> rows, String step) {
    return ErasureRows.of(rows, step).stream().map(row -> row.moment("at")).findFirst();
  }
}

package io.finlake.etl.explain;

import io.finlake.etl.contract.Column;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Derivation;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.lookup.PlainRow;
import io.finlake.etl.lookup.StoredTable;
import io.finlake.etl.lookup.Where;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.Inputs;
import java.io.FileNotFoundException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Follows a row back: from a curated row to the rows of its inputs that carry the key of its build,
 * as the batch that wrote it read them, and from processed rows to the raw objects and places that
 * they came from. Which of an input's columns a figure was computed of, only its model knows:
 * nothing is guessed.
 */
public final class Trace {
  private final LakeView lake;
  private final int limit;
  private final Optional<String> column;

  /**
   * @param limit the most rows that are shown of each table
   * @param column the one column that is asked about, beside keys; empty for all
   */
  public Trace(LakeView lake, int limit, Optional<String> column) {
    this.lake = lake;
    this.limit = limit;
    this.column = column;
  }

  /**
   * One table on the way back.
   *
   * @param table {@code zone.domain.name}
   * @param key what its rows were looked for by; empty for a reference
   * @param total how many rows there are
   * @param rows the first of them
   * @param notes what else is to be said, a sentence each
   * @param inputs where the rows come from; none for processed tables
   */
  public record Step(
      String table,
      String key,
      long total,
      List<ShownRow> rows,
      List<String> notes,
      List<Step> inputs) {
    public Step {
      rows = List.copyOf(rows);
      notes = List.copyOf(notes);
      inputs = List.copyOf(inputs);
    }

    /** Whether the table is a reference, of which no row belongs to one key. */
    public boolean reference() {
      return key.isEmpty();
    }
  }

  /** The way back from the rows of a key. */
  public Step of(Contract contract, RowKey key) {
    Optional<StoredTable> table = lake.table(contract.zone(), contract.id());
    if (table.isEmpty()) {
      return new Step(
          name(contract),
          key.shown(),
          0,
          List.of(),
          List.of("the table was never made"),
          List.of());
    }
    return step(contract, new Opened(table.get(), List.of()), key.where(), key.shown());
  }

  /** A version of a table, and what is to be said of it. */
  private record Opened(StoredTable table, List<String> notes) {}

  private Step step(Contract contract, Opened opened, Where where, String key) {
    List<String> notes = new ArrayList<>(opened.notes());
    StoredTable.Found found = rows(contract, opened.table(), where, notes);
    List<Step> inputs = new ArrayList<>();
    if (contract.zone() == Zone.CURATED) {
      notes.add(0, model(contract));
      column.ifPresent(name -> notes.add(column(contract, name)));
      if (!found.rows().isEmpty()) {
        if (found.total() > found.rows().size()) {
          notes.add("what its rows are made of is shown for the rows shown");
        }
        inputs.addAll(inputs(contract, opened.table(), found.rows()));
      }
    } else {
      notes.add(0, strategy(contract));
    }
    return new Step(
        name(contract),
        key,
        found.total(),
        found.rows().stream().map(row -> ShownRow.of(contract, row, shown(contract))).toList(),
        notes,
        inputs);
  }

  private StoredTable.Found rows(
      Contract contract, StoredTable table, Where where, List<String> notes) {
    try {
      return table.rows(where, order(contract), limit);
    } catch (RuntimeException thrown) {
      if (!fileGone(thrown)) {
        throw thrown;
      }
      notes.add(
          "files of version "
              + table.version()
              + " were cleaned up since; these are the rows as they are now");
      return lake.table(contract.zone(), contract.id())
          .map(now -> now.rows(where, order(contract), limit))
          .orElse(new StoredTable.Found(List.of(), 0));
    }
  }

  private static Comparator<PlainRow> order(Contract contract) {
    List<String> columns = new ArrayList<>(contract.key());
    columns.addAll(List.of(TechnicalColumn.OBJECT, TechnicalColumn.OFFSET, TechnicalColumn.ITEM));
    return order(columns);
  }

  /** By these columns, NULL first. */
  static Comparator<PlainRow> order(List<String> columns) {
    return columns.stream().map(Trace::by).reduce(Comparator::thenComparing).orElseThrow();
  }

  @SuppressWarnings("unchecked") // all values of a column are of one type, and that one is ordered
  private static Comparator<PlainRow> by(String name) {
    return Comparator.comparing(
        row -> (Comparable<Object>) row.value(name).orElse(null),
        Comparator.nullsFirst(Comparator.naturalOrder()));
  }

  private List<Step> inputs(Contract contract, StoredTable table, List<PlainRow> rows) {
    Optional<Batch> batch = batch(contract, table, rows);
    List<Step> steps = new ArrayList<>();
    for (Derivation.Input input : contract.derivation().inputs()) {
      Optional<Contract> from = lake.contract(input.zone(), input.dataset());
      String name = input.zone().label() + "." + input.dataset();
      if (from.isEmpty()) {
        steps.add(note(name, "it has no contract any more"));
        continue;
      }
      Optional<Opened> opened = opened(from.get(), name, batch);
      Optional<String> build = buildColumn(contract.derivation().build());
      if (opened.isEmpty()) {
        steps.add(note(name, "the table was never made"));
      } else if (input.column().isEmpty() || build.isEmpty()) {
        steps.add(
            note(
                name,
                "a reference: the model read it whole, at version "
                    + opened.get().table().version()));
      } else {
        steps.add(keyed(from.get(), opened.get(), input.column().get(), values(rows, build.get())));
      }
    }
    return steps;
  }

  private Step keyed(Contract from, Opened opened, String carrying, List<Object> values) {
    if (values.isEmpty()) {
      return note(name(from), "the row has no value of " + carrying);
    }
    boolean hidden = from.column(carrying).classification().classified();
    String shown =
        hidden
            ? "***"
            : values.size() <= 3
                ? String.join(" or ", values.stream().map(KeyText::canonical).toList())
                : values.size() + " values of the rows above";
    return step(from, opened, Where.in(carrying, values), carrying + "=" + shown);
  }

  private static List<Object> values(List<PlainRow> rows, String name) {
    return rows.stream().flatMap(row -> row.value(name).stream()).distinct().toList();
  }

  /** The newest of the batches that wrote the rows. */
  private Optional<Batch> batch(Contract contract, StoredTable table, List<PlainRow> rows) {
    TableKey key = LakeView.key(contract, table);
    long planned = lake.ledger().planned(key);
    return rows.stream()
        .flatMap(row -> row.value(TechnicalColumn.BATCH).stream())
        .map(Long.class::cast)
        .max(Comparator.naturalOrder())
        .filter(number -> number >= 1 && number <= planned)
        .map(number -> lake.ledger().batch(key, number));
  }

  /** An input as the batch read it; as it is now where that cannot be seen any more. */
  private Optional<Opened> opened(Contract from, String name, Optional<Batch> batch) {
    Optional<StoredTable> now = lake.table(from.zone(), from.id());
    Optional<Inputs.VersionRange> range =
        batch.stream()
            .flatMap(it -> ((Inputs.TableVersions) it.inputs()).ranges().stream())
            .filter(it -> it.table().equals(name) && it.upTo() >= 0)
            .findFirst();
    if (now.isEmpty() || range.isEmpty()) {
      return now.map(table -> new Opened(table, List.of("as it is now")));
    }
    if (!range.get().incarnation().equals(now.get().incarnation())) {
      return now.map(
          table -> new Opened(table, List.of("made anew since; this is the table as it is now")));
    }
    long version = range.get().upTo();
    return Optional.of(
        StoredTable.at(lake.hadoop(), lake.locations().table(from.zone(), from.id()), version)
            .map(
                table ->
                    new Opened(
                        table,
                        List.of(
                            "as batch "
                                + batch.get().number()
                                + " of "
                                + batch.get().table()
                                + " read it: version "
                                + version)))
            .orElse(
                new Opened(
                    now.get(),
                    List.of(
                        "its log does not reach back to version "
                            + version
                            + "; this is the table as it is now"))));
  }

  private static Optional<String> buildColumn(Derivation.Build build) {
    if (build instanceof Derivation.Build.ByKey by) {
      return Optional.of(by.column());
    }
    return build instanceof Derivation.Build.ByPartition by
        ? Optional.of(by.column())
        : Optional.empty();
  }

  private Predicate<String> shown(Contract contract) {
    if (column.isEmpty()) {
      return name -> true;
    }
    Stream<String> build =
        contract.zone() == Zone.CURATED
            ? buildColumn(contract.derivation().build()).stream()
            : Stream.empty();
    List<String> names =
        Stream.of(contract.key().stream(), build, column.stream()).flatMap(it -> it).toList();
    return names::contains;
  }

  private static String model(Contract contract) {
    String model = contract.derivation().model();
    String page =
        model.contains(".")
            ? "see the documentation of that class"
            : "see docs/models/" + contract.id().name() + ".md";
    String build =
        buildColumn(contract.derivation().build())
            .map(name -> "rows of one " + name + " are computed together")
            .orElse("the table is computed as a whole");
    return "made by the model " + model + ", " + build + "; " + page;
  }

  private String column(Contract contract, String name) {
    List<String> having =
        contract.derivation().inputs().stream()
            .filter(
                input ->
                    lake.contract(input.zone(), input.dataset()).stream()
                        .flatMap(it -> it.columns().stream())
                        .map(Column::name)
                        .anyMatch(name::equals))
            .map(input -> input.zone().label() + "." + input.dataset())
            .toList();
    return "what "
        + name
        + " is computed of, only the model says; inputs with a column of that name: "
        + (having.isEmpty() ? "none" : String.join(", ", having));
  }

  private static String strategy(Contract contract) {
    String words =
        contract.landed().write().getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-");
    return "written by the strategy " + words.toLowerCase(Locale.ROOT);
  }

  private static Step note(String table, String note) {
    return new Step(table, "", 0, List.of(), List.of(note), List.of());
  }

  private static String name(Contract contract) {
    return contract.zone().label() + "." + contract.id();
  }

  static boolean fileGone(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof FileNotFoundException) {
        return true;
      }
    }
    return false;
  }
}

package io.finlake.etl.contract;

import io.finlake.etl.contract.ContractChange.Effect;
import io.finlake.etl.contract.ContractChange.Kind;
import io.finlake.etl.contract.ContractChange.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The columns, the key and the partitions of two contracts of one dataset and zone. */
final class ColumnComparison {
  private final Contract before;
  private final Contract after;
  private final boolean landed;
  private final List<ContractChange> changes = new ArrayList<>();

  ColumnComparison(Contract before, Contract after) {
    this.before = before;
    this.after = after;
    this.landed = after.zone() == Zone.PROCESSED;
  }

  List<ContractChange> changes() {
    for (Column column : after.columns()) {
      column(before, column.name())
          .ifPresentOrElse(old -> changed(old, column), () -> added(column));
    }
    before.columns().stream()
        .filter(column -> column(after, column.name()).isEmpty())
        .forEach(this::removed);
    order();
    key();
    partitions();
    return List.copyOf(changes);
  }

  static Optional<Column> column(Contract contract, String name) {
    return contract.columns().stream().filter(column -> column.name().equals(name)).findFirst();
  }

  private void added(Column column) {
    boolean absent = landed && column.required();
    if (column.protection() instanceof Protection.Drop) {
      change(
          Kind.COLUMN_ADDED,
          column.name(),
          Optional.empty(),
          Optional.of(column.type().ddl()),
          new Verdict(Level.COMPATIBLE, Effect.NEXT_BATCH, "it is screened and not stored"));
      return;
    }
    change(
        Kind.COLUMN_ADDED,
        column.name(),
        Optional.empty(),
        Optional.of(column.type().ddl() + (column.required() ? " required" : "")),
        absent
            ? new Verdict(
                Level.BREAKING,
                Effect.IN_PLACE,
                "it is promised to be there, and the rows that are there have none")
            : new Verdict(
                Level.COMPATIBLE, Effect.IN_PLACE, "the rows that are there have NULL in it"));
  }

  private void removed(Column column) {
    boolean dropped = column.protection() instanceof Protection.Drop;
    change(
        Kind.COLUMN_REMOVED,
        column.name(),
        Optional.of(column.type().ddl()),
        Optional.empty(),
        dropped
            ? new Verdict(Level.COMPATIBLE, Effect.NEXT_BATCH, "it was never stored")
            : new Verdict(
                Level.BREAKING,
                landed ? Effect.NEXT_BATCH : Effect.REBUILD,
                landed
                    ? "the table keeps it with the values that are there; new rows have NULL"
                    : "a curated table has the columns of its contract and no others"));
  }

  private void changed(Column old, Column now) {
    if (!old.type().equals(now.type())) {
      type(old, now);
    }
    if (old.required() != now.required()) {
      required(old, now);
    }
    if (old.classification() != now.classification()) {
      boolean texts = old.classification().classified() != now.classification().classified();
      change(
          Kind.CLASSIFICATION,
          now.name(),
          Optional.of(old.classification().label()),
          Optional.of(now.classification().label()),
          new Verdict(
              Level.COMPATIBLE,
              texts ? Effect.NEXT_BATCH : Effect.NOTHING,
              "stored values stay as they are; reasons in quarantine show or hide texts by it"));
    }
    if (!old.protection().equals(now.protection())) {
      protection(old, now);
    }
    if (!old.from().equals(now.from()) || !old.reading().equals(now.reading())) {
      change(
          Kind.READING,
          now.name(),
          Optional.of(reading(old)),
          Optional.of(reading(now)),
          new Verdict(
              Level.COMPATIBLE, Effect.NEXT_BATCH, "values that are there stay as they were read"));
    }
  }

  private void required(Column old, Column now) {
    change(
        Kind.REQUIRED,
        now.name(),
        Optional.of(old.required() ? "required" : "optional"),
        Optional.of(now.required() ? "required" : "optional"),
        now.required()
            ? new Verdict(
                Level.COMPATIBLE,
                Effect.NEXT_BATCH,
                "rows without it go to quarantine; those that are there stay")
            : new Verdict(Level.BREAKING, Effect.NEXT_BATCH, "readers may meet NULL"));
  }

  private void type(Column old, Column now) {
    boolean kept =
        old.protection() instanceof Protection.None && now.protection() instanceof Protection.None;
    boolean dropped =
        old.protection() instanceof Protection.Drop && now.protection() instanceof Protection.Drop;
    boolean widened = kept && TypeWidening.lossless(old.type(), now.type());
    Verdict verdict;
    if (dropped) {
      verdict = new Verdict(Level.COMPATIBLE, Effect.NEXT_BATCH, "it is not stored");
    } else if (widened) {
      verdict =
          new Verdict(
              Level.COMPATIBLE,
              Effect.REBUILD,
              "every stored value fits, but the table's format cannot change a type in place"
                  + " without locking out Athena");
    } else {
      verdict =
          new Verdict(
              Level.BREAKING,
              Effect.REBUILD,
              kept
                  ? "not every value fits the new type, or it means something else"
                  : "tokens and masks are made of the value's text, which changes with its type");
    }
    change(
        widened ? Kind.TYPE_WIDENED : Kind.TYPE_CHANGED,
        now.name(),
        Optional.of(old.type().ddl()),
        Optional.of(now.type().ddl()),
        verdict);
  }

  private void protection(Column old, Column now) {
    boolean appears = old.protection() instanceof Protection.Drop;
    change(
        Kind.PROTECTION,
        now.name(),
        Optional.of(protection(old.protection())),
        Optional.of(protection(now.protection())),
        appears
            ? new Verdict(
                Level.COMPATIBLE, Effect.IN_PLACE, "the rows that are there have NULL in it")
            : new Verdict(
                Level.BREAKING,
                Effect.REBUILD,
                "stored values were protected otherwise and cannot be compared with new ones"));
  }

  private void order() {
    List<String> old =
        before.columns().stream()
            .map(Column::name)
            .filter(name -> column(after, name).isPresent())
            .toList();
    List<String> now =
        after.columns().stream()
            .map(Column::name)
            .filter(name -> column(before, name).isPresent())
            .toList();
    if (!old.equals(now)) {
      change(
          Kind.COLUMN_ORDER,
          "",
          Optional.of(String.join(", ", old)),
          Optional.of(String.join(", ", now)),
          new Verdict(Level.COMPATIBLE, Effect.NOTHING, "the table keeps its order"));
    }
  }

  private void key() {
    if (!before.key().equals(after.key())) {
      change(
          Kind.KEY,
          "",
          list(before.key()),
          list(after.key()),
          new Verdict(
              Level.BREAKING,
              landed ? Effect.REBUILD : Effect.COMPUTED_ANEW,
              "which rows are the same was decided by the old key"));
    }
  }

  private void partitions() {
    if (!before.partitionBy().equals(after.partitionBy())) {
      change(
          Kind.PARTITIONING,
          "",
          list(before.partitionBy()),
          list(after.partitionBy()),
          new Verdict(
              Level.COMPATIBLE, Effect.REBUILD, "files that are there cannot be divided anew"));
    }
  }

  private static Optional<String> list(List<String> names) {
    return names.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", names));
  }

  private static String protection(Protection protection) {
    String words = ContractWords.protection(protection);
    return words.isEmpty() ? "in clear" : words;
  }

  private static String reading(Column column) {
    String from = ContractWords.from(column);
    String read = ComponentWords.of(column.reading());
    return from.isEmpty() ? read : "from " + from + ", " + read;
  }

  private void change(
      Kind kind, String name, Optional<String> was, Optional<String> is, Verdict verdict) {
    changes.add(
        new ContractChange(kind, name, was, is, verdict.level(), verdict.effect(), verdict.why()));
  }

  private record Verdict(Level level, Effect effect, String why) {}
}

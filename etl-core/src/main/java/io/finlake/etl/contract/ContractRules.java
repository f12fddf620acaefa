package io.finlake.etl.contract;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** finlake's own rules about the key, partitions, protection, write strategy and measures. */
final class ContractRules {
  private final Draft draft;

  private ContractRules(Draft draft) {
    this.draft = draft;
  }

  /** Reports every rule that the contract breaks by itself. */
  static void check(Draft draft) {
    ContractRules rules = new ContractRules(draft);
    draft.columns().forEach(rules::protection);
    rules.key();
    rules.partitions();
    rules.write();
    rules.measures();
    draft.landed().ifPresent(landed -> SourceRules.check(draft, landed));
    draft.derivation().ifPresent(rules::derivation);
    SubjectRules.check(draft);
    RetentionRules.check(draft);
    QualityRules.check(draft);
  }

  private void protection(Column column) {
    if (column.classification() != Classification.RESTRICTED
        || !(column.protection() instanceof Protection.None)) {
      return;
    }
    if (draft.derivation().isPresent()) {
      refuseColumn(
          column,
          "is restricted in a curated table",
          "classify what it holds, the token or mask of a processed table, as internal");
    } else {
      refuseColumn(
          column,
          "is restricted without a protection",
          "add {property: protect, value: {token: <token domain>}}, {mask: 4} or drop");
    }
  }

  private void key() {
    for (String name : draft.key()) {
      draft.column(name).ifPresent(this::keyColumn);
    }
    Optional<WriteStrategy> write = draft.landed().map(Contract.Origin.Landed::write);
    if (write.isPresent() && !write.get().keyed() && !draft.key().isEmpty()) {
      draft.refuse(
          "write",
          "append keeps every row, so " + draft.key() + " cannot be a key",
          "leave primaryKey out, or use insert-once");
    }
    boolean byKey =
        draft.derivation().map(d -> d.build() instanceof Derivation.Build.ByKey).orElse(false);
    if (draft.key().isEmpty() && (byKey || write.map(WriteStrategy::keyed).orElse(false))) {
      draft.refuse(
          byKey ? "model" : "write",
          byKey ? "builds by key, but no column is a key" : "needs a key, but no column is one",
          "write primaryKey: true and primaryKeyPosition: 1 at the columns that identify a row");
    }
  }

  private void keyColumn(Column column) {
    if (!column.required() && draft.sure(column.name())) {
      refuseColumn(column, "is a key that may be absent", "write required: true");
    }
    if (column.protection() instanceof Protection.Drop
        || column.protection() instanceof Protection.Mask) {
      refuseColumn(
          column,
          "is a key that the table does not have in full",
          "protect it by {token: <token domain>}: equal values have equal tokens");
    }
    if (column.type() instanceof ColumnType.Float64 && draft.sure(column.name())) {
      refuseColumn(
          column, "is a DOUBLE, which cannot identify a row", "use STRING, BIGINT or DECIMAL(p,s)");
    }
  }

  private void partitions() {
    for (String name : draft.partitionBy()) {
      Optional<Column> column = draft.column(name);
      if (column.isEmpty()) {
        continue;
      }
      if (protectedColumn(column.get())) {
        refuseColumn(
            column.get(),
            "is protected, so it cannot partition the table",
            "partition by a column that is kept in clear");
      }
      if (column.get().type() instanceof ColumnType.Float64 && draft.sure(name)) {
        refuseColumn(
            column.get(), "is a DOUBLE, which cannot partition a table", "use DATE or STRING");
      }
    }
    if (!draft.partitionBy().isEmpty() && draft.partitionBy().size() == draft.columns().size()) {
      draft.refuse(
          "column/" + draft.partitionBy().get(0),
          "every column partitions the table",
          "leave at least one column that does not");
    }
  }

  private void write() {
    Optional<WriteStrategy> write = draft.landed().map(Contract.Origin.Landed::write);
    if (write.isPresent() && write.get() instanceof WriteStrategy.Snapshot snapshot) {
      snapshot.tolerances().keySet().stream().sorted().forEach(this::tolerance);
      boolean adds =
          draft
              .landed()
              .filter(it -> it.source().evolution() == RawSource.Evolution.ADD)
              .isPresent();
      if (adds && !snapshot.tolerances().isEmpty()) {
        draft.refuse(
            "write",
            "tolerances do not go with unknownColumns add, whose columns they do not compare",
            "use refuse or ignore, or leave the tolerances out");
      }
    }
    write.flatMap(WriteStrategy::deleteMarker).ifPresent(this::deleteMarker);
    if (write.isPresent() && write.get() instanceof WriteStrategy.Upsert upsert) {
      keptInClear("write", "sequence", upsert.sequence());
      if (draft.key().contains(upsert.sequence())) {
        draft.refuse(
            "write",
            "sequence '" + upsert.sequence() + "' is part of the key, so no row is ever newer",
            "leave it out of the key, or keep all versions with history");
      }
    }
    if (write.isPresent() && write.get() instanceof WriteStrategy.History history) {
      keptInClear("write", "time", history.time());
      draft.column(history.time()).ifPresent(this::businessTime);
      history.sequence().ifPresent(this::sequence);
    }
  }

  private void tolerance(String name) {
    keptInClear("write", "tolerance", name);
    Optional<Column> column = draft.column(name);
    boolean counts =
        column
            .map(Column::type)
            .filter(
                type ->
                    type instanceof ColumnType.Decimal
                        || type instanceof ColumnType.Int
                        || type instanceof ColumnType.BigInt
                        || type instanceof ColumnType.Float64)
            .isPresent();
    if (column.isPresent() && draft.sure(name) && (!counts || draft.key().contains(name))) {
      draft.refuse(
          "write",
          "tolerance '" + name + "' is " + (counts ? "part of the key" : "no number"),
          "name a numeric column that is not in the key");
    }
  }

  private void deleteMarker(WriteStrategy.DeleteMarker marker) {
    keptInClear("write", "delete", marker.column());
    if (draft.key().contains(marker.column())) {
      draft.refuse(
          "write",
          "delete '" + marker.column() + "' is part of the key, so it deletes no other row",
          "leave it out of the key");
    }
  }

  private void businessTime(Column time) {
    boolean moment =
        time.type() instanceof ColumnType.Timestamp || time.type() instanceof ColumnType.Date;
    if (draft.sure(time.name()) && !(moment && time.required())) {
      draft.refuse(
          "write",
          "time '"
              + time.name()
              + "' is "
              + time.type().ddl()
              + (time.required() ? "" : ", and may be absent"),
          "name a TIMESTAMP or DATE that is required");
    }
    inNoKey("time", time.name());
  }

  private void sequence(String name) {
    keptInClear("write", "sequence", name);
    inNoKey("sequence", name);
    Optional<Column> column = draft.column(name);
    if (column.isPresent()
        && draft.sure(name)
        && column.get().type() instanceof ColumnType.Float64) {
      draft.refuse(
          "write",
          "sequence '" + name + "' is a DOUBLE, which cannot order versions",
          "use BIGINT");
    }
  }

  private void inNoKey(String role, String name) {
    if (draft.key().contains(name)) {
      draft.refuse(
          "write",
          role + " '" + name + "' is part of the key, so every version is a key of its own",
          "leave it out of the key");
    }
  }

  private void keptInClear(String property, String role, String name) {
    Optional<Column> column = draft.column(name);
    if (column.isEmpty()) {
      if (!name.isEmpty()) {
        draft.refuse(property, role + " '" + name + "' is no column", "write one of " + names());
      }
    } else if (protectedColumn(column.get())) {
      draft.refuse(
          property,
          role + " '" + name + "' is protected, so the table does not have its values",
          "use a column that is kept in clear");
    }
  }

  private void measures() {
    if (draft.derivation().isPresent() && !draft.measures().isEmpty()) {
      draft.refuse("measures", "go with a processed dataset", "leave them out");
    }
    Set<String> seen = new HashSet<>();
    for (Measure measure : draft.measures()) {
      keptInClear("measures", "column", measure.column());
      if (!seen.add(measure.column())) {
        draft.refuse(
            "measures", "name '" + measure.column() + "' twice", "keep one with its currency");
      }
      Optional<Column> column = draft.column(measure.column());
      if (column.isPresent()
          && draft.sure(measure.column())
          && !(column.get().type() instanceof ColumnType.Decimal)) {
        draft.refuse(
            "measures",
            "'" + measure.column() + "' is " + column.get().type().ddl() + ", not money",
            "an amount is DECIMAL(p,s): DOUBLE loses cents and whole numbers hide the unit");
      }
      currency("measures", measure.currency());
    }
  }

  /** Reports a currency column that is not there or hidden, or a code that ISO 4217 has not. */
  private void currency(String property, Measure.Currency currency) {
    if (currency instanceof Measure.Currency.InColumn in) {
      keptInClear(property, "currencyColumn", in.column());
      Optional<Column> column = draft.column(in.column());
      if (column.isPresent()
          && draft.sure(in.column())
          && !(column.get().type() instanceof ColumnType.Text)) {
        draft.refuse(property, "'" + in.column() + "' is no text", "name a STRING column");
      }
    } else if (currency instanceof Measure.Currency.Constant constant
        && !QualityRules.isCurrency(constant.code())) {
      draft.refuse(
          property,
          "'" + constant.code() + "' is no active currency",
          "write its alphabetic code in ISO 4217, for example EUR");
    }
  }

  private void derivation(Derivation derivation) {
    if (draft.delivery().isPresent()) {
      draft.refuse("delivery", "goes with a processed dataset", "leave it out");
    }
    if (derivation.build() instanceof Derivation.Build.ByKey by) {
      keptInClear("model", "build column", by.column());
    } else if (derivation.build() instanceof Derivation.Build.ByPartition by
        && !draft.partitionBy().equals(List.of(by.column()))) {
      draft.refuse(
          "model",
          "builds by partition '"
              + by.column()
              + "', but the table is partitioned by "
              + draft.partitionBy(),
          "write partitioned: true and partitionKeyPosition: 1 at that column alone");
    }
    HistoryRules.check(draft, derivation);
    boolean whole = derivation.build() instanceof Derivation.Build.Whole;
    boolean carried = derivation.inputs().stream().anyMatch(input -> input.column().isPresent());
    if (whole == carried) {
      draft.refuse(
          "model",
          whole
              ? "builds the whole table, so inputs need no column"
              : "has no input that carries the build's column",
          whole ? "leave 'column' of the inputs out" : "write column at the inputs that carry it");
    }
  }

  private void refuseColumn(Column column, String problem, String remedy) {
    draft.refuse("column/" + column.name(), "'" + column.name() + "' " + problem, remedy);
  }

  private String names() {
    return String.join(", ", draft.columns().stream().map(Column::name).toList());
  }

  private static boolean protectedColumn(Column column) {
    return !(column.protection() instanceof Protection.None);
  }
}

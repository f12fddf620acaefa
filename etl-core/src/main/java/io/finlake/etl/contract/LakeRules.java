package io.finlake.etl.contract;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** finlake's own rules across contracts: names, references, and the inputs of models. */
final class LakeRules {
  private final Map<DatasetId, Draft> drafts = new TreeMap<>();

  private LakeRules() {}

  /** Reports every rule that contracts break together. */
  static void check(List<Draft> all) {
    LakeRules lake = new LakeRules();
    lake.names(all);
    all.forEach(lake::references);
    all.forEach(draft -> SubjectRules.check(draft, lake.drafts));
    all.forEach(draft -> RetentionRules.check(draft, lake.drafts));
    all.forEach(draft -> SharedRaw.check(draft, lake.drafts));
    all.forEach(draft -> draft.derivation().ifPresent(derived -> lake.inputs(draft, derived)));
    lake.cycles();
  }

  private void names(List<Draft> all) {
    Map<String, Draft> tables = new TreeMap<>();
    for (Draft draft : all) {
      Draft twin = drafts.putIfAbsent(draft.id(), draft);
      if (twin != null) {
        draft.refuse(
            "id", draft.id() + " is also in " + twin.findings().file(), "keep one of the files");
        continue;
      }
      String table = draft.zone().map(zone -> zone.label() + "." + draft.id().name()).orElse("");
      Draft other = table.isEmpty() ? null : tables.putIfAbsent(table, draft);
      if (other != null) {
        draft.refuse(
            "id",
            "the table " + table + " is also " + other.id() + "'s",
            "rename one: names are unique within a zone");
      }
    }
    all.forEach(draft -> views(draft, tables));
  }

  private static void views(Draft draft, Map<String, Draft> tables) {
    if (draft.derivation().flatMap(Derivation::history).isEmpty()) {
      return;
    }
    for (String view : HistoryRules.views(draft.id())) {
      Draft other = tables.get(Zone.CURATED.label() + "." + view);
      if (other != null) {
        other.refuse(
            "id",
            "the table curated." + view + " has the name of a view of " + draft.id(),
            "rename it: a history has the views <name>_current and <name>_believed");
      }
    }
  }

  private void references(Draft draft) {
    for (Rule rule : draft.rules()) {
      if (!(rule.check() instanceof Rule.Check.Reference reference)) {
        continue;
      }
      String place = "rule/" + rule.name();
      Draft target = drafts.get(reference.dataset());
      if (target == null || target.derivation().isPresent()) {
        draft.refuse(
            place,
            "refers to " + reference.dataset() + ", which is no processed dataset",
            "name one that has a contract");
        continue;
      }
      if (target.retention().isPresent()) {
        draft.refuse(
            place,
            "refers to " + reference.dataset() + ", whose rows leave by their age",
            "take that retention back: without its parent a row would be an orphan");
      }
      Optional<Column> there = target.column(reference.column());
      if (there.isEmpty()) {
        draft.refuse(
            place,
            reference.dataset() + " has no column '" + reference.column() + "'",
            "name one of its columns");
        continue;
      }
      Optional<Column> here = rule.column().flatMap(draft::column);
      if (here.isPresent() && !comparable(draft, here.get(), target, there.get())) {
        draft.refuse(
            place,
            "'"
                + here.get().name()
                + "' and "
                + reference.dataset()
                + "."
                + reference.column()
                + " cannot be compared",
            "give both the same type and no protection");
      }
    }
  }

  private static boolean comparable(Draft draft, Column here, Draft target, Column there) {
    if (!draft.sure(here.name()) || !target.sure(there.name())) {
      return true;
    }
    // Rules are asked of values in clear, and a protected parent has none.
    return here.protection() instanceof Protection.None
        && there.protection() instanceof Protection.None
        && here.type().equals(there.type());
  }

  private void inputs(Draft draft, Derivation derivation) {
    Set<String> seen = new LinkedHashSet<>();
    for (Derivation.Input input : derivation.inputs()) {
      String table = input.zone().label() + "." + input.dataset();
      if (!seen.add(table)) {
        draft.refuse("model", "reads " + table + " twice", "name it once");
      }
      Draft target = drafts.get(input.dataset());
      if (target == null || target.zone().map(zone -> zone != input.zone()).orElse(false)) {
        draft.refuse("model", "reads " + table + ", which has no contract", "correct the name");
      } else {
        input.column().ifPresent(column -> carried(draft, derivation, target, table, column));
        HistoryRules.check(draft, derivation, target);
      }
    }
  }

  private static void carried(
      Draft draft, Derivation derivation, Draft target, String table, String name) {
    Optional<Column> carrier = target.column(name);
    if (carrier.isEmpty() || carrier.get().protection() instanceof Protection.Drop) {
      draft.refuse("model", table + " has no column '" + name + "'", "correct the name");
      return;
    }
    Optional<Column> built = buildColumn(derivation).flatMap(draft::column);
    if (built.isPresent()
        && draft.sure(built.get().name())
        && target.sure(name)
        && !stored(built.get()).equals(stored(carrier.get()))) {
      draft.refuse(
          "model",
          "builds by "
              + built.get().name()
              + " "
              + stored(built.get()).ddl()
              + ", but "
              + table
              + "."
              + name
              + " is "
              + stored(carrier.get()).ddl(),
          "give both the same type");
    }
  }

  private static Optional<String> buildColumn(Derivation derivation) {
    if (derivation.build() instanceof Derivation.Build.ByKey by) {
      return Optional.of(by.column());
    }
    return derivation.build() instanceof Derivation.Build.ByPartition by
        ? Optional.of(by.column())
        : Optional.empty();
  }

  /** The type in the table: tokens and masks are text. */
  static ColumnType stored(Column column) {
    boolean text =
        column.protection() instanceof Protection.Token
            || column.protection() instanceof Protection.Mask;
    return text ? new ColumnType.Text() : column.type();
  }

  private void cycles() {
    Set<DatasetId> safe = new LinkedHashSet<>();
    drafts.keySet().forEach(id -> follow(id, new ArrayList<>(), safe));
  }

  private void follow(DatasetId id, List<DatasetId> path, Set<DatasetId> done) {
    if (path.contains(id)) {
      List<DatasetId> cycle = new ArrayList<>(path.subList(path.indexOf(id), path.size()));
      cycle.add(id);
      drafts
          .get(id)
          .refuse(
              "model",
              "reads itself: " + String.join(" <- ", cycle.stream().map(String::valueOf).toList()),
              "break the circle");
      return;
    }
    if (!drafts.containsKey(id) || done.contains(id)) {
      return;
    }
    path.add(id);
    drafts
        .get(id)
        .derivation()
        .ifPresent(d -> d.inputs().forEach(input -> follow(input.dataset(), path, done)));
    path.remove(path.size() - 1);
    done.add(id);
  }
}

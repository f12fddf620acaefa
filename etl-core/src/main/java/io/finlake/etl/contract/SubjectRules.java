package io.finlake.etl.contract;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * finlake's rules about whose data rows are. What an erasure could not do in a dataset is refused
 * when its contract is loaded, not when a person asks to be erased.
 */
final class SubjectRules {
  private static final String SUBJECT = "subject";

  private final Draft draft;
  private final Subject subject;

  private SubjectRules(Draft draft, Subject subject) {
    this.draft = draft;
    this.subject = subject;
  }

  /** Reports what a contract's subject breaks by itself. */
  static void check(Draft draft) {
    if (draft.subject().isEmpty()) {
      return;
    }
    SubjectRules rules = new SubjectRules(draft, draft.subject().get());
    if (draft.derivation().isPresent()) {
      draft.refuse(
          SUBJECT, "goes with a processed dataset", "leave it out: the table follows its inputs");
      return;
    }
    rules.named(rules.subject.column(), "column");
    if (rules.subject.erases()) {
      draft.landed().ifPresent(rules::erasable);
    }
    rules.subject.blank().forEach(rules::blanked);
    if (rules.subject.erase() == Subject.Erase.BLANK
        && rules.subject.through().isEmpty()
        && !rules.subject.blank().contains(rules.subject.column())) {
      draft.refuse(
          SUBJECT,
          "blanks columns, but leaves '" + rules.subject.column() + "', the person's id",
          "add it to blank");
    }
  }

  /** A column that is compared with ids: text, in clear. */
  private void named(String name, String role) {
    Optional<Column> column = draft.column(name);
    if (column.isEmpty()) {
      if (!name.isEmpty()) {
        draft.refuse(SUBJECT, role + " '" + name + "' is no column", "name one of its columns");
      }
    } else if (draft.sure(name) && !comparable(column.get())) {
      draft.refuse(
          SUBJECT,
          role + " '" + name + "' is no STRING that is kept in clear",
          "name one that the table has as it came: erasing compares it with ids");
    }
  }

  private static boolean comparable(Column column) {
    return column.type() instanceof ColumnType.Text
        && column.protection() instanceof Protection.None;
  }

  private void erasable(Contract.Origin.Landed landed) {
    RawSource source = landed.source();
    Format format = source.format();
    boolean wholeDocument =
        format instanceof Format.JsonDocument
            || format instanceof Format.Xml
            || format instanceof Format.Orc;
    if (wholeDocument) {
      refuse("format", "single records cannot be taken out of such objects");
    }
    if (source.reshape().isPresent()) {
      refuse("reshape", "one record may make rows of several people");
    }
    if (source.envelope().isPresent()) {
      refuse("envelope", "a message may hold one person before and another after the change");
    }
    if (source.manifest().isPresent()) {
      refuse("manifest", "control totals would no longer equal what is read");
    }
    boolean adds = source.evolution() == RawSource.Evolution.ADD;
    if (adds && subject.erase() == Subject.Erase.BLANK) {
      refuse("unknownColumns: add", "nobody has said whether such a column names the person");
    }
  }

  private void refuse(String what, String why) {
    draft.refuse(
        SUBJECT,
        "erase: "
            + subject.erase().name().toLowerCase(java.util.Locale.ROOT)
            + " does not go with "
            + what
            + ", since "
            + why,
        "use erase: keep with its reason, or have the source deliver it otherwise");
  }

  private void blanked(String name) {
    if (draft.column(name).isEmpty()) {
      draft.refuse(SUBJECT, "blank '" + name + "' is no column", "name one of its columns");
      return;
    }
    Optional<WriteStrategy> write = draft.landed().map(Contract.Origin.Landed::write);
    boolean orders = write.map(it -> it.versionColumns().contains(name)).orElse(false);
    boolean deletes =
        write
            .flatMap(WriteStrategy::deleteMarker)
            .filter(marker -> marker.column().equals(name))
            .isPresent();
    boolean counted =
        draft.measures().stream()
            .anyMatch(
                it ->
                    it.column().equals(name)
                        || (it.currency() instanceof Measure.Currency.InColumn in
                            && in.column().equals(name)));
    if (draft.key().contains(name)
        || draft.partitionBy().contains(name)
        || orders
        || deletes
        || counted) {
      draft.refuse(
          SUBJECT,
          "blank '" + name + "' is what the table identifies, orders, divides or balances rows by",
          "leave it out, or use erase: remove");
    }
  }

  /** Reports what subjects break together: keys through which nobody is found. */
  static void check(Draft draft, Map<DatasetId, Draft> all) {
    draft.subject().flatMap(Subject::through).ifPresent(through -> follow(draft, through, all));
  }

  private static void follow(Draft draft, Subject.Through through, Map<DatasetId, Draft> all) {
    Draft target = all.get(through.dataset());
    if (target == null || target.subject().isEmpty() || target.derivation().isPresent()) {
      draft.refuse(
          SUBJECT,
          "goes through " + through.dataset() + ", which is no dataset with a subject",
          "name one whose contract says whose its rows are");
      return;
    }
    if (target.retention().isPresent()) {
      draft.refuse(
          SUBJECT,
          "goes through " + through.dataset() + ", whose rows leave by their age",
          "take that retention back: without its rows nobody can say whose these are");
    }
    Optional<Column> column = target.column(through.column());
    if (column.isEmpty() || (target.sure(through.column()) && !comparable(column.get()))) {
      draft.refuse(
          SUBJECT,
          through.dataset() + " has no STRING '" + through.column() + "' that is kept in clear",
          "name one of its columns");
    }
    Set<DatasetId> seen = new LinkedHashSet<>();
    Optional<Subject.Through> next = Optional.of(through);
    while (next.isPresent() && seen.add(next.get().dataset())) {
      next =
          Optional.ofNullable(all.get(next.get().dataset()))
              .flatMap(Draft::subject)
              .flatMap(Subject::through);
    }
    if (next.isPresent() || seen.contains(draft.id())) {
      draft.refuse(SUBJECT, "is found through itself", "break the circle");
    }
  }
}

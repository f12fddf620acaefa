package io.finlake.etl.contract;

import java.util.Map;
import java.util.Optional;

/**
 * finlake's rules about how long rows are kept. A row that leaves must not make those that stay
 * wrong: where nobody has thought about that, the contract is refused.
 */
final class RetentionRules {
  private static final String RETENTION = "retention";

  private RetentionRules() {}

  /** Reports what a contract's retention breaks by itself. */
  static void check(Draft draft) {
    draft.retention().ifPresent(retention -> check(draft, retention));
  }

  private static void check(Draft draft, Retention retention) {
    if (draft.derivation().isPresent()) {
      draft.refuse(
          RETENTION, "goes with a processed dataset", "leave it out: the table follows its inputs");
      return;
    }
    Optional<Column> column = draft.column(retention.column());
    if (column.isEmpty()) {
      if (!retention.column().isEmpty()) {
        draft.refuse(
            RETENTION,
            "counts from '" + retention.column() + "', which is no column",
            "name one of its columns");
      }
    } else if (draft.sure(retention.column()) && !aged(column.get())) {
      draft.refuse(
          RETENTION,
          "counts from '" + retention.column() + "', which is no DATE or TIMESTAMP kept in clear",
          "name one that says when the row's event was");
    }
    draft.landed().ifPresent(landed -> expires(draft, landed));
  }

  private static boolean aged(Column column) {
    return (column.type() instanceof ColumnType.Date
            || column.type() instanceof ColumnType.Timestamp)
        && column.protection() instanceof Protection.None;
  }

  private static void expires(Draft draft, Contract.Origin.Landed landed) {
    if (landed.write() instanceof WriteStrategy.Snapshot) {
      refuse(draft, "snapshot", "the next extract brings its rows back");
    }
    if (landed.write() instanceof WriteStrategy.History) {
      refuse(draft, "history", "the version in force may be the oldest");
    }
    if (landed.source().manifest().isPresent()) {
      refuse(draft, "a manifest", "control totals would name objects that are gone");
    }
  }

  private static void refuse(Draft draft, String what, String why) {
    draft.refuse(RETENTION, "does not go with " + what + ", since " + why, "leave it out");
  }

  /** Reports inputs of curated datasets whose rows leave though nobody said that they may. */
  static void check(Draft draft, Map<DatasetId, Draft> all) {
    draft
        .derivation()
        .ifPresent(
            derivation ->
                derivation.inputs().forEach(input -> follows(draft, derivation, input, all)));
  }

  private static void follows(
      Draft draft, Derivation derivation, Derivation.Input input, Map<DatasetId, Draft> all) {
    Optional<Draft> read = Optional.ofNullable(all.get(input.dataset()));
    String table = input.zone().label() + "." + input.dataset();
    boolean leave = read.map(RetentionRules::rowsLeave).orElse(false);
    if (leave && derivation.history().isPresent()) {
      draft.refuse(
          "model",
          "is the history of " + table + ", whose rows leave by their age",
          "take that retention back: the version in force may be the oldest");
    } else if (leave && !input.followsExpiry()) {
      draft.refuse(
          "model",
          "reads " + table + ", whose rows leave by their age, and says not what that means here",
          "add expires: follow to that input where rows that stay do not depend on rows that left,"
              + " or take the retention back");
    } else if (read.isPresent() && !leave && input.followsExpiry()) {
      draft.refuse(
          "model", "follows rows that leave " + table + ", but none do", "leave expires out");
    }
  }

  private static boolean rowsLeave(Draft dataset) {
    return dataset.retention().isPresent()
        || dataset.derivation().stream()
            .flatMap(derivation -> derivation.inputs().stream())
            .anyMatch(Derivation.Input::followsExpiry);
  }
}

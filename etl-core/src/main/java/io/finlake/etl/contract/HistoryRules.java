package io.finlake.etl.contract;

import java.util.List;
import java.util.Optional;

/** finlake's own rules about histories: their columns, their key, and the input they come from. */
final class HistoryRules {
  private static final List<String> BEHIND_KEY =
      List.of(HistoryColumn.VALID_FROM, HistoryColumn.RECORDED_FROM);
  private static final List<String> VIEWS = List.of("_current", "_believed");

  private final Draft draft;
  private final Derivation derivation;

  private HistoryRules(Draft draft, Derivation derivation) {
    this.draft = draft;
    this.derivation = derivation;
  }

  /** Reports what is wrong with a history by itself; a table that is none is left alone. */
  static void check(Draft draft, Derivation derivation) {
    boolean named = derivation.model().equals(Derivation.HISTORY);
    if (derivation.history().isPresent()) {
      new HistoryRules(draft, derivation).alone(derivation.history().get());
    } else if (named) {
      draft.refuse(
          "model",
          "is a History that says not by which time",
          "write history: {time: <the input's column of business time>}");
    }
  }

  /** Reports what is wrong between a history and its input, which has a contract. */
  static void check(Draft draft, Derivation derivation, Draft input) {
    if (derivation.history().isPresent()) {
      new HistoryRules(draft, derivation).against(input, derivation.history().get());
    }
  }

  /** The names that a history's views have beside its table. */
  static List<String> views(DatasetId history) {
    return VIEWS.stream().map(suffix -> history.name() + suffix).toList();
  }

  private void alone(Derivation.History history) {
    boolean byKey = derivation.build() instanceof Derivation.Build.ByKey;
    boolean oneCarrier =
        derivation.inputs().size() == 1 && derivation.inputs().get(0).column().isPresent();
    if (!byKey || !oneCarrier) {
      draft.refuse(
          "model",
          "is a history that is not built by key from one input",
          "write build: {by: key, column: <key>} and one input with that column");
    }
    HistoryColumn.all().forEach(this::column);
    key();
    for (String untracked : history.untracked()) {
      boolean known = draft.column(untracked).isPresent();
      if (!known || HistoryColumn.all().containsKey(untracked) || draft.key().contains(untracked)) {
        draft.refuse(
            "model",
            "leaves '" + untracked + "' untracked, which is no column that could be tracked",
            "name columns of the input that are not in the key");
      }
    }
  }

  private void column(String name, ColumnType type) {
    Optional<Column> column = draft.column(name);
    boolean open = name.equals(HistoryColumn.VALID_TO) || name.equals(HistoryColumn.RECORDED_TO);
    if (column.isEmpty()) {
      draft.refuse(
          "model",
          "is a history without the column '" + name + "'",
          "add it: " + type.ddl() + (open ? "" : ", required"));
    } else if (draft.sure(name)
        && (!column.get().type().equals(type) || column.get().required() == open)) {
      draft.refuse(
          "column/" + name,
          "'" + name + "' of a history is " + type.ddl() + (open ? ", not required" : ", required"),
          "correct it");
    }
  }

  private void key() {
    int own = draft.key().size() - BEHIND_KEY.size();
    boolean fits = own > 0 && draft.key().subList(own, draft.key().size()).equals(BEHIND_KEY);
    boolean apart =
        derivation.build() instanceof Derivation.Build.ByKey by
            && !draft.key().subList(0, Math.max(0, own)).contains(by.column());
    if (!fits || apart) {
      draft.refuse(
          "model",
          "is a history with the key " + draft.key(),
          "make it the input's key with the build's column, then valid_from, then recorded_from");
    }
  }

  private void against(Draft input, Derivation.History history) {
    Optional<WriteStrategy.History> kept =
        input
            .landed()
            .map(Contract.Origin.Landed::write)
            .filter(WriteStrategy.History.class::isInstance)
            .map(WriteStrategy.History.class::cast);
    if (kept.isEmpty()) {
      draft.refuse(
          "model",
          "is a history of " + input.id() + ", which does not keep its versions",
          "give that dataset write: {strategy: history, time: " + history.time() + "}");
      return;
    }
    if (!kept.get().time().equals(history.time())
        || !kept.get().sequence().equals(history.sequence())) {
      draft.refuse(
          "model",
          "orders versions by "
              + words(history)
              + ", but "
              + input.id()
              + " by "
              + words(kept.get()),
          "write the same time and sequence in both");
    }
    List<String> own = draft.key().stream().filter(name -> !BEHIND_KEY.contains(name)).toList();
    if (!own.equals(input.key())) {
      draft.refuse(
          "model",
          "is a history by " + own + ", but the key of " + input.id() + " is " + input.key(),
          "make the key the input's, then valid_from, then recorded_from");
    }
    columns(input);
  }

  private void columns(Draft input) {
    for (Column column : draft.columns()) {
      if (HistoryColumn.all().containsKey(column.name())) {
        continue;
      }
      Optional<Column> there =
          input.column(column.name()).filter(it -> !(it.protection() instanceof Protection.Drop));
      if (there.isEmpty()) {
        draft.refuse(
            "column/" + column.name(),
            "'" + column.name() + "' is no column of " + input.id(),
            "take it out; a history has its input's columns and its own");
      } else if (draft.sure(column.name())
          && input.sure(column.name())
          && !LakeRules.stored(there.get()).equals(column.type())) {
        draft.refuse(
            "column/" + column.name(),
            "'"
                + column.name()
                + "' is stored as "
                + LakeRules.stored(there.get()).ddl()
                + " in "
                + input.id(),
            "give it that type");
      }
    }
  }

  private static String words(Derivation.History history) {
    return history.time() + history.sequence().map(column -> ", " + column).orElse("");
  }

  private static String words(WriteStrategy.History write) {
    return write.time() + write.sequence().map(column -> ", " + column).orElse("");
  }
}

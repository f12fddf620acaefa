package io.finlake.etl.contract;

import java.nio.file.FileSystems;
import java.nio.file.PathMatcher;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** finlake's own rules about the source: what does not go together is refused, never ignored. */
final class SourceRules {
  private static final Pattern LAYOUT =
      Pattern.compile(
          "(?:[a-z_]+=)?yyyy[/-](?:[a-z_]+=)?MM[/-](?:[a-z_]+=)?dd(?:/(?:[a-z_]+=)?HH)?");
  private static final Pattern PATH = Pattern.compile("[A-Za-z0-9._=-]+(/[A-Za-z0-9._=-]+)*");

  private final Draft draft;
  private final RawSource source;
  private final WriteStrategy write;

  private SourceRules(Draft draft, Contract.Origin.Landed landed) {
    this.draft = draft;
    this.source = landed.source();
    this.write = landed.write();
  }

  /** Reports what the source has wrong, by itself and against the columns. */
  static void check(Draft draft, Contract.Origin.Landed landed) {
    SourceRules rules = new SourceRules(draft, landed);
    rules.place();
    rules.dates();
    rules.repeats();
    rules.fixedWidth();
    rules.logLines();
    rules.headless();
    rules.reshape();
    EnvelopeRules.check(draft, landed);
  }

  private void place() {
    if (!PATH.matcher(source.path()).matches()
        || List.of(source.path().split("/", -1)).contains("..")) {
      refuse("path '" + source.path() + "' is no folder below raw", "write payments/transactions");
    }
    try {
      PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + source.files());
      if (source.files().contains("/") || matcher == null) {
        refuse("files '" + source.files() + "' has a slash", "it is matched with names alone");
      }
    } catch (PatternSyntaxException e) {
      refuse("files '" + source.files() + "' is no glob", "write *.csv or *.{csv,csv.gz}");
    }
    if (source.layout().isPresent() && !LAYOUT.matcher(source.layout().get()).matches()) {
      refuse(
          "layout '" + source.layout().get() + "' is no date layout",
          "write yyyy/MM/dd, yyyy/MM/dd/HH, or yyyy-MM-dd, each part also as year=yyyy");
    }
  }

  private void dates() {
    if (source.layout().isPresent()) {
      return;
    }
    if (write instanceof WriteStrategy.Snapshot) {
      refuse(
          "a snapshot needs the date of its extract, and there is no layout",
          "let the source write into date folders, and add layout: yyyy/MM/dd");
    } else if (source.batching() == RawSource.Batching.BY_DATE) {
      refuse("batches by-date need date folders", "add layout: yyyy/MM/dd");
    }
    if (draft.delivery().isPresent()) {
      draft.refuse(
          "delivery", "needs date folders to know what came for which day", "add a layout");
    }
  }

  private void repeats() {
    boolean replace = source.redelivery() == RawSource.Redelivery.REPLACE;
    boolean kept =
        write instanceof WriteStrategy.InsertOnce || write instanceof WriteStrategy.History;
    if (replace && kept) {
      refuse(
          "redelivery replace does not go with insert-once or history, whose rows never change",
          "use refuse, or the strategy upsert");
    }
    if (write.keyed() && source.resend() != RawSource.Resend.HOLD) {
      refuse(
          "resend is for datasets without a key; with one, equal rows are duplicates by it",
          "leave resend out");
    }
  }

  private void fixedWidth() {
    boolean fixed = source.format() instanceof Format.FixedWidth;
    for (Column column : draft.columns()) {
      if (column.from().span().isPresent() != fixed) {
        draft.refuse(
            "column/" + column.name(),
            "'"
                + column.name()
                + "' "
                + (fixed ? "lacks its span" : "has a span, which is for fixed-width only"),
            fixed
                ? "add {property: from, value: {start: 0, length: 10}}"
                : "name the field it comes from");
      }
    }
  }

  private void logLines() {
    if (!(source.format() instanceof Format.LogLines log)) {
      return;
    }
    String flaw = QualityRules.patternFlaw(log.pattern());
    if (!flaw.isEmpty()) {
      refuse("pattern is no regular expression: " + flaw, "correct it");
      return;
    }
    if (source.reshape().isPresent()) {
      return;
    }
    for (Column column : draft.columns()) {
      String group = column.from().path();
      boolean named = group.matches("[A-Za-z][A-Za-z0-9]*");
      // A reference to a group compiles only behind a group of that name.
      if (!named || !QualityRules.patternFlaw(log.pattern() + "\\k<" + group + ">").isEmpty()) {
        draft.refuse(
            "column/" + column.name(),
            "'" + column.name() + "' comes from '" + group + "', which pattern has no group for",
            "add (?<name>...) to the pattern and name it by 'from'; groups are letters and digits");
      }
    }
  }

  private void headless() {
    if (!(source.format() instanceof Format.Csv csv) || csv.header()) {
      return;
    }
    Set<String> seen = new HashSet<>();
    for (String field : csv.columns()) {
      if (field.isEmpty() || !seen.add(field)) {
        refuse("columns have '" + field + "' twice or empty", "give each field a name of its own");
      }
    }
    if (source.reshape().isPresent() || csv.columns().isEmpty()) {
      return;
    }
    for (Column column : draft.columns()) {
      if (!seen.contains(column.from().path())) {
        draft.refuse(
            "column/" + column.name(),
            "'"
                + column.name()
                + "' comes from '"
                + column.from().path()
                + "', which source.columns does not name",
            "add it there, or name the right field by 'from'");
      }
    }
  }

  private void reshape() {
    if (source.reshape().isEmpty()) {
      return;
    }
    if (source.format() instanceof Format.FixedWidth) {
      refuse("reshape does not go with fixed-width", "leave it out, and cut columns by spans");
    }
    if (source.evolution() == RawSource.Evolution.ADD) {
      refuse(
          "unknownColumns add does not go with reshape, which names its fields",
          "use refuse or ignore");
    }
    String select = source.reshape().get().select();
    Set<String> words = new HashSet<>(List.of(select.split("[^A-Za-z0-9_]+", -1)));
    for (Column column : draft.columns()) {
      boolean named = select.isEmpty() || select.contains("*");
      if (!named && !words.contains(column.from().path())) {
        draft.refuse(
            "column/" + column.name(),
            "'"
                + column.name()
                + "' comes from '"
                + column.from().path()
                + "', which the reshape does not select",
            "add it to select, or name the right alias by 'from'");
      }
    }
  }

  private void refuse(String problem, String remedy) {
    draft.refuse("source", problem, remedy);
  }
}

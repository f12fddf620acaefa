package io.finlake.etl.contract;

import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Says the parts of a contract in a few words each, mostly those of the contract's own file. */
final class ContractWords {
  private ContractWords() {}

  static String protection(Protection protection) {
    if (protection instanceof Protection.Token token) {
      return "token " + token.domain();
    }
    if (protection instanceof Protection.Mask mask) {
      return "mask, last " + mask.visible() + " stay";
    }
    return protection instanceof Protection.Drop ? "drop" : "";
  }

  static String from(Column column) {
    Optional<Column.SourceField.Span> span = column.from().span();
    if (span.isPresent()) {
      return "characters "
          + span.get().start()
          + " to "
          + (span.get().start() + span.get().length() - 1);
    }
    return column.from().path().equals(column.name()) ? "" : column.from().path();
  }

  static String severity(Rule rule) {
    String word = word(rule.severity());
    if (rule.tolerance().isEmpty()) {
      return word;
    }
    Rule.Tolerance tolerance = rule.tolerance().get();
    return word
        + " above "
        + tolerance
            .rows()
            .map(rows -> rows + " rows")
            .or(() -> tolerance.share().map(share -> "a share of " + share.toPlainString()))
            .orElse("none");
  }

  static String check(Rule.Check check) {
    if (check instanceof Rule.Check.Required) {
      return "is there";
    }
    if (check instanceof Rule.Check.ValidValues valid) {
      return "is one of " + String.join(", ", valid.values());
    }
    if (check instanceof Rule.Check.Pattern pattern) {
      return "matches " + pattern.regex();
    }
    if (check instanceof Rule.Check.Length length) {
      return between(length.minimum(), length.maximum()) + " characters";
    }
    if (check instanceof Rule.Check.Range range) {
      return "is " + between(range.minimum(), range.maximum());
    }
    if (check instanceof Rule.Check.Holds holds) {
      return holds.predicate();
    }
    if (check instanceof Rule.Check.Standard standard) {
      return "is a valid " + word(standard.kind());
    }
    return checkAcross(check);
  }

  private static String checkAcross(Rule.Check check) {
    if (check instanceof Rule.Check.MinorUnits units) {
      return "has no more fraction digits than " + currency(units.currency());
    }
    if (check instanceof Rule.Check.DebitsEqualCredits balance) {
      return "debits equal credits: "
          + balance.amount()
          + " by "
          + balance.sign()
          + ", for each "
          + String.join(", ", balance.groupBy());
    }
    if (check instanceof Rule.Check.RowCount count) {
      return "the batch has " + between(count.minimum(), count.maximum()) + " rows";
    }
    if (check instanceof Rule.Check.Unique unique) {
      return "no two rows share " + String.join(", ", unique.columns());
    }
    if (check instanceof Rule.Check.Freshness freshness) {
      return "the newest is at most " + freshness.hours() + " hours old";
    }
    Rule.Check.Reference reference = (Rule.Check.Reference) check;
    return "exists in " + reference.dataset() + "." + reference.column();
  }

  private static String between(Optional<?> least, Optional<?> most) {
    if (least.isEmpty()) {
      return "at most " + most.map(String::valueOf).orElse("any");
    }
    if (most.isEmpty()) {
      return "at least " + least.get();
    }
    return least.equals(most) ? "exactly " + least.get() : least.get() + " to " + most.get();
  }

  static String measure(Measure measure) {
    return measure.column() + " in " + currency(measure.currency());
  }

  private static String currency(Measure.Currency currency) {
    return currency instanceof Measure.Currency.Constant constant
        ? constant.code()
        : "the currency in " + ((Measure.Currency.InColumn) currency).column();
  }

  static String retention(Retention retention) {
    return retention.text() + " by " + retention.column();
  }

  static String subject(Subject subject) {
    String whose =
        subject
            .through()
            .map(through -> "whoever has its " + subject.column() + " in " + through.text())
            .orElse("the person in " + subject.column());
    return whose
        + "; erased: "
        + switch (subject.erase()) {
          case REMOVE -> "rows are removed";
          case BLANK -> "blank " + String.join(", ", subject.blank());
          case KEEP -> "rows are kept, " + subject.keepReason();
        };
  }

  static String delivery(Delivery delivery) {
    List<String> days = new ArrayList<>();
    for (DayOfWeek day : DayOfWeek.values()) {
      if (delivery.days().contains(day)) {
        days.add(day.name().substring(0, 3));
      }
    }
    int after = delivery.daysAfter();
    String later =
        after == 0 ? "the same day" : after == 1 ? "the next day" : after + " days later";
    String holidays =
        delivery.holidays().isEmpty() ? "" : ", but " + delivery.holidays().size() + " holidays";
    return String.join(" ", days)
        + " by "
        + delivery.by()
        + " "
        + delivery.zone()
        + " "
        + later
        + holidays;
  }

  /** The facts of how rows come about, each a name and a value. */
  static List<List<String>> origin(Contract contract) {
    return contract.origin() instanceof Contract.Origin.Landed landed
        ? landed(landed)
        : derived(contract.derivation());
  }

  private static List<List<String>> landed(Contract.Origin.Landed landed) {
    RawSource source = landed.source();
    String folder = source.path() + source.layout().map(layout -> "/" + layout).orElse("");
    List<List<String>> facts = new ArrayList<>();
    facts.add(
        List.of("source", format(source.format()) + " in raw/" + folder + "/" + source.files()));
    facts.add(List.of("batches", word(source.batching())));
    facts.add(List.of("unknown columns", word(source.evolution())));
    facts.add(List.of("redelivery", word(source.redelivery())));
    if (!landed.write().keyed()) {
      facts.add(List.of("resend", word(source.resend())));
    }
    source
        .envelope()
        .ifPresent(
            envelope ->
                facts.add(
                    List.of(
                        "envelope",
                        word(envelope.vendor())
                            + (envelope.tables().isEmpty()
                                ? ""
                                : ", tables " + String.join(", ", envelope.tables())))));
    source.manifest().ifPresent(m -> facts.add(List.of("manifest", "*" + m.suffix())));
    source
        .reshape()
        .ifPresent(
            reshape -> {
              facts.add(List.of("reshape", reshape.select() + " from " + reshape.from()));
              reshape.keep().ifPresent(keep -> facts.add(List.of("keeps", keep)));
            });
    facts.add(List.of("write", write(landed.write())));
    return facts;
  }

  private static List<List<String>> derived(Derivation derivation) {
    List<List<String>> facts = new ArrayList<>();
    facts.add(List.of("model", derivation.model()));
    facts.add(List.of("other code", word(derivation.codeChange())));
    String build = "whole";
    if (derivation.build() instanceof Derivation.Build.ByKey by) {
      build = "by key " + by.column();
    } else if (derivation.build() instanceof Derivation.Build.ByPartition by) {
      build = "by partition " + by.column();
    }
    facts.add(List.of("build", build));
    for (Derivation.Input input : derivation.inputs()) {
      String table = input.zone().label() + "." + input.dataset();
      facts.add(List.of("input", table + input.column().map(c -> " by " + c).orElse(", whole")));
    }
    derivation.history().ifPresent(history -> facts.add(List.of("history", history(history))));
    return facts;
  }

  private static String history(Derivation.History history) {
    return "by "
        + history.time()
        + history.sequence().map(column -> ", then " + column).orElse("")
        + (history.untracked().isEmpty()
            ? ""
            : ", without regard to " + String.join(", ", history.untracked()));
  }

  private static String write(WriteStrategy write) {
    if (write instanceof WriteStrategy.Append) {
      return "append";
    }
    if (write instanceof WriteStrategy.InsertOnce) {
      return "insert-once";
    }
    if (write instanceof WriteStrategy.Upsert upsert) {
      return "upsert, newest " + upsert.sequence() + deleted(write);
    }
    if (write instanceof WriteStrategy.History history) {
      return "history, true since "
          + history.time()
          + history.sequence().map(column -> ", then newest " + column).orElse("")
          + deleted(write);
    }
    WriteStrategy.Snapshot snapshot = (WriteStrategy.Snapshot) write;
    return "snapshot, vanished rows: "
        + word(snapshot.vanished())
        + ", at least a share of "
        + snapshot.minimumShare().toPlainString()
        + " of the table"
        + new TreeMap<>(snapshot.tolerances())
            .entrySet().stream()
                .map(it -> ", " + it.getKey() + " within " + it.getValue().toPlainString())
                .collect(Collectors.joining());
  }

  private static String deleted(WriteStrategy write) {
    return write
        .deleteMarker()
        .map(d -> ", deleted where " + d.column() + " is " + String.join(" or ", d.values()))
        .orElse("");
  }

  private static String format(Format format) {
    if (format instanceof Format.JsonLines) {
      return "json-lines";
    }
    if (format instanceof Format.JsonDocument json) {
      return json.records().isEmpty() ? "json" : "json at " + json.records();
    }
    if (format instanceof Format.Csv csv) {
      return "csv '" + csv.delimiter() + "' " + csv.charset() + (csv.header() ? "" : " no header");
    }
    if (format instanceof Format.Xml xml) {
      return "xml <" + xml.rowTag() + ">";
    }
    if (format instanceof Format.FixedWidth fixed) {
      return "fixed-width " + fixed.charset();
    }
    if (format instanceof Format.LogLines log) {
      return "log " + log.charset();
    }
    return format.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

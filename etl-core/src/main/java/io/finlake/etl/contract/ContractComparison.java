package io.finlake.etl.contract;

import io.finlake.etl.contract.ContractChange.Effect;
import io.finlake.etl.contract.ContractChange.Kind;
import io.finlake.etl.contract.ContractChange.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Two contracts of one dataset beside each other. Comments, spaces and the order of keys in the
 * file are no change.
 *
 * @param before the contract that was in force
 * @param after the one that is to be
 * @param changes every difference: columns in their order, then rules, then the rest
 */
public record ContractComparison(Contract before, Contract after, List<ContractChange> changes) {
  public ContractComparison {
    changes = List.copyOf(changes);
  }

  /** Compares; contracts of different datasets are our bug. */
  public static ContractComparison of(Contract before, Contract after) {
    if (!before.id().equals(after.id())) {
      throw new IllegalArgumentException(before.id() + " and " + after.id() + " are two datasets");
    }
    List<ContractChange> changes = new ArrayList<>();
    if (before.zone() == after.zone()) {
      changes.addAll(new ColumnComparison(before, after).changes());
      changes.addAll(new RuleComparison(before, after).changes());
      changes.addAll(new OriginComparison(before, after).changes());
    } else {
      changes.add(
          new ContractChange(
              Kind.ZONE,
              "",
              Optional.of(before.zone().label()),
              Optional.of(after.zone().label()),
              Level.BREAKING,
              Effect.REBUILD,
              "it is another table, made in another way"));
    }
    texts(before, after).ifPresent(changes::add);
    boolean curated = after.zone() == Zone.CURATED && before.zone() == Zone.CURATED;
    return new ContractComparison(
        before, after, curated ? changes.stream().map(it -> curated(it)).toList() : changes);
  }

  /** The weightiest change for readers; empty when nothing changed. */
  public Optional<Level> level() {
    return changes.stream().map(ContractChange::level).max(Comparator.naturalOrder());
  }

  /** The changes that the table that exists cannot follow. */
  public List<ContractChange> needRebuild() {
    return changes.stream().filter(change -> change.effect() == Effect.REBUILD).toList();
  }

  /**
   * The least version that the changed contract may have, when the one it has is less; empty when
   * its version says enough.
   */
  public Optional<String> missingVersion() {
    SemanticVersion old = SemanticVersion.parse(before.version());
    SemanticVersion now = SemanticVersion.parse(after.version());
    SemanticVersion least = level().map(old::after).orElse(old);
    return now.compareTo(least) < 0 ? Optional.of(least.toString()) : Optional.empty();
  }

  /** A curated table is computed whole whenever its contract's text changed. */
  private static ContractChange curated(ContractChange change) {
    return change.effect() == Effect.REBUILD
        ? change
        : new ContractChange(
            change.kind(),
            change.name(),
            change.before(),
            change.after(),
            change.level(),
            Effect.COMPUTED_ANEW,
            change.why());
  }

  private static Optional<ContractChange> texts(Contract before, Contract after) {
    if (words(before, after).equals(words(after, before))) {
      return Optional.empty();
    }
    return Optional.of(
        new ContractChange(
            Kind.TEXT,
            "",
            Optional.empty(),
            Optional.empty(),
            Level.TEXTS,
            Effect.NOTHING,
            "descriptions or the owner changed"));
  }

  /** Of columns only those that both have: what is said of a new one is part of adding it. */
  private static List<String> words(Contract contract, Contract other) {
    List<String> both = other.columns().stream().map(Column::name).toList();
    return Stream.concat(
            Stream.of(contract.owner(), contract.description()),
            contract.columns().stream()
                .filter(column -> both.contains(column.name()))
                .map(column -> column.name() + " " + column.description())
                .sorted())
        .toList();
  }
}

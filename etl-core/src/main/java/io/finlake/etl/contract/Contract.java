package io.finlake.etl.contract;

import java.util.List;
import java.util.Optional;

/**
 * What a dataset's owner promises: schema, key, rules, classification, and how rows reach the
 * table.
 *
 * @param id the dataset
 * @param version the contract's semantic version
 * @param description what the dataset is, for people
 * @param owner who answers for it
 * @param columns in the order of the table
 * @param key the columns that identify a row, in order; empty for {@code append}
 * @param partitionBy the table's partition columns, in order
 * @param rules row rules and batch rules, required columns included
 * @param measures the amounts that batches are balanced in
 * @param origin how the rows come about
 * @param delivery when deliveries are expected, when the owner says so
 * @param subject whose data the rows are, when they are a person's
 * @param retention how long rows are kept, when not for ever
 * @param text the contract's file as it was read
 * @param hash SHA-256 of the text, 64 hexadecimal digits
 */
public record Contract(
    DatasetId id,
    String version,
    String description,
    String owner,
    List<Column> columns,
    List<String> key,
    List<String> partitionBy,
    List<Rule> rules,
    List<Measure> measures,
    Origin origin,
    Optional<Delivery> delivery,
    Optional<Subject> subject,
    Optional<Retention> retention,
    String text,
    String hash) {
  public Contract {
    columns = List.copyOf(columns);
    key = List.copyOf(key);
    partitionBy = List.copyOf(partitionBy);
    rules = List.copyOf(rules);
    measures = List.copyOf(measures);
  }

  /** A contract whose rows are nobody's and are kept for ever. */
  public Contract(
      DatasetId id,
      String version,
      String description,
      String owner,
      List<Column> columns,
      List<String> key,
      List<String> partitionBy,
      List<Rule> rules,
      List<Measure> measures,
      Origin origin,
      Optional<Delivery> delivery,
      String text,
      String hash) {
    this(
        id,
        version,
        description,
        owner,
        columns,
        key,
        partitionBy,
        rules,
        measures,
        origin,
        delivery,
        Optional.empty(),
        Optional.empty(),
        text,
        hash);
  }

  /** How rows come about. */
  public sealed interface Origin {
    /** From raw objects: a processed dataset. */
    record Landed(RawSource source, WriteStrategy write) implements Origin {}

    /** From other tables, by a model: a curated dataset. */
    record Derived(Derivation derivation) implements Origin {}
  }

  /** The zone of the table: processed when it is landed, curated when it is derived. */
  public Zone zone() {
    return origin instanceof Origin.Landed ? Zone.PROCESSED : Zone.CURATED;
  }

  /** The table's name in SQL and in the catalog: {@code zone.name}. */
  public String tableName() {
    return zone().label() + "." + id.name();
  }

  /**
   * The raw source and write strategy of a processed dataset; a curated one has none and this is
   * our bug.
   */
  public Origin.Landed landed() {
    return (Origin.Landed) origin;
  }

  /** The derivation of a curated dataset; a processed one has none and this is our bug. */
  public Derivation derivation() {
    return ((Origin.Derived) origin).derivation();
  }

  /** The column of that name; asking for one that is not there is our bug. */
  public Column column(String name) {
    return columns.stream()
        .filter(column -> column.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(id + " has no column " + name));
  }
}

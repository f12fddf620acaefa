package io.finlake.etl.contract;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A contract as far as it could be read, so that the rules across its parts, and across contracts,
 * can be checked even where a part is wrong.
 *
 * @param unsure columns of which something could not be read; rules about their types stay silent
 * @param places where columns ({@code column/<name>}), rules ({@code rule/<name>}) and custom
 *     properties ({@code <property>}) stand
 */
record Draft(
    DatasetId id,
    String version,
    String description,
    String owner,
    List<Column> columns,
    List<String> key,
    List<String> partitionBy,
    List<Rule> rules,
    List<Measure> measures,
    Optional<Contract.Origin> origin,
    Optional<Delivery> delivery,
    Optional<Subject> subject,
    Optional<Retention> retention,
    Set<String> unsure,
    Map<String, Place> places,
    Findings findings,
    String text) {

  /** The column of that name. */
  Optional<Column> column(String name) {
    return columns.stream().filter(column -> column.name().equals(name)).findFirst();
  }

  /** Whether the column's type is known for certain. */
  boolean sure(String column) {
    return !unsure.contains(column);
  }

  /** Where something stands; the whole document when it is not written down. */
  Place at(String what) {
    return places.getOrDefault(what, Place.root());
  }

  /** Reports what is wrong with something. */
  void refuse(String what, String problem, String remedy) {
    findings.report(at(what), problem, remedy);
  }

  /** The raw source and write strategy, when this is a processed dataset. */
  Optional<Contract.Origin.Landed> landed() {
    return origin
        .filter(Contract.Origin.Landed.class::isInstance)
        .map(Contract.Origin.Landed.class::cast);
  }

  /** The derivation, when this is a curated dataset. */
  Optional<Derivation> derivation() {
    return origin
        .filter(Contract.Origin.Derived.class::isInstance)
        .map(derived -> ((Contract.Origin.Derived) derived).derivation());
  }

  /** The zone of its table, when that could be read. */
  Optional<Zone> zone() {
    return origin.map(
        known -> known instanceof Contract.Origin.Landed ? Zone.PROCESSED : Zone.CURATED);
  }

  /** The contract; only when nothing in it is wrong. */
  Contract contract() {
    return new Contract(
        id,
        version,
        description,
        owner,
        columns,
        key,
        partitionBy,
        rules,
        measures,
        origin.orElseThrow(() -> new IllegalStateException(id + " has problems")),
        delivery,
        subject,
        retention,
        text,
        sha256(text));
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

package io.finlake.etl.parse;

import io.finlake.etl.contract.ChangeEnvelope;
import io.finlake.etl.contract.Column;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Format;
import io.finlake.etl.contract.RawSource;
import io.finlake.etl.contract.WriteStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All that reading an object needs to know of a contract.
 *
 * @param format how bytes become records
 * @param columns the contract's columns: the values of a record, unless fields are given
 * @param evolution what happens to fields that nobody asked for
 * @param fields the source's own fields, when a reshape runs between reading and typing; else empty
 * @param limits bounds on what an object may cost
 * @param changes how the messages of a change stream are taken apart, when it is one
 */
public record ReadSpec(
    Format format,
    List<Column> columns,
    RawSource.Evolution evolution,
    List<Shape.Field> fields,
    ReadLimits limits,
    Optional<Changes> changes) {
  public ReadSpec {
    columns = List.copyOf(columns);
    fields = List.copyOf(fields);
  }

  /**
   * What reading a change stream needs to know beyond columns.
   *
   * @param key the columns that identify a row: a change of theirs is a delete and an insert
   * @param needed the columns that a delete needs, where it needs no others: what does not fit in
   *     the others is NULL without a reason. Empty means all
   */
  public record Changes(ChangeEnvelope envelope, List<String> key, List<String> needed) {
    public Changes {
      key = List.copyOf(key);
      needed = List.copyOf(needed);
    }

    private static Changes of(ChangeEnvelope envelope, Contract contract) {
      WriteStrategy write = contract.landed().write();
      List<String> needed = new ArrayList<>();
      write
          .deleteMarker()
          .ifPresent(
              marker -> {
                needed.addAll(contract.key());
                needed.addAll(write.versionColumns());
                needed.add(marker.column());
              });
      return new Changes(envelope, contract.key(), needed);
    }
  }

  /** A reading of records that are rows and not messages about changes. */
  public ReadSpec(
      Format format,
      List<Column> columns,
      RawSource.Evolution evolution,
      List<Shape.Field> fields,
      ReadLimits limits) {
    this(format, columns, evolution, fields, limits, Optional.empty());
  }

  /** Reads records straight to the contract's columns, within the standard limits. */
  public static ReadSpec of(Contract contract) {
    RawSource source = contract.landed().source();
    return new ReadSpec(
        source.format(),
        contract.columns(),
        source.evolution(),
        List.of(),
        ReadLimits.standard(),
        source.envelope().map(envelope -> Changes.of(envelope, contract)));
  }

  /** This reading with the source's own fields as text in place of typed columns. */
  public ReadSpec withFields(List<Shape.Field> shapes) {
    return new ReadSpec(format, columns, evolution, shapes, limits, changes);
  }

  /** This reading with other limits. */
  public ReadSpec withLimits(ReadLimits other) {
    return new ReadSpec(format, columns, evolution, fields, other, changes);
  }

  /** Whether records carry the source's fields as text instead of the contract's columns. */
  public boolean reshaped() {
    return !fields.isEmpty();
  }

  /** Where the value of each slot stands in the source, in the order of the values. */
  List<String> paths() {
    return reshaped()
        ? fields.stream().map(Shape.Field::name).toList()
        : columns.stream().map(column -> column.from().path()).toList();
  }
}

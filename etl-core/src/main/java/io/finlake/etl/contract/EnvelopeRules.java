package io.finlake.etl.contract;

import java.util.Arrays;
import java.util.stream.Collectors;

/** finlake's own rules about change streams: what an envelope does not go with is refused. */
final class EnvelopeRules {
  private static final String FIELDS =
      Arrays.stream(ChangeEnvelope.Field.values())
          .map(ChangeEnvelope.Field::path)
          .collect(Collectors.joining(", "));

  private final Draft draft;
  private final RawSource source;
  private final WriteStrategy write;

  private EnvelopeRules(Draft draft, Contract.Origin.Landed landed) {
    this.draft = draft;
    this.source = landed.source();
    this.write = landed.write();
  }

  /** Reports what an envelope does not go with, and columns that misread one. */
  static void check(Draft draft, Contract.Origin.Landed landed) {
    EnvelopeRules rules = new EnvelopeRules(draft, landed);
    boolean stream = landed.source().envelope().isPresent();
    if (stream) {
      rules.company();
    }
    for (Column column : draft.columns()) {
      rules.column(column, stream);
    }
  }

  private void company() {
    if (!(source.format() instanceof Format.JsonLines)) {
      refuse(
          "an envelope is read from json-lines alone",
          "let the source write its messages as JSON, one a line; of AWS DMS files in CSV or"
              + " Parquet, read the columns as they are, without envelope");
    }
    if (source.reshape().isPresent()) {
      refuse(
          "reshape does not go with an envelope, whose rows are taken out of messages",
          "leave one of them out");
    }
    if (source.manifest().isPresent()) {
      refuse(
          "a manifest does not go with an envelope: it counts the rows of an extract",
          "leave it out");
    }
    if (write instanceof WriteStrategy.Snapshot) {
      refuse(
          "a snapshot needs full extracts, and an envelope brings changes",
          "use upsert, or insert-once or append to keep every change");
    }
    boolean versions =
        write instanceof WriteStrategy.Upsert || write instanceof WriteStrategy.History;
    if (versions && !toldOfDeletes()) {
      refuse(
          "deletes of the stream would be taken for versions like any other",
          "read $operation into a column, and write delete: {column: <it>, values: [delete]}");
    }
  }

  private boolean toldOfDeletes() {
    return write
        .deleteMarker()
        .filter(marker -> marker.values().contains("delete"))
        .flatMap(marker -> draft.column(marker.column()))
        .filter(column -> column.from().path().equals(ChangeEnvelope.Field.OPERATION.path()))
        .isPresent();
  }

  private void column(Column column, boolean stream) {
    String path = column.from().path();
    if (!path.startsWith("$")) {
      return;
    }
    if (stream && ChangeEnvelope.Field.of(path).isEmpty()) {
      refuse(column, "'" + path + "', which no envelope has", "write one of " + FIELDS);
    }
    ChangeEnvelope.Field.of(path)
        .ifPresent(
            field -> {
              // JSON documents do have a field of their own that is called $schema
              if (!stream && source.reshape().isEmpty() && field != ChangeEnvelope.Field.SCHEMA) {
                refuse(column, "'" + path + "', and there is no envelope", "add envelope");
              } else if (stream) {
                typed(column, field);
              }
            });
  }

  private void typed(Column column, ChangeEnvelope.Field field) {
    boolean moment = field == ChangeEnvelope.Field.COMMITTED_AT;
    boolean fits =
        column.type() instanceof ColumnType.Text
            || (moment && column.type() instanceof ColumnType.Timestamp);
    if (!fits && draft.sure(column.name())) {
      refuse(
          column,
          "'" + field.path() + "', which is " + (moment ? "a moment" : "text"),
          "make it " + (moment ? "TIMESTAMP" : "STRING"));
    }
  }

  private void refuse(Column column, String problem, String remedy) {
    draft.refuse(
        "column/" + column.name(), "'" + column.name() + "' comes from " + problem, remedy);
  }

  private void refuse(String problem, String remedy) {
    draft.refuse("source", problem, remedy);
  }
}

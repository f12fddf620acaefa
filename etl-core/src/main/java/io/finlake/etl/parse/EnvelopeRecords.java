package io.finlake.etl.parse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.finlake.etl.contract.Column;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * A change stream: JSON lines, each a message about changes of rows.
 *
 * <p>A message gives one row for each change it holds; an update of the key gives two, the delete
 * of the old key and the insert of the new one. A message that is no change of a row, or of a table
 * that nobody asked for, gives one filtered record; one that is not understood, one record with
 * reason {@code envelope}. So every line that is not blank gives at least one record.
 */
final class EnvelopeRecords extends JsonTextLines {
  private record Row(Change.Origin origin, Change change, int item) {}

  private final Envelope envelope;
  private final List<String> tables;
  private final ChangedRow rows;
  private final KeyChange keys;
  private final Redaction redaction;
  private final Deque<Row> waiting = new ArrayDeque<>();

  private EnvelopeRecords(
      InputStream in, ReadSpec spec, ReadSpec.Changes changes, JsonFactory factory)
      throws IOException {
    super(in, spec, factory);
    this.envelope = Envelope.of(changes.envelope().vendor());
    this.tables = changes.envelope().tables();
    this.keys = KeyChange.of(spec.columns(), changes.key());
    this.rows = new ChangedRow(spec.columns(), changes.needed(), factory);
    this.redaction = Redaction.of(spec, factory);
  }

  static EnvelopeRecords of(InputStream in, ReadSpec spec, ReadSpec.Changes changes)
      throws IOException {
    return new EnvelopeRecords(in, spec, changes, JsonObjects.strict(spec.limits()));
  }

  @Override
  boolean more(RecordBuilder target) {
    Row next = waiting.poll();
    if (next == null) {
      return false;
    }
    target.beginItem(next.item());
    rows.read(next.origin(), next.change(), next.item(), target);
    return true;
  }

  @Override
  void read(JsonParser parser, Lines line, RecordBuilder target) throws IOException {
    Object value = JsonTree.read(parser, parser.nextToken());
    if (more(parser, line, target)) {
      return;
    }
    if (value == null) {
      target.filter(); // a tombstone: what log compaction keeps of a key that was deleted before
    } else if (value instanceof Map<?, ?> map) {
      open(new MessageFields(MessageFields.named(map)), line, target);
    } else {
      target.fail(Reason.MALFORMED, "the line is not a JSON object", line, decoder);
    }
  }

  private void open(MessageFields message, Lines line, RecordBuilder target) {
    Envelope.Opened opened = envelope.open(message);
    if (opened instanceof Envelope.Opened.Refused refused) {
      boolean other =
          refused
              .table()
              .filter(table -> table.table().isPresent() && !table.among(tables))
              .isPresent();
      if (other) {
        target.filter();
      } else {
        redaction.fail(refused.why(), message, line, decoder, target);
      }
      return;
    }
    if (opened instanceof Envelope.Opened.Changes changes) {
      changes(changes, message, line, target);
    } else {
      target.filter();
    }
  }

  private void changes(
      Envelope.Opened.Changes opened, MessageFields message, Lines line, RecordBuilder target) {
    if (!tables.isEmpty() && opened.origin().table().table().isEmpty()) {
      redaction.fail("the message names no table", message, line, decoder, target);
      return;
    }
    if (!opened.origin().table().among(tables)) {
      target.filter();
      return;
    }
    List<Change> changes = new ArrayList<>();
    opened.changes().forEach(change -> changes.addAll(keys.split(change)));
    if (changes.isEmpty()) {
      redaction.fail("the message holds no row", message, line, decoder, target);
      return;
    }
    for (int item = 1; item < changes.size(); item++) {
      waiting.add(new Row(opened.origin(), changes.get(item), item));
    }
    rows.read(opened.origin(), changes.get(0), 0, target);
  }

  /** The paths of a row's own fields in an image: those that columns of the key are read from. */
  static List<String> keyPaths(List<Column> columns, List<String> key) {
    return columns.stream()
        .filter(column -> key.contains(column.name()))
        .map(column -> column.from().path())
        .filter(path -> !path.startsWith("$"))
        .toList();
  }
}

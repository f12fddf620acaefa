package io.finlake.etl.parse;

import com.fasterxml.jackson.core.JsonFactory;
import io.finlake.etl.contract.ChangeEnvelope;
import io.finlake.etl.contract.ChangeEnvelope.Field;
import io.finlake.etl.contract.Column;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts a change's image, and what is known of the change, into the contract's columns. */
final class ChangedRow {
  private static final String UNAVAILABLE = "the source did not send the value";

  private final FieldTree tree;
  private final Map<Field, List<Integer>> asked = new EnumMap<>(Field.class);
  private final List<String> needed;
  private final JsonFactory factory;

  ChangedRow(List<Column> columns, List<String> needed, JsonFactory factory) {
    this.needed = needed;
    this.factory = factory;
    this.tree = FieldTree.of(columns.stream().map(column -> column.from().path()).toList());
    for (int slot = 0; slot < columns.size(); slot++) {
      Column column = columns.get(slot);
      Optional<Field> field = Field.of(column.from().path());
      if (field.isPresent()) {
        asked.computeIfAbsent(field.get(), any -> new ArrayList<>()).add(slot);
      }
    }
  }

  /** Fills the row; what does not fit is a reason, as in records that are rows. */
  void read(Change.Origin origin, Change change, int item, RecordBuilder target) {
    boolean deleted = change.operation() == Change.Operation.DELETE;
    image(change.image(), tree, "", deleted, target);
    put(Field.OPERATION, change.operation().word(), target);
    origin
        .committedMicros()
        .ifPresent(
            micros ->
                slots(Field.COMMITTED_AT)
                    .forEach(slot -> target.value(slot, new Value.Moment(micros))));
    origin.table().table().ifPresent(name -> named(Field.TABLE, name, target));
    origin.table().schema().ifPresent(name -> named(Field.SCHEMA, name, target));
    origin.table().database().ifPresent(name -> named(Field.DATABASE, name, target));
    origin.transaction().ifPresent(id -> put(Field.TRANSACTION, id, target));
    for (int slot : slots(Field.SEQUENCE)) {
      if (change.position().known()) {
        target.told(slot, change.position().of(item));
      } else {
        target.refuse(slot, Reason.ENVELOPE, change.position().missing());
      }
    }
    if (deleted && !needed.isEmpty()) {
      target.excuse(needed);
    }
    target.commit();
  }

  private List<Integer> slots(ChangeEnvelope.Field field) {
    return asked.getOrDefault(field, List.of());
  }

  /** A name is text of the message like any other, and guarded against card numbers as such. */
  private void named(Field field, String name, RecordBuilder target) {
    slots(field).forEach(slot -> target.quoted(slot, name));
  }

  private void put(Field field, String text, RecordBuilder target) {
    slots(field).forEach(slot -> target.told(slot, text));
  }

  private void image(
      Map<?, ?> image, FieldTree node, String path, boolean deleted, RecordBuilder target) {
    for (Map.Entry<?, ?> entry : image.entrySet()) {
      String name = (String) entry.getKey();
      FieldTree field = node.child(name);
      if (field == null) {
        unknown(path + name, entry.getValue(), deleted, target);
      } else if (entry.getValue() != null) {
        field(entry.getValue(), field, path + name + ".", deleted, target);
      }
    }
  }

  private void field(
      Object value, FieldTree field, String path, boolean deleted, RecordBuilder target) {
    for (int slot : field.slots()) {
      put(slot, value, target);
    }
    if (value instanceof Map<?, ?> nested) {
      if (!field.leaf()) {
        image(nested, field, path, deleted, target);
      }
    } else {
      field.unfitBelow(target, value instanceof List ? "a JSON array" : "a JSON scalar");
    }
  }

  private void put(int slot, Object value, RecordBuilder target) {
    if (value instanceof Value.Unavailable) {
      target.refuse(slot, Reason.ENVELOPE, UNAVAILABLE);
    } else if (value instanceof String text) {
      target.quoted(slot, text);
    } else if (value instanceof Map || value instanceof List) {
      target.unfit(slot, value instanceof Map ? "a JSON object" : "a JSON array");
    } else {
      target.value(slot, value);
    }
  }

  private void unknown(String path, Object value, boolean deleted, RecordBuilder target) {
    boolean unavailable = value instanceof Value.Unavailable;
    boolean keeps = target.unknown().keeps();
    if (unavailable && keeps && !deleted) {
      target.refuse(Reason.ENVELOPE, UNAVAILABLE + " of " + path);
    }
    target.unknown().found(path, keeps && !unavailable ? JsonTree.shown(value, factory) : "");
  }
}

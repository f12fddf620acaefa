package io.finlake.etl.parse;

import io.finlake.etl.contract.RawSource.Evolution;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where format readers put what they find. In typed mode slots are the contract's columns, in
 * source mode the source's fields as text.
 */
final class RecordBuilder {
  private final ReadLimits limits;
  private final TypedValues values;
  private final boolean source;
  private final Shape[] shapes;
  private final List<Reason> reasons = new ArrayList<>();
  private final UnknownFields unknown;
  final ParsedRecord record;
  private long records;

  RecordBuilder(ReadSpec spec) {
    this.limits = spec.limits();
    this.source = spec.reshaped();
    this.values = TypedValues.of(source ? List.of() : spec.columns());
    this.shapes = spec.fields().stream().map(Shape.Field::shape).toArray(Shape[]::new);
    this.unknown =
        new UnknownFields(spec.evolution() == Evolution.ADD, spec.limits().unknownNames());
    this.record = new ParsedRecord(source ? shapes.length : spec.columns().size(), reasons);
  }

  void begin(long offset) {
    record.reset(offset);
    unknown.begin();
    records++;
  }

  /** Another row of the same record. */
  void beginItem(int item) {
    begin(record.offset);
    record.item = item;
  }

  /** The record is no row: it is left out, and counted as such. */
  void filter() {
    record.reset(record.offset);
    unknown.begin();
    record.filtered = true;
    records--;
  }

  /** Text about the row, in a text column. */
  void told(int slot, String text) {
    record.values[slot] = values.told(slot, text, reasons);
  }

  /** The slot has no value for a reason that is not its text. */
  void refuse(int slot, String rule, String why) {
    record.values[slot] = values.refused(slot, rule, why, reasons);
  }

  /** The record as a whole does not fit, though its values are read. */
  void refuse(String rule, String why) {
    reasons.add(Reason.ofRecord(rule, why));
  }

  /** Leaves out what does not fit in other columns than these. */
  void excuse(List<String> needed) {
    reasons.removeIf(reason -> reason.column().filter(c -> !needed.contains(c)).isPresent());
  }

  /** Text of a format without types: empty means absent. */
  void text(int slot, String text) {
    record.values[slot] =
        source ? Shapes.shape(shapes[slot], text) : values.text(slot, text, reasons);
  }

  /** Text in JSON quotes. */
  void quoted(int slot, String text) {
    record.values[slot] =
        source ? Shapes.shape(shapes[slot], text) : values.quoted(slot, text, reasons);
  }

  /** A scalar, list or map of a self-describing format; null for NULL. */
  void value(int slot, Object value) {
    if (source) {
      record.values[slot] = Shapes.shape(shapes[slot], value);
    } else {
      record.values[slot] = values.value(slot, value, reasons);
    }
  }

  /** Whether the slot wants lists and maps. */
  boolean nested(int slot) {
    return source && !(shapes[slot] instanceof Shape.Text);
  }

  /** The shape that a reshape wants of the slot. */
  Shape shape(int slot) {
    return shapes[slot];
  }

  /** Something stands there that is no scalar. */
  void unfit(int slot, String what) {
    if (source) {
      throw new MisshapenException(what);
    }
    record.values[slot] = values.unfit(slot, what, reasons);
  }

  UnknownFields unknown() {
    return unknown;
  }

  /** The record is complete. */
  void commit() {
    for (int slot = 0; slot < shapes.length; slot++) {
      if (record.values[slot] == null && !(shapes[slot] instanceof Shape.Text)) {
        throw new MisshapenException("a list or an object that the reshape needs is not there");
      }
    }
    record.unknown = unknown.commit();
  }

  /** The record is not one: no values, one reason, its text and hash. */
  void fail(String rule, String why, String text, boolean cut, String hash) {
    record.reset(record.offset);
    unknown.begin();
    reasons.add(Reason.ofRecord(rule, why));
    record.text = cut ? CardNumbers.maskCut(text) : CardNumbers.mask(text);
    record.textHash = hash;
  }

  /** The line is no record. */
  void fail(String rule, String why, Lines line, TextDecoder decoder) {
    int shown = Math.min(line.length(), limits.textBytes());
    String text = decoder.show(line.bytes(), line.start(), shown);
    fail(rule, why, text, line.tooLong() || shown < line.length(), line.hash());
  }

  /** The line is longer than the limit. */
  void tooLong(Lines line, TextDecoder decoder) {
    String why =
        "the record has " + line.wholeLength() + " bytes, the limit is " + limits.recordBytes();
    fail(Reason.RECORD_TOO_LONG, why, line, decoder);
  }

  long records() {
    return records;
  }

  Map<String, Long> unknownCounts() {
    return unknown.counts();
  }
}

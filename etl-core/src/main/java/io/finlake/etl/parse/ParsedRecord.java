package io.finlake.etl.parse;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One record as its reader left it; reused for the next one.
 *
 * <p>A record that could not be parsed has no values, at least one reason, and its text and hash.
 */
public final class ParsedRecord {
  final Object[] values;
  List<Reason> reasons;
  Map<String, String> unknown = Map.of();
  long offset;
  int item;
  boolean filtered;
  String text;
  String textHash;

  ParsedRecord(int slots, List<Reason> reasons) {
    this.values = new Object[slots];
    this.reasons = reasons;
  }

  /**
   * Where it begins: a byte offset in the decompressed stream for line formats, else an ordinal.
   */
  public long offset() {
    return offset;
  }

  /**
   * The ordinal of the row among those of its record: 0, except where an envelope holds several.
   */
  public int item() {
    return item;
  }

  /** Whether it is no row but a message that an envelope leaves out; it has no values then. */
  public boolean filtered() {
    return filtered;
  }

  /**
   * The value of the column (or source field) at that position, {@code null} for NULL. Text is
   * {@code String}, INT {@code Integer}, BIGINT {@code Long}, DECIMAL {@code BigDecimal} of the
   * column's scale, DOUBLE {@code Double}, BOOLEAN {@code Boolean}, DATE {@code Integer} days and
   * TIMESTAMP {@code Long} microseconds since 1970-01-01 UTC. Source fields are as {@link Shape}
   * says.
   */
  public Object value(int position) {
    return values[position];
  }

  /** How many values a record has. */
  public int size() {
    return values.length;
  }

  /** Everything that does not fit, empty for a good record. */
  public List<Reason> reasons() {
    return List.copyOf(reasons);
  }

  /** Whether there is nothing to object to. */
  public boolean fits() {
    return reasons.isEmpty();
  }

  /** Unknown fields as masked text, by name; only where the contract adds them. */
  public Map<String, String> unknown() {
    return unknown;
  }

  /** The beginning of the record's text with card numbers masked, when it could not be parsed. */
  public Optional<String> text() {
    return Optional.ofNullable(text);
  }

  /** SHA-256 of the record's bytes up to its line feed, when it could not be parsed. */
  public Optional<String> textHash() {
    return Optional.ofNullable(textHash);
  }

  /** Whether it could not be parsed at all. */
  public boolean broken() {
    return textHash != null;
  }

  void reset(long newOffset) {
    offset = newOffset;
    item = 0;
    filtered = false;
    Arrays.fill(values, null);
    reasons.clear();
    unknown = Map.of();
    text = null;
    textHash = null;
  }
}

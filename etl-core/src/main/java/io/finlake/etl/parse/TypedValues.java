package io.finlake.etl.parse;

import io.finlake.etl.contract.Column;
import io.finlake.etl.contract.ColumnType;
import io.finlake.etl.contract.EpochUnit;
import io.finlake.etl.contract.Protection;
import java.util.List;
import java.util.Set;

/**
 * Source values to a contract's column types: exactly, or NULL with a reason.
 *
 * <ul>
 *   <li>The empty text and the contract's {@code nulls} are NULL without a reason; a quoted empty
 *       text in JSON is a value of a text column.
 *   <li>Whole numbers and decimals are exact: trailing zeros and exponents are fine, a digit more
 *       than fits is a reason. NaN and infinities never fit.
 *   <li>Days and times that do not exist (2023-02-30, 24:00, :60, the hour that a zone skips) are
 *       reasons; of an hour that a zone repeats the first is taken.
 *   <li>Text with NUL or half a surrogate pair is a reason {@code encoding}: no store downstream
 *       keeps it.
 *   <li>Text of an unprotected column is searched for card numbers; where there is one its digits
 *       are masked in the row too.
 * </ul>
 *
 * Not safe for several threads at once.
 */
public final class TypedValues {
  private final Slot[] slots;

  private TypedValues(List<Column> columns) {
    slots = columns.stream().map(Slot::new).toArray(Slot[]::new);
  }

  /** Values for these columns, addressed by their position. */
  public static TypedValues of(List<Column> columns) {
    return new TypedValues(columns);
  }

  /** The value that text denotes, {@code null} for NULL; what does not fit is added to reasons. */
  public Object text(int position, String text, List<Reason> reasons) {
    return text.isEmpty() ? null : slots[position].text(text, reasons);
  }

  /** Like {@link #text} for text in quotes (JSON): empty text is a value of a text column. */
  public Object quoted(int position, String text, List<Reason> reasons) {
    Slot slot = slots[position];
    if (text.isEmpty() && !(slot.textual && !slot.nulls.contains(""))) {
      return null;
    }
    return slot.text(text, reasons);
  }

  /** The value of a JSON true or false. */
  Object bool(int position, boolean value, List<Reason> reasons) {
    Slot slot = slots[position];
    if (slot.type instanceof ColumnType.Bool) {
      return value;
    }
    String text = Boolean.toString(value);
    return slot.textual ? slot.text(text, reasons) : slot.unfit(text, reasons);
  }

  /** The value of a scalar of a self-describing format, {@code null} for NULL. */
  Object value(int position, Object value, List<Reason> reasons) {
    return value == null ? null : slots[position].typed.convert(value, reasons);
  }

  /** NULL, since something stands there that is no scalar or no exact counterpart. */
  Object unfit(int position, String what, List<Reason> reasons) {
    return slots[position].unfit(what, reasons);
  }

  /**
   * Text of a text column that is no value of the source's row but speaks of it: digits in it are
   * no card number.
   */
  Object told(int position, String text, List<Reason> reasons) {
    return slots[position].told(text, reasons);
  }

  /** NULL, for a reason that tells nothing of a value and is shown whatever the column holds. */
  Object refused(int position, String rule, String why, List<Reason> reasons) {
    reasons.add(Reason.ofColumn(rule, slots[position].column.name(), false, why));
    return null;
  }

  /** One column, precomputed. */
  static final class Slot {
    final ColumnType type;
    final boolean textual;
    final boolean counted;
    final Column column;
    final Set<String> nulls;
    private final boolean trim;
    private final boolean guarded;
    private final ValueReader reader;
    private final ExactValues typed;

    Slot(Column column) {
      this.column = column;
      this.type = column.type();
      this.textual = type instanceof ColumnType.Text;
      this.counted =
          column.reading().patterns().stream().anyMatch(word -> EpochUnit.of(word).isPresent());
      this.nulls = Set.copyOf(column.reading().nulls());
      this.trim = column.reading().trim();
      this.guarded =
          textual && column.protection() instanceof Protection.None && !column.cardNumbersAllowed();
      this.reader = ValueReader.of(type, column.reading());
      this.typed = new ExactValues(this);
    }

    Object text(String source, List<Reason> reasons) {
      String text = trim ? source.strip() : source;
      if ((trim && text.isEmpty()) || (!nulls.isEmpty() && nulls.contains(text))) {
        return null;
      }
      if (!textual) {
        Object value = reader.read(text);
        return value == null ? unfit(text, reasons) : value;
      }
      Object stored = told(text, reasons);
      if (!guarded || stored == null) {
        return stored;
      }
      String masked = CardNumbers.mask(text);
      if (!masked.equals(text)) {
        add(Reason.CARD_NUMBER_IN_CLEAR, masked, reasons);
      }
      return masked;
    }

    Object told(String text, List<Reason> reasons) {
      if (isStorable(text)) {
        return text;
      }
      add(Reason.ENCODING, text.replace('\0', '\ufffd'), reasons);
      return null;
    }

    Object unfit(String text, List<Reason> reasons) {
      add(Reason.TYPE, text, reasons);
      return null;
    }

    void add(String rule, String text, List<Reason> reasons) {
      reasons.add(Reason.ofColumn(rule, column.name(), column.classification().classified(), text));
    }

    private static boolean isStorable(String text) {
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c == 0 || Character.isLowSurrogate(c)) {
          return false;
        }
        if (Character.isHighSurrogate(c)) {
          i++;
          if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
            return false;
          }
        }
      }
      return true;
    }
  }
}

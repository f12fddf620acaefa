package io.finlake.etl.prove.hostile;

import io.finlake.etl.contract.ChangeEnvelope;
import io.finlake.etl.contract.Classification;
import io.finlake.etl.contract.Column;
import io.finlake.etl.contract.Column.SourceField.Span;
import io.finlake.etl.contract.ColumnType;
import io.finlake.etl.contract.Format;
import io.finlake.etl.contract.Protection;
import io.finlake.etl.contract.RawSource.Evolution;
import io.finlake.etl.parse.ReadLimits;
import io.finlake.etl.parse.ReadSpec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A kind of object: how it is read, and who says how many records it holds.
 *
 * @param name for people
 * @param spec how it is read
 * @param count what tells its records apart without its reader
 */
record Kind(String name, ReadSpec spec, Count count) {

  /** What tells the records of an object apart without its reader. */
  enum Count {
    /** Lines that are not empty. */
    LINES,
    /** Lines that hold anything but spaces. */
    INKED_LINES,
    /** The same, and the first one is a header. */
    LINES_BELOW_A_HEADER,
    /** The elements of the outermost array. */
    ELEMENTS,
    /** Nothing but its maker, so damage must not change how many there are. */
    MAKER,
    /** Nothing: quotes and elements decide. */
    NOTHING;

    /** Whether a record is a line of text. */
    boolean lines() {
      return this == LINES || this == INKED_LINES || this == LINES_BELOW_A_HEADER;
    }
  }

  /** What stands in the values of columns that must not be told. */
  static final String SECRET = "Xqzvw";

  private static final String LOG =
      "(?<id>\\S*) (?<amount>\\S*) (?<day>\\S*) \\[(?<seen>[^]]*)\\] (?<n>\\S*) (?<flag>\\S*)"
          + " (?<secret>\\S*) (?<card>\\S*) \"(?<note>[^\"]*)\"";

  private static final List<String> NAMES =
      List.of("id", "amount", "day", "seen", "n", "flag", "secret", "card", "note");
  private static final List<String> TYPES =
      List.of(
          "STRING",
          "DECIMAL(18,2)",
          "DATE",
          "TIMESTAMP",
          "BIGINT",
          "BOOLEAN",
          "STRING",
          "STRING",
          "STRING");
  private static final int[] WIDTHS = {12, 16, 10, 20, 12, 6, 14, 19, 24};

  /** All of them. */
  static List<Kind> all() {
    List<Kind> kinds = new ArrayList<>();
    kinds.add(plain("csv", csv(false, false), Count.LINES));
    kinds.add(plain("csv with header", csv(true, false), Count.LINES_BELOW_A_HEADER));
    kinds.add(plain("csv of many lines", csv(true, true), Count.NOTHING));
    kinds.add(plain("json lines", new Format.JsonLines(), Count.INKED_LINES));
    kinds.add(adding("json lines, fields added", new Format.JsonLines(), Count.INKED_LINES));
    kinds.add(plain("json document", new Format.JsonDocument(""), Count.ELEMENTS));
    kinds.add(plain("fixed width", new Format.FixedWidth(StandardCharsets.UTF_8), Count.LINES));
    kinds.add(plain("log lines", new Format.LogLines(LOG, StandardCharsets.UTF_8), Count.LINES));
    kinds.add(plain("xml", new Format.Xml("row"), Count.NOTHING));
    kinds.add(plain("avro", new Format.Avro(), Count.MAKER));
    kinds.add(plain("parquet", new Format.Parquet(), Count.MAKER));
    kinds.add(plain("orc", new Format.Orc(), Count.MAKER));
    for (ChangeEnvelope.Vendor vendor : ChangeEnvelope.Vendor.values()) {
      kinds.add(stream(vendor));
    }
    return kinds;
  }

  private static Kind plain(String name, Format format, Count count) {
    return new Kind(name, spec(format, Evolution.IGNORE, Optional.empty()), count);
  }

  private static Kind adding(String name, Format format, Count count) {
    return new Kind(name, spec(format, Evolution.ADD, Optional.empty()), count);
  }

  private static Kind stream(ChangeEnvelope.Vendor vendor) {
    ReadSpec.Changes changes =
        new ReadSpec.Changes(
            new ChangeEnvelope(vendor, List.of("bank")), List.of("id"), List.of("id"));
    String name = "changes of " + vendor.name().toLowerCase(java.util.Locale.ROOT);
    ReadSpec spec = spec(new Format.JsonLines(), Evolution.IGNORE, Optional.of(changes));
    return new Kind(name, spec, Count.INKED_LINES);
  }

  private static Format.Csv csv(boolean header, boolean multiline) {
    List<String> columns = header ? List.of() : NAMES;
    return new Format.Csv(',', '"', '"', header, columns, multiline, StandardCharsets.UTF_8);
  }

  private static ReadSpec spec(
      Format format, Evolution evolution, Optional<ReadSpec.Changes> changes) {
    return new ReadSpec(format, columns(), evolution, List.of(), ReadLimits.standard(), changes);
  }

  /** Nine columns; two of them must not be told. */
  static List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < NAMES.size(); i++) {
      columns.add(column(NAMES.get(i), TYPES.get(i), new Span(start, WIDTHS[i])));
      start += WIDTHS[i];
    }
    return columns;
  }

  private static Column column(String name, String type, Span span) {
    boolean card = name.equals("card");
    return new Column(
        name,
        ColumnType.parse(type).orElseThrow(),
        false,
        "",
        card
            ? Classification.RESTRICTED
            : name.equals("secret") ? Classification.CONFIDENTIAL : Classification.INTERNAL,
        card ? new Protection.Token("card") : new Protection.None(),
        new Column.SourceField(name, Optional.of(span)),
        new Column.Reading(List.of(), "UTC", List.of(), true, false));
  }

  /** The names of the columns. */
  static List<String> names() {
    return NAMES;
  }

  /** How wide a column is in fixed-width text. */
  static int width(int column) {
    return WIDTHS[column];
  }

  /** Whether it is read by position, so that nothing is compressed around it. */
  boolean seeks() {
    return spec.format() instanceof Format.Parquet || spec.format() instanceof Format.Orc;
  }
}

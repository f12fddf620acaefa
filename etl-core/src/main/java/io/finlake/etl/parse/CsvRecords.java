package io.finlake.etl.parse;

import io.finlake.etl.contract.Format;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Delimited text. A quote opens a field only at the field's beginning; within, a doubled quote or
 * an escaped one is a quote. Elsewhere quotes are ordinary characters. Every record has exactly as
 * many fields as the header or the declared columns. A quote that is never closed spoils its own
 * line only. A carriage return outside quotes that ends no line is malformed, and so is the header
 * where it stands again, as in files that were put one behind the other.
 */
final class CsvRecords extends LineRecords {
  private final CsvFields fields;
  private int[][] slots;
  private String[] unknownNames;
  private int expected;
  private List<String> header = List.of();

  CsvRecords(InputStream in, Format.Csv csv, ReadSpec spec, String object) throws IOException {
    super(in, spec.limits(), new TextDecoder(LineBreaks.unmarked(csv.charset())), breaks(csv));
    this.fields = new CsvFields(csv.delimiter(), csv.quote(), csv.escape());
    if (!csv.header()) {
      map(csv.columns(), spec);
    } else if (nextLine()) {
      header = header(object);
      map(header, spec);
      requireKnown(spec, object);
    }
  }

  static LineBreaks breaks(Format.Csv csv) {
    LineBreaks plain = LineBreaks.of(csv.charset());
    return csv.multiline()
        ? new QuotedLineBreaks(plain, csv.delimiter(), csv.quote(), csv.escape())
        : plain;
  }

  private List<String> header(String object) {
    Optional<String> text =
        lines().tooLong()
            ? Optional.empty()
            : decoder.decode(lines().bytes(), lines().start(), lines().length());
    if (text.isEmpty()) {
      throw badHeader(object, "it is no line of " + decoder.charset().name() + " fields");
    }
    String problem = fields.split(text.get());
    if (!problem.isEmpty()) {
      throw badHeader(object, problem);
    }
    List<String> names = List.copyOf(fields.values());
    Set<String> distinct = new HashSet<>(names);
    if (distinct.size() < names.size()) {
      throw badHeader(object, "a name stands in it twice");
    }
    return names;
  }

  private void map(List<String> names, ReadSpec spec) {
    FieldTree tree = FieldTree.flat(spec.paths());
    expected = names.size();
    slots = new int[expected][];
    unknownNames = new String[expected];
    for (int i = 0; i < expected; i++) {
      FieldTree field = tree.child(names.get(i));
      slots[i] = field == null ? new int[0] : field.slots();
      unknownNames[i] = field == null ? names.get(i) : null;
    }
  }

  private void requireKnown(ReadSpec spec, String object) {
    for (String unknown : unknownNames) {
      if (unknown == null) {
        return;
      }
    }
    throw badHeader(object, "it names none of the fields " + spec.paths());
  }

  private static FinlakeException badHeader(String object, String cause) {
    return FinlakeException.of(
        ErrorCode.UNREADABLE_OBJECT,
        "the header of " + object + " cannot be used",
        cause,
        "have the object delivered again, or correct header, delimiter and charset in the contract");
  }

  @Override
  void parse(Lines line, RecordBuilder target) {
    Optional<String> text = decoder.decode(line.bytes(), line.start(), line.length());
    if (text.isEmpty()) {
      encodingFailure(line, target);
      return;
    }
    String problem = fields.split(text.get());
    List<String> values = fields.values();
    if (problem.isEmpty() && values.size() != expected) {
      problem = "the record has " + values.size() + " fields, not " + expected;
    } else if (values.equals(header)) {
      problem = "the header stands here again";
    }
    if (!problem.isEmpty()) {
      target.fail(Reason.MALFORMED, problem, line, decoder);
      return;
    }
    for (int i = 0; i < expected; i++) {
      if (unknownNames[i] != null) {
        target.unknown().found(unknownNames[i], values.get(i));
      }
      for (int slot : slots[i]) {
        target.text(slot, values.get(i));
      }
    }
    target.commit();
  }

  /** One record's text to its fields; reused. */
  private static final class CsvFields {
    private final char delimiter;
    private final char quote;
    private final char escape;
    private final List<String> values = new ArrayList<>();
    private final StringBuilder quoted = new StringBuilder();

    CsvFields(char delimiter, char quote, char escape) {
      this.delimiter = delimiter;
      this.quote = quote;
      this.escape = escape;
    }

    List<String> values() {
      return values;
    }

    /** Splits the text into {@link #values}; says what is wrong, empty when nothing is. */
    String split(String text) {
      values.clear();
      int at = 0;
      while (true) {
        if (quote != 0 && at < text.length() && text.charAt(at) == quote) {
          at = quoted(text, at + 1);
          if (at < 0) {
            return "a quote is never closed";
          }
          if (at < text.length() && text.charAt(at) != delimiter) {
            return "text follows the closing quote of field " + values.size();
          }
        } else {
          int end = text.indexOf(delimiter, at);
          int until = end < 0 ? text.length() : end;
          String value = text.substring(at, until);
          if (value.indexOf('\r') >= 0) {
            return LineRecords.LONE_RETURN;
          }
          values.add(value);
          at = until;
        }
        if (at == text.length()) {
          return "";
        }
        at++;
      }
    }

    /** Adds the quoted field whose text begins at {@code from}; returns what follows, or -1. */
    private int quoted(String text, int from) {
      quoted.setLength(0);
      int at = from;
      while (at < text.length()) {
        char c = text.charAt(at);
        char next = at + 1 < text.length() ? text.charAt(at + 1) : 0;
        boolean more = at + 1 < text.length();
        if (more && c == escape && escape != quote && (next == quote || next == escape)) {
          quoted.append(next);
          at += 2;
        } else if (c != quote) {
          quoted.append(c);
          at++;
        } else if (more && next == quote) {
          quoted.append(quote);
          at += 2;
        } else {
          values.add(quoted.toString());
          return at + 1;
        }
      }
      return -1;
    }
  }
}

package io.finlake.etl.parse;

import io.finlake.etl.contract.Column;
import io.finlake.etl.contract.Column.SourceField.Span;
import io.finlake.etl.contract.Format;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * Lines cut at fixed places, counted in characters (UTF-16 units). A line that ends within the span
 * of any column is malformed; characters beyond the last span are nobody's and stay in raw.
 */
final class FixedWidthRecords extends LineRecords {
  private final List<Span> spans;
  private final int needed;

  FixedWidthRecords(InputStream in, Format.FixedWidth format, ReadSpec spec) throws IOException {
    super(
        in,
        spec.limits(),
        new TextDecoder(LineBreaks.unmarked(format.charset())),
        LineBreaks.of(format.charset()));
    if (spec.reshaped()) {
      throw FinlakeException.of(
          ErrorCode.BAD_CONTRACT,
          "a reshape does not go with fixed-width text",
          "only columns have spans, the fields of a reshape have none",
          "leave out the reshape");
    }
    this.spans = spec.columns().stream().map(FixedWidthRecords::span).toList();
    this.needed = spans.stream().mapToInt(span -> span.start() + span.length()).max().orElse(0);
  }

  private static Span span(Column column) {
    return column
        .from()
        .span()
        .orElseThrow(
            () ->
                FinlakeException.of(
                    ErrorCode.BAD_CONTRACT,
                    "the column " + column.name() + " has no place in its line",
                    "fixed-width text is cut by spans",
                    "give it from: {start, length}"));
  }

  @Override
  void parse(Lines line, RecordBuilder target) {
    Optional<String> text = decoder.decode(line.bytes(), line.start(), line.length());
    if (text.isEmpty()) {
      encodingFailure(line, target);
      return;
    }
    String whole = text.get();
    if (whole.indexOf('\r') >= 0) {
      target.fail(Reason.MALFORMED, LONE_RETURN, line, decoder);
      return;
    }
    if (whole.length() < needed) {
      String why = "the line has " + whole.length() + " characters, its fields need " + needed;
      target.fail(Reason.MALFORMED, why, line, decoder);
      return;
    }
    for (int slot = 0; slot < spans.size(); slot++) {
      Span span = spans.get(slot);
      target.text(slot, whole.substring(span.start(), span.start() + span.length()));
    }
    target.commit();
  }
}

package io.finlake.etl.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Prints an answer as RFC 4180: a header line, CRLF line ends, quotes where a cell has a comma, a
 * quote or a line break; absent values are empty, the empty text is {@code ""}. Text that a
 * spreadsheet would take for a formula (it begins with {@code = + - @}, tab or CR and is not a
 * plain number) gets a leading apostrophe.
 */
final class CsvAnswer {
  private static final Pattern PLAIN_NUMBER =
      Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");

  private CsvAnswer() {}

  static void print(Answer answer, PrintWriter out) {
    out.print(line(List.copyOf(answer.columns())));
    answer.rows().forEach(row -> out.print(line(row)));
    out.flush();
  }

  private static String line(List<Object> cells) {
    return cells.stream().map(CsvAnswer::cell).collect(Collectors.joining(",", "", "\r\n"));
  }

  private static String cell(Object value) {
    if (value instanceof Optional<?>) {
      return "";
    }
    String text = Cells.text(value);
    boolean typed = value instanceof Number || value instanceof Boolean;
    return quoted(typed ? text : harmless(text));
  }

  /** OWASP, "CSV Injection": the characters that make a spreadsheet compute a cell. */
  static String harmless(String text) {
    boolean formula = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
    return formula && !PLAIN_NUMBER.matcher(text).matches() ? "'" + text : text;
  }

  private static String quoted(String text) {
    boolean plain = !text.isEmpty() && text.chars().noneMatch(c -> "\",\r\n".indexOf(c) >= 0);
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}

package io.finlake.etl.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Prints an answer as RFC 4180: a header line, CRLF line ends, quotes where a cell has a comma, a
 * quote or a line break; absent values are empty, the empty text is {@code ""}. Text that a
 * spreadsheet may take for a formula ({@link #harmless}) gets a leading apostrophe, column names
 * too.
 */
final class CsvAnswer {
  private static final Pattern PLAIN_NUMBER =
      Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");

  private static final String SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20";
  private static final String FIRST = "\t\r\n";

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

  /**
   * OWASP, "CSV Injection": the characters that make a spreadsheet compute a cell, ASCII and full
   * width; also behind spaces and marks that cannot be seen, which some leave out. A number that is
   * nothing but a number stays as it is.
   */
  static String harmless(String text) {
    int at = 0;
    while (at < text.length() && unseen(text.charAt(at))) {
      at++;
    }
    boolean hidden = at > 0 && FIRST.indexOf(text.charAt(0)) >= 0;
    boolean formula = at < text.length() && SIGNS.indexOf(text.charAt(at)) >= 0;
    return (hidden || formula) && !PLAIN_NUMBER.matcher(text).matches() ? "'" + text : text;
  }

  private static boolean unseen(char c) {
    return c <= ' '
        || Character.isSpaceChar(c)
        || Character.isISOControl(c)
        || Character.getType(c) == Character.FORMAT;
  }

  private static String quoted(String text) {
    boolean plain = !text.isEmpty() && text.chars().noneMatch(c -> "\",\r\n".indexOf(c) >= 0);
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}

package io.finlake.etl.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jline.utils.WCWidth;

/**
 * Prints an answer as aligned columns for people: numbers to the right, wide characters counted as
 * two, control characters shown instead of obeyed. On a terminal the widest text columns are cut so
 * that a row fits in a line; numbers never are.
 */
final class TableAnswer {
  private static final String GAP = "  ";
  private static final int NARROWEST = 8;

  private final List<String> columns;
  private final List<List<String>> rows;
  private final boolean[] numeric;
  private final int[] widths;

  private TableAnswer(Answer answer, OptionalInt lineWidth) {
    columns = answer.columns().stream().map(TableAnswer::visible).toList();
    rows =
        answer.rows().stream()
            .map(row -> row.stream().map(cell -> visible(Cells.text(cell))).toList())
            .toList();
    numeric = new boolean[columns.size()];
    widths = new int[columns.size()];
    for (int i = 0; i < columns.size(); i++) {
      int column = i;
      numeric[i] =
          answer.rows().stream().anyMatch(row -> row.get(column) instanceof Number)
              && answer.rows().stream()
                  .map(row -> row.get(column))
                  .allMatch(cell -> cell instanceof Number || cell instanceof Optional<?>);
      widths[i] =
          IntStream.concat(
                  IntStream.of(width(columns.get(i))),
                  rows.stream().mapToInt(row -> width(row.get(column))))
              .max()
              .orElse(0);
    }
    lineWidth.ifPresent(this::fit);
  }

  /** Prints the answer; without a line width nothing is cut. */
  static void print(Answer answer, OptionalInt lineWidth, PrintWriter out) {
    new TableAnswer(answer, lineWidth).print(out);
  }

  private void print(PrintWriter out) {
    out.println(line(columns));
    out.println(line(IntStream.of(widths).mapToObj("-"::repeat).toList()));
    rows.forEach(row -> out.println(line(row)));
    out.flush();
  }

  private String line(List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      String cell = cut(cells.get(i), widths[i]);
      String padding = " ".repeat(widths[i] - width(cell));
      line.append(i == 0 ? "" : GAP).append(numeric[i] ? padding + cell : cell + padding);
    }
    return line.toString().stripTrailing();
  }

  /** Takes from the widest text column, cell by cell, until a row fits or all are narrow. */
  private void fit(int lineWidth) {
    int excess = IntStream.of(widths).sum() + GAP.length() * (widths.length - 1) - lineWidth;
    while (excess > 0) {
      int widest = -1;
      for (int i = 0; i < widths.length; i++) {
        boolean wider = widest < 0 || widths[i] > widths[widest];
        if (!numeric[i] && widths[i] > NARROWEST && wider) {
          widest = i;
        }
      }
      if (widest < 0) {
        return;
      }
      widths[widest]--;
      excess--;
    }
  }

  private static String cut(String text, int columns) {
    if (width(text) <= columns) {
      return text;
    }
    StringBuilder kept = new StringBuilder();
    int used = 1;
    for (int codePoint : text.codePoints().toArray()) {
      used += Math.max(0, WCWidth.wcwidth(codePoint));
      if (used > columns) {
        break;
      }
      kept.appendCodePoint(codePoint);
    }
    return kept.append('…').toString();
  }

  /** How many cells of a terminal a text takes. */
  static int width(String text) {
    return text.codePoints().map(codePoint -> Math.max(0, WCWidth.wcwidth(codePoint))).sum();
  }

  /**
   * Control and direction characters are shown as escapes, so that data cannot steer a terminal.
   */
  static String visible(String text) {
    StringBuilder shown = new StringBuilder();
    List<Integer> codePoints = new ArrayList<>();
    text.codePoints().forEach(codePoints::add);
    for (int codePoint : codePoints) {
      switch (codePoint) {
        case '\n' -> shown.append("\\n");
        case '\r' -> shown.append("\\r");
        case '\t' -> shown.append("\\t");
        default -> {
          int type = Character.getType(codePoint);
          if (type == Character.CONTROL || type == Character.FORMAT) {
            shown.append(String.format("\\u%04x", codePoint));
          } else {
            shown.appendCodePoint(codePoint);
          }
        }
      }
    }
    return shown.toString();
  }
}

package io.finlake.etl.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Rows with named columns: what a command answers. A cell is text, a number, a boolean, a {@code
 * LocalDate}, an {@code Instant}, bytes, a {@code List} or a {@code Map} of such, or an empty
 * {@code Optional} where there is no value.
 *
 * @param columns the names, in order; a name may stand twice, as in SQL
 * @param rows as many cells in each row as there are columns
 */
record Answer(List<String> columns, List<List<Object>> rows) {
  Answer {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /** Collects the rows of an answer with these columns. */
  static Rows of(String... columns) {
    return new Rows(List.of(columns));
  }

  /** An answer that is being collected. */
  static final class Rows {
    private final List<String> columns;
    private final List<List<Object>> rows = new ArrayList<>();

    private Rows(List<String> columns) {
      this.columns = columns;
    }

    /** Adds a row; an empty {@code Optional} is an absent value, a full one its value. */
    Rows row(Object... cells) {
      if (cells.length != columns.size()) {
        throw new IllegalStateException(cells.length + " cells for the columns " + columns);
      }
      List<Object> row = new ArrayList<>();
      for (Object cell : cells) {
        row.add(cell instanceof Optional<?> maybe && maybe.isPresent() ? maybe.get() : cell);
      }
      rows.add(List.copyOf(row));
      return this;
    }

    /** The answer. */
    Answer answer() {
      return new Answer(columns, rows);
    }
  }
}

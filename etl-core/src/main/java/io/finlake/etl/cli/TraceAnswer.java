package io.finlake.etl.cli;

import io.finlake.etl.explain.ShownRow;
import io.finlake.etl.explain.Trace;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A trace as rows for programs: each shown row, and each table of which none is shown. */
final class TraceAnswer {
  private TraceAnswer() {}

  static Answer of(Trace.Step step) {
    Answer.Rows rows =
        Answer.of(
            "step",
            "table",
            "what",
            "key",
            "total",
            "batch",
            "processed_at",
            "object",
            "offset",
            "item",
            "deleted",
            "row",
            "notes");
    add(rows, "1", step);
    return rows.answer();
  }

  private static void add(Answer.Rows rows, String number, Trace.Step step) {
    if (step.rows().isEmpty()) {
      Optional<Object> none = Optional.empty();
      rows.row(
          number,
          step.table(),
          step.reference() ? "reference" : "no row",
          step.key(),
          step.total(),
          none,
          none,
          none,
          none,
          none,
          none,
          Map.of(),
          step.notes());
    }
    for (ShownRow row : step.rows()) {
      rows.row(
          number,
          step.table(),
          "row",
          step.key(),
          step.total(),
          row.batch(),
          row.processedAt(),
          row.object(),
          row.offset(),
          row.item(),
          row.deleted(),
          row.values(),
          step.notes());
    }
    List<Trace.Step> inputs = step.inputs();
    for (int i = 0; i < inputs.size(); i++) {
      add(rows, number + "." + (i + 1), inputs.get(i));
    }
  }
}

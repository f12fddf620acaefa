package io.finlake.etl.cli;

import io.finlake.etl.explain.ShownRow;
import io.finlake.etl.explain.Trace;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A trace as a tree for people: each table below the one that reads it. */
final class TraceTree {
  private final PrintWriter out;

  private TraceTree(PrintWriter out) {
    this.out = out;
  }

  static void print(Trace.Step step, PrintWriter out) {
    TraceTree tree = new TraceTree(out);
    out.println(heading(step));
    tree.below(step, "");
    out.flush();
  }

  private void below(Trace.Step step, String indent) {
    String bar = indent + (step.inputs().isEmpty() ? "   " : "│  ");
    step.notes().forEach(note -> out.println(bar + TableAnswer.visible(note)));
    for (ShownRow row : step.rows()) {
      out.println(bar + "· " + TableAnswer.visible(where(row)));
      out.println(bar + "  " + TableAnswer.visible(values(row)));
    }
    if (step.total() > step.rows().size()) {
      long more = step.total() - step.rows().size();
      out.println(
          bar + "and " + more + (more == 1 ? " row" : " rows") + " more; --limit shows more");
    }
    for (int i = 0; i < step.inputs().size(); i++) {
      boolean last = i == step.inputs().size() - 1;
      out.println(indent + (last ? "└─ " : "├─ ") + heading(step.inputs().get(i)));
      below(step.inputs().get(i), indent + (last ? "   " : "│  "));
    }
  }

  private static String heading(Trace.Step step) {
    String rows =
        step.reference() ? "" : ": " + step.total() + (step.total() == 1 ? " row" : " rows");
    return step.table()
        + (step.key().isEmpty() ? "" : "  " + TableAnswer.visible(step.key()))
        + rows;
  }

  private static String where(ShownRow row) {
    List<String> parts = new ArrayList<>();
    row.batch().ifPresent(batch -> parts.add("batch " + batch));
    row.processedAt().ifPresent(at -> parts.add("processed " + at));
    row.place().ifPresent(parts::add);
    if (row.deleted()) {
      parts.add("says that its key is deleted");
    }
    return String.join(", ", parts);
  }

  static String values(ShownRow row) {
    return row.values().entrySet().stream()
        .map(entry -> entry.getKey() + "=" + Cells.text(entry.getValue()))
        .collect(Collectors.joining("  "));
  }
}

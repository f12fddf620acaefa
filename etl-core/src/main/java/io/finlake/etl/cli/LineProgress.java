package io.finlake.etl.cli;

import io.finlake.etl.port.Progress;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.Deque;

/** Progress as plain lines, for logs and pipes: one for each step. */
final class LineProgress implements Progress {
  private final PrintWriter out;
  private final Deque<Work> works = new ArrayDeque<>();

  LineProgress(PrintWriter out) {
    this.out = out;
  }

  private static final class Work {
    private final String name;
    private final int steps;
    private int done;

    private Work(String name, int steps) {
      this.name = name;
      this.steps = steps;
    }
  }

  @Override
  public synchronized void begin(String name, int steps) {
    works.push(new Work(name, steps));
    out.println(name);
  }

  @Override
  public synchronized void step(String what) {
    Work work = works.peek();
    if (work == null) {
      out.println("  " + what);
      return;
    }
    work.done++;
    out.println("  " + work.name + " " + work.done + "/" + work.steps + " " + what);
  }

  @Override
  public synchronized void end() {
    works.poll();
  }
}

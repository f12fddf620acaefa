package io.finlake.etl.cli;

import io.finlake.etl.port.Progress;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress as a bar on a terminal; the work begun last is the one that is shown. */
final class BarProgress implements Progress {
  private static final int REDRAW_MILLIS = 250;

  private final PrintWriter terminal;
  private final int columns;
  private final ProgressBarStyle style;
  private final Deque<Work> works = new ArrayDeque<>();

  BarProgress(PrintWriter terminal, int columns, ProgressBarStyle style) {
    this.terminal = terminal;
    this.columns = columns;
    this.style = style;
  }

  /** A piece of work, its bar while it is the one shown, and how far it is. */
  private static final class Work {
    private final String name;
    private final int steps;
    private int done;
    private Optional<ProgressBar> bar = Optional.empty();

    private Work(String name, int steps) {
      this.name = name;
      this.steps = steps;
    }

    private void hide() {
      bar.ifPresent(ProgressBar::close);
      bar = Optional.empty();
    }
  }

  @Override
  public synchronized void begin(String name, int steps) {
    Optional.ofNullable(works.peek()).ifPresent(Work::hide);
    Work work = new Work(name, steps);
    works.push(work);
    show(work);
  }

  @Override
  public synchronized void step(String what) {
    Work work = works.peek();
    if (work != null) {
      work.done++;
      work.bar.ifPresent(bar -> bar.stepTo(work.done).setExtraMessage(" " + what));
    }
  }

  @Override
  public synchronized void end() {
    Work work = works.poll();
    if (work != null) {
      work.hide();
    }
    Optional.ofNullable(works.peek()).ifPresent(this::show);
  }

  private void show(Work work) {
    work.bar =
        Optional.of(
            new ProgressBarBuilder()
                .setTaskName(work.name)
                .setInitialMax(work.steps)
                .startsFrom(work.done, java.time.Duration.ZERO)
                .setStyle(style)
                .setUpdateIntervalMillis(REDRAW_MILLIS)
                .continuousUpdate()
                .hideEta()
                .setConsumer(new Line())
                .build());
  }

  /** One line of the terminal, drawn over and over. */
  private final class Line implements ProgressBarConsumer {
    @Override
    public int getMaxRenderedLength() {
      return columns - 1;
    }

    @Override
    public void accept(String rendered) {
      terminal.print("\r" + rendered + "\u001b[K");
      terminal.flush();
    }

    @Override
    public void clear() {
      terminal.print("\r\u001b[K");
      terminal.flush();
    }

    @Override
    public void close() {
      terminal.println();
    }
  }
}

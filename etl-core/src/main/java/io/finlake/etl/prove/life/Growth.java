package io.finlake.etl.prove.life;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether days cost more and more: pure, from the series alone. The last days are held against the
 * first ones after a time in which a lake fills up to what it keeps.
 */
final class Growth {
  /** So much more the last days may cost. */
  static final double MOST = 1.5;

  /** After so many days the log has the length that it keeps, and a bit. */
  private static final int FULL_LOG = 40;

  /** As many days show whether logs stay bounded. */
  private static final int LONG = 2 * FULL_LOG;

  /**
   * A cost that may grow, with what it may grow by besides.
   *
   * @param column its name in the series
   * @param slack so much more is nothing, however little there was first
   * @param log whether it depends on how long logs are kept
   * @param middle whether the median counts, since single days are disturbed by the machine
   */
  private record Cost(String column, long slack, boolean log, boolean middle) {}

  private static final List<Cost> COSTS = costs();

  private final LifeSeries series;
  private final int warm;
  private final int window;

  Growth(LifeSeries series) {
    int days = series.days().size();
    this.series = series;
    this.warm = days >= LONG ? FULL_LOG : days / 3;
    this.window = Math.max(1, Math.min(30, (days - warm) / 2));
  }

  private static List<Cost> costs() {
    List<Cost> costs = new ArrayList<>();
    for (String prefix : List.of("", "idle_")) {
      costs.add(new Cost(prefix + "cpu", 1_000, false, true));
      costs.add(new Cost(prefix + "jobs", 5, false, false));
      costs.add(new Cost(prefix + "tasks", 20, false, false));
      for (String of : List.of("control_log", "control_data", "log", "data")) {
        costs.add(new Cost(prefix + of + "_opened", 50, true, false));
        costs.add(new Cost(prefix + of + "_listed", 200, true, false));
        costs.add(new Cost(prefix + of + "_written", 5, true, false));
      }
      costs.add(new Cost(prefix + "raw_opened", 5, false, false));
    }
    for (String of : List.of("control", "tables")) {
      costs.add(new Cost(of + "_files", 20, true, false));
      costs.add(new Cost(of + "_log_files", 20, true, false));
      costs.add(new Cost(of + "_checkpoints", 10, true, false));
      costs.add(new Cost(of + "_transactions", 5, false, false));
    }
    costs.add(new Cost("staging_files", 5, false, false));
    costs.add(new Cost("heap", 20_000, false, true));
    costs.add(new Cost("classes", 2_000, false, true));
    costs.add(new Cost("threads", 50, false, true));
    return List.copyOf(costs);
  }

  /** Whether there are enough days to say anything. */
  boolean judged() {
    return series.days().size() >= 6;
  }

  /** What grew beyond its bound, in words; nothing when nothing did. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    for (Cost cost : COSTS) {
      if (!series.columns().contains(cost.column) || (cost.log && series.days().size() < LONG)) {
        continue;
      }
      double first = level(cost, warm, warm + window);
      double last = level(cost, series.days().size() - window, series.days().size());
      if (last > Math.max(first * MOST, first + cost.slack)) {
        problems.add(
            String.format(
                Locale.ROOT,
                "%s grew from %.0f (days %d to %d) to %.0f (days %d to %d)",
                cost.column,
                first,
                warm + 1,
                warm + window,
                last,
                series.days().size() - window + 1,
                series.days().size()));
      }
    }
    return problems;
  }

  /** How two windows compare, for people. */
  String compared(String column, String unit, double divisor) {
    Cost cost = new Cost(column, 0, false, true);
    return String.format(
        Locale.ROOT,
        "%s %.1f, then %.1f %s",
        column,
        level(cost, warm, warm + window) / divisor,
        level(cost, series.days().size() - window, series.days().size()) / divisor,
        unit);
  }

  private double level(Cost cost, int from, int to) {
    List<Long> values = series.of(cost.column, from, to).stream().sorted().toList();
    if (values.isEmpty()) {
      return 0;
    }
    return cost.middle
        ? values.get(values.size() / 2)
        : values.stream().mapToLong(it -> it).average().orElse(0);
  }
}

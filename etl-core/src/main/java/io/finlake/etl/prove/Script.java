package io.finlake.etl.prove;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What is done with a lake of a proof, line by line: deliveries between real commands.
 *
 * @param lines in order
 */
record Script(List<Line> lines) {
  Script {
    lines = List.copyOf(lines);
  }

  /**
   * A line.
   *
   * @param name what steps of this line are called by
   * @param words the command with its arguments, or {@code deliver FOLDER}, or {@code age}
   * @param code the exit code with which it must end
   * @param again the exit code that is right, too, when the line was begun before and killed
   */
  record Line(String name, List<String> words, int code, int again) {
    Line {
      words = List.copyOf(words);
    }

    /** Whether it may end so. */
    boolean right(int ended, boolean begunBefore) {
      return ended == code || (begunBefore && ended == again);
    }
  }

  /** Everything that changes a lake, at least once, as far as the ground's size goes. */
  static Script of(Ground ground, Path lake) {
    Lines lines = new Lines(lake);
    String first = ground.contracts().toString();
    String mended = ground.mended().toString();
    lines.deliver(Ground.day(0));
    if (ground.size().datasets().contains("prices")) {
      // Control totals that another delivery had: refused, until the source sends the right ones.
      String[] words = {"process", "--dataset", "proof.prices"};
      lines.deliver(Ground.WRONG).line(new Line("process", lines.words(first, words), 3, 3));
      lines.deliver(Ground.RIGHT);
    }
    lines.command("run", first, "run");
    if (ground.size() != Size.TINY) {
      lines.deliver(Ground.day(1)).command("run", first, "run");
      lines.replay(mended, "people", "operation_known").backfill(mended, "visits");
      lines.line(new Line("age", List.of("age"), 0, 0));
      lines.command("maintain", mended, "maintain", "--keep-days", "1", "--small-files", "2");
      String person = Deliveries.id(3);
      lines.command("erase", mended, "erase", "--subject", person, "--reason", "proof");
    }
    if (ground.size() == Size.LONG) {
      lines.deliver(Ground.day(2)).command("run", mended, "run");
      lines.replay(mended, "payments", "amount_plausible").backfill(mended, "payments");
      lines.command("erase finish", mended, "erase", "finish", "--now");
      lines.deliver(Ground.day(3)).command("run", mended, "run");
    }
    lines.command("reconcile", mended, "reconcile");
    return new Script(lines.lines);
  }

  private static final class Lines {
    private final List<Line> lines = new ArrayList<>();
    private final Path lake;

    Lines(Path lake) {
      this.lake = lake;
    }

    Lines deliver(String folder) {
      return line(new Line("deliver", List.of("deliver", folder), 0, 0));
    }

    Lines command(String name, String contracts, String... words) {
      return line(new Line(name, words(contracts, words), 0, 0));
    }

    Lines replay(String contracts, String dataset, String rule) {
      String[] words = {"quarantine", "replay", "proof." + dataset, "--rule", rule};
      return command("quarantine replay", contracts, words);
    }

    Lines backfill(String contracts, String dataset) {
      String[] plan = {"backfill", "plan", "--dataset", "proof." + dataset, "--name", dataset};
      // The plan was stored when the command was killed, and its name is taken.
      line(new Line("backfill plan", words(contracts, plan), 0, 2));
      return command("backfill apply", contracts, "backfill", "apply", dataset);
    }

    Lines line(Line line) {
      lines.add(line);
      return this;
    }

    List<String> words(String contracts, String... words) {
      List<String> all = new ArrayList<>(List.of(words));
      all.addAll(List.of("--lake", lake.toString(), "--contracts", contracts));
      return all;
    }
  }
}

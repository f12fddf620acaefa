package io.finlake.etl.prove.protection;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is done with the lake of the proof: real commands, good ones and such that must fail. */
final class ProtectionScript {
  /** The file of exit codes. */
  static final String CODES = "codes";

  private ProtectionScript() {}

  /** What an answer may show. */
  enum Shows {
    /** No classified value. */
    NOTHING("out"),
    /** Rows of tables, in which confidential values stand. */
    ROWS("out-rows"),
    /** The value that was asked for. */
    VALUES("out-values");

    private final String file;

    Shows(String file) {
      this.file = file;
    }

    /** Where answers of this kind are written. */
    String file() {
      return file;
    }
  }

  /**
   * A command.
   *
   * @param shows what its answer may show
   */
  record Line(Shows shows, List<String> words) {}

  /**
   * All of them, in order.
   *
   * @param fast upkeep of one dataset instead of all: the same code a dozen times
   */
  static List<Line> of(Path folder, boolean fast) {
    Lines lines = new Lines(folder);
    lines.command("run").command("run");
    lines.command("status").command("reconcile").command("quarantine", "list");
    for (String dataset : PlantedGround.datasets()) {
      lines.rows("quarantine", "show", "proof." + dataset, "--format", "json");
    }
    for (String dataset : List.of("lines", "parquets")) {
      String name = "proof." + dataset;
      lines.command("why-not", "--dataset", name, "--key", "R0005");
      lines.command("why-not", "--dataset", name, "--key", "R0001");
      lines.command("trace", "--table", "processed." + dataset, "--key", "R0002");
    }
    lines.command("quarantine", "replay", "proof.lines", "--dry-run");
    lines.mended("quarantine", "replay", "proof.lines", "--rule", "note_length");
    lines.mended("backfill", "plan", "--dataset", "proof.sheets", "--name", "again");
    lines.mended("backfill", "show", "again");
    lines.mended("backfill", "apply", "again");
    if (fast) {
      lines.command("maintain", "--dataset", "proof.lines", "--small-files", "2");
    } else {
      lines.command("maintain", "--small-files", "2");
    }
    lines.command("erase", "--subject", "R0002", "--reason", "proof");
    lines.command("erase", "status");
    lines.rows("query", "SELECT * FROM processed.lines");
    // A question that fails on a row.
    lines.rows("query", "SELECT CAST(tax AS INT), assert_true(amount < 0) FROM processed.lines");
    lines.command("detokenize", "--domain", "tax", "--reason", "proof", "v1.bm8gdG9rZW4");
    return lines.lines;
  }

  private static final class Lines {
    private final List<Line> lines = new ArrayList<>();
    private final Path folder;

    Lines(Path folder) {
      this.folder = folder;
    }

    Lines command(String... words) {
      return line(Shows.NOTHING, PlantedGround.contracts(folder), words);
    }

    Lines rows(String... words) {
      return line(Shows.ROWS, PlantedGround.contracts(folder), words);
    }

    /** By contracts that let more in. */
    Lines mended(String... words) {
      return line(Shows.NOTHING, PlantedGround.mended(folder), words);
    }

    private Lines line(Shows shows, Path contracts, String... words) {
      List<String> all = new ArrayList<>(List.of(words));
      all.addAll(List.of("--lake", PlantedGround.lake(folder).toString()));
      all.addAll(List.of("--contracts", contracts.toString()));
      lines.add(new Line(shows, all));
      return this;
    }
  }
}

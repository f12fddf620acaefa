package io.finlake.etl.prove.protection;

import io.finlake.etl.prove.Child;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Runs the commands of the proof, and then stops as if the power went: what Spark has in its
 * folders stays there to be searched.
 */
public final class ProtectionChild {
  private ProtectionChild() {}

  /** The command line of finlake, in this process. */
  @FunctionalInterface
  public interface Commands {
    /** Runs a command to its end, and answers with its exit code. */
    int run(PrintWriter out, String... words);
  }

  /** The lake of a proof. */
  public static Path lake(Path folder) {
    return PlantedGround.lake(folder);
  }

  /**
   * Runs them all, whatever becomes of each; does not return.
   *
   * @param fast the short form
   */
  public static void go(Path folder, boolean fast, Commands commands) {
    Child.endWithParent();
    for (ProtectionScript.Line line : ProtectionScript.of(folder, fast)) {
      StringBuilder note = new StringBuilder();
      try (PrintWriter out =
          new PrintWriter(
              Files.newBufferedWriter(
                  folder.resolve(line.shows().file()),
                  StandardCharsets.UTF_8,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.APPEND))) {
        int code = commands.run(out, line.words().toArray(new String[0]));
        note.append(code).append('\t').append(String.join(" ", line.words())).append('\n');
        Files.writeString(
            folder.resolve(ProtectionScript.CODES),
            note,
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
      } catch (IOException thrown) {
        throw new UncheckedIOException(thrown);
      }
    }
    Runtime.getRuntime().halt(0);
  }
}

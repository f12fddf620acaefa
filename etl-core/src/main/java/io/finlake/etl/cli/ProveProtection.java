package io.finlake.etl.cli;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.prove.protection.ProtectionChild;
import java.io.PrintWriter;
import java.nio.file.Path;

/** The process of {@code finlake prove protection}: finlake's own commands, on one Spark. */
public final class ProveProtection {
  private ProveProtection() {}

  /**
   * Runs the script.
   *
   * @param arguments the folder of the proof, and whether it is the short form
   */
  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[0]);
    LakeLocations locations = LakeLocations.under(ProtectionChild.lake(folder).toString());
    try (LakeSession session = LakeSession.start(locations)) {
      session.spark();
      ProtectionChild.go(
          folder,
          Boolean.parseBoolean(arguments[1]),
          (out, words) -> Finlake.run(writingTo(out), words));
    }
  }

  private static Surroundings writingTo(PrintWriter out) {
    Surroundings given = Surroundings.ofThisProcess();
    return new Surroundings(
        out,
        given.err(),
        given.environment(),
        given.workingDirectory(),
        given.home(),
        given.log(),
        given.outColumns(),
        given.errColumns());
  }
}

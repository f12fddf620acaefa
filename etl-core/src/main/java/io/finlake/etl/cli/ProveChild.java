package io.finlake.etl.cli;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.prove.Child;
import java.nio.file.Path;

/**
 * What {@code finlake prove} kills: a process that SparkSubmit starts, and that runs finlake's own
 * commands one after the other, on one Spark.
 */
public final class ProveChild {
  private ProveChild() {}

  /**
   * Goes on with the script of a lake.
   *
   * @param arguments the folder of the lake, and the folder of what it is given
   */
  public static void main(String[] arguments) {
    Surroundings surroundings = Surroundings.ofThisProcess();
    Path folder = Path.of(arguments[0]);
    LakeLocations locations = LakeLocations.under(folder.resolve("lake").toString());
    try (LakeSession session = LakeSession.start(locations)) {
      session.spark();
      Child.goOn(folder, Path.of(arguments[1]), words -> Finlake.run(surroundings, words));
    }
  }
}

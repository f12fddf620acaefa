package io.finlake.etl.cli;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.prove.Child;
import io.finlake.etl.prove.Racer;
import java.nio.file.Path;

/**
 * What {@code finlake prove} kills, or lets race: a process that SparkSubmit starts, and that runs
 * finlake's own commands one after the other, on one Spark.
 */
public final class ProveChild {
  private ProveChild() {}

  /**
   * Goes on with the script of a lake, or races.
   *
   * @param arguments the folder of the lake, and the folder of what it is given; or {@code race},
   *     the folder of the race, and the number of the racer
   */
  public static void main(String[] arguments) throws InterruptedException {
    Surroundings surroundings = Surroundings.ofThisProcess();
    if (arguments[0].equals("race")) {
      race(surroundings, Path.of(arguments[1]), Integer.parseInt(arguments[2]));
      return;
    }
    Path folder = Path.of(arguments[0]);
    LakeLocations locations = LakeLocations.under(folder.resolve("lake").toString());
    try (LakeSession session = LakeSession.start(locations)) {
      session.spark();
      Child.goOn(folder, Path.of(arguments[1]), words -> Finlake.run(surroundings, words));
    }
  }

  /** Commands name their lake: the session is of a place where nothing lies. */
  private static void race(Surroundings surroundings, Path folder, int racer)
      throws InterruptedException {
    LakeLocations nowhere = LakeLocations.under(folder.resolve("nowhere").toString());
    try (LakeSession session = LakeSession.start(nowhere)) {
      session.spark();
      Racer.run(folder, racer, words -> Finlake.run(surroundings, words));
    }
  }
}

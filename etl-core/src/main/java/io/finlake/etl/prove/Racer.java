package io.finlake.etl.prove;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A process that runs finlake's own commands as it is told, at the same moment as others that are
 * told to.
 */
public final class Racer {
  private static final long LOOK_MILLIS = 2;

  private Racer() {}

  /**
   * Runs commands until there are no more.
   *
   * @param folder of the race
   * @param racer its number
   */
  public static void run(Path folder, int racer, Child.Commands commands)
      throws InterruptedException {
    Child.endWithParent();
    RaceTalk talk = new RaceTalk(folder);
    talk.isReady(racer);
    for (int heat = 0; ; heat++) {
      Optional<RaceTalk.Heat> told = talk.heat(heat);
      while (told.isEmpty()) {
        Thread.sleep(LOOK_MILLIS);
        told = talk.heat(heat);
      }
      if (told.get().last()) {
        return;
      }
      List<String> words = told.get().of(racer);
      if (!words.isEmpty()) {
        talk.ended(heat, racer, commands.run(words.toArray(new String[0])));
      }
    }
  }
}

package io.finlake.etl.prove;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** A property of finlake that is tried to be broken. */
public interface Proof {
  /**
   * Tries to break it, or goes on with a try that was ended.
   *
   * @throws io.finlake.etl.error.FinlakeException {@code BAD_ARGUMENT} when what lies in the folder
   *     is of a proof with other settings
   */
  Result run();

  /**
   * What every proof is given.
   *
   * @param folder its own, for lakes and progress
   * @param seed of everything that is drawn
   * @param fast the short form: minutes instead of hours
   * @param launch how children are started
   * @param undisturbed what lakes are compared with
   * @param progress is told what goes on
   */
  record Request(
      Path folder,
      long seed,
      boolean fast,
      Launch launch,
      Undisturbed undisturbed,
      Consumer<String> progress) {}

  /**
   * What was found.
   *
   * @param tries how often it was tried
   * @param faults what was done to break it, counted
   * @param lost rows, records and objects that are not there
   * @param doubled those that are there more often
   * @param wrong those that are others, and everything else that is wrong
   * @param notes what else there is to say, a line each
   * @param examples of what was lost, doubled or wrong, in words
   * @param millis how long it took, in all parts of a proof that was gone on with
   */
  record Result(
      int tries,
      int faults,
      long lost,
      long doubled,
      long wrong,
      List<String> notes,
      List<String> examples,
      long millis) {
    public Result {
      notes = List.copyOf(notes);
      examples = List.copyOf(examples);
    }

    /** Whether nothing is lost, doubled or wrong. */
    public boolean proven() {
      return lost == 0 && doubled == 0 && wrong == 0;
    }
  }
}

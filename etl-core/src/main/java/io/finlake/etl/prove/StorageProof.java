package io.finlake.etl.prove;

import io.finlake.etl.error.Actor;
import io.finlake.etl.prove.LakeContent.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;

/**
 * Storage fails under commands, in whatever way its disturbance has. Each command must end well, or
 * ask to be run again, within a stated time; run again on storage that works it must end well; and
 * the lake must be what the same commands make where nothing ever failed.
 */
public final class StorageProof implements Proof {
  private static final int TRANSIENT = Actor.TRANSIENT.exitCode();

  private final Request request;
  private final Settings settings;
  private final Disturbance disturbance;
  private int well;
  private int transients;
  private Duration longest = Duration.ZERO;

  /** What is done to storage. */
  public interface Disturbance {
    /**
     * Disturbs from now on.
     *
     * @param attempt how often this command has been tried; the first time is 1
     */
    void begin(int attempt);

    /** Leaves storage alone. */
    void end();

    /** How often something was done to it. */
    long faults();
  }

  /**
   * What is asked.
   *
   * @param root below what the lakes lie; a folder or a URI
   * @param calm settings of Spark by which storage is reached that works
   * @param disturbed settings of Spark by which the disturbance is in between
   * @param storage how the lakes are reached from here, undisturbed
   * @param attempts how often a command is tried on disturbed storage while it asks for that
   * @param patience how long a command may take on it
   */
  public record Settings(
      String root,
      Map<String, String> calm,
      Map<String, String> disturbed,
      Configuration storage,
      int attempts,
      Duration patience) {
    public Settings {
      calm = Map.copyOf(calm);
      disturbed = Map.copyOf(disturbed);
    }
  }

  /** A proof of the request's folder. */
  public StorageProof(Request request, Settings settings, Disturbance disturbance) {
    this.request = request;
    this.settings = settings;
    this.disturbance = disturbance;
  }

  /** How many commands asked to be run again. */
  public int transients() {
    return transients;
  }

  @Override
  public Result run() {
    long begun = System.nanoTime();
    ProofFiles.remove(request.folder().resolve("ground"));
    Ground ground = Ground.make(request.folder().resolve("ground"), request.seed(), Size.SHORT);
    Difference difference;
    try (Racers calm = started("calm", settings.calm());
        Racers disturbed = started("disturbed", settings.disturbed())) {
      LakeContent.Read alone = lake("alone", ground, calm, Optional.empty());
      LakeContent.Read found = lake("lake", ground, calm, Optional.of(disturbed));
      difference =
          Difference.wrong(alone.problems())
              .plus(Difference.wrong(found.problems()))
              .plus(Difference.between(alone.entries(), found.entries()));
    }
    return new Result(
        1,
        (int) disturbance.faults(),
        difference.lost(),
        difference.doubled(),
        difference.wrong(),
        List.of(
            "of "
                + (well + transients)
                + " commands on failing storage "
                + well
                + " ended well and "
                + transients
                + " with the transient code; the longest took "
                + longest.toSeconds()
                + " s; seed "
                + request.seed()),
        difference.examples(),
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
  }

  private Racers started(String name, Map<String, String> spark) {
    RaceTalk talk = new RaceTalk(request.folder().resolve(name));
    ProofFiles.fresh(talk.folder());
    return Racers.start(talk, 1, request.launch(), spark, new LakeKey(request.seed()).secrets());
  }

  /** Every command, on disturbed storage first when there is one. */
  private LakeContent.Read lake(
      String name, Ground ground, Racers calm, Optional<Racers> disturbed) {
    String lake = settings.root() + "/" + name + "/lake";
    List<String> problems = new ArrayList<>();
    for (Races.Turn turn : turns(ground, lake)) {
      turn.delivery()
          .ifPresent(it -> ProofFiles.deliver(ground.delivery(it), lake, settings.storage()));
      for (List<List<String>> words : turn.heats(1)) {
        disturbed.ifPresent(it -> problems.addAll(disturbed(it, name, turn.name(), words)));
        int code = ended(calm, words);
        if (code != 0) {
          problems.add(name + ": " + turn.name() + " ended with exit code " + code + " in peace");
        }
      }
    }
    LakeContent.Read read = LakeContent.of(settings.storage(), lake, ground.known());
    read.problems().forEach(it -> problems.add(name + ": " + it));
    return new LakeContent.Read(comparable(read, ground), problems);
  }

  private static List<Entry> comparable(LakeContent.Read read, Ground ground) {
    return RacesProof.comparable(read.entries(), ground.known());
  }

  /** Deliveries, rows that are taken again, and upkeep: what a lake does of itself. */
  private static List<Races.Turn> turns(Ground ground, String lake) {
    return Races.of(ground, lake).turns().stream()
        .filter(
            turn ->
                List.of("first run", "second run", "quarantine replay", "reconcile")
                        .contains(turn.name())
                    || turn.name().equals("run beside maintain"))
        .toList();
  }

  private List<String> disturbed(
      Racers disturbed, String lake, String turn, List<List<String>> words) {
    List<String> problems = new ArrayList<>();
    int code = TRANSIENT;
    for (int attempt = 1; attempt <= settings.attempts() && code == TRANSIENT; attempt++) {
      disturbance.begin(attempt);
      long begun = System.nanoTime();
      code = ended(disturbed, words);
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      disturbance.end();
      longest = took.compareTo(longest) > 0 ? took : longest;
      well += code == 0 ? 1 : 0;
      transients += code == TRANSIENT ? 1 : 0;
      String said = lake + ": " + turn + " " + words.get(0).get(0) + ", attempt " + attempt;
      request.progress().accept(said + ": exit code " + code + " after " + took.toSeconds() + " s");
      if (code != 0 && code != TRANSIENT) {
        problems.add(said + " ended with exit code " + code + " on failing storage");
      }
      if (took.compareTo(settings.patience()) > 0) {
        problems.add(said + " took " + took.toSeconds() + " s on failing storage");
      }
    }
    return problems;
  }

  private static int ended(Racers racers, List<List<String>> words) {
    return new TreeMap<>(racers.run(words)).get(0);
  }
}

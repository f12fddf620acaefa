package io.finlake.etl.prove;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Kills the lake at named steps and at random moments, and runs it again: each process goes on with
 * what the last one left, and is killed itself. At the end every table, every record and every raw
 * object must be what a run gives that nobody disturbed.
 */
public final class CrashProof implements Proof {
  /** So many kills one lake takes. */
  private static final int KILLS_A_LAKE = 20;

  /** Storage that fails for a while is no fault: as often a command may ask to be run again. */
  private static final int TRANSIENT_TRIES = 3;

  private final Request request;
  private final Settings settings;
  private final LakeKey key;
  private final Victim victim;
  private final Journal journal;

  /** A proof of the request's folder; one that was ended there is gone on with. */
  public CrashProof(Request request, Settings settings) {
    this.request = request;
    this.settings = settings;
    this.key = new LakeKey(request.seed());
    this.victim = new Victim(request.launch().of(settings.size()), key.secrets());
    this.journal = new Journal(request.folder());
  }

  /**
   * What is asked.
   *
   * @param kills how many there are to be at least; none only tells whether the peaceful lake is
   *     right
   * @param size how much a lake has to do
   * @param at the steps that are to be victims; when there is none they are chosen
   */
  public record Settings(int kills, Size size, List<String> at) {
    public Settings {
      at = List.copyOf(at);
    }
  }

  @Override
  public Result run() {
    journal.begin("seed " + request.seed() + ", " + settings.size());
    Undisturbed.Lake undisturbed = request.undisturbed().of(settings.size());
    List<Journal.Round> rounds = new ArrayList<>(journal.rounds());
    Difference difference = Difference.wrong(undisturbed.problems());
    for (Journal.Round round : rounds) {
      difference = difference.plus(round.difference());
    }
    while (difference.nothing() && open(rounds)) {
      Journal.Round round = round(rounds, undisturbed);
      journal.done(round);
      rounds.add(round);
      difference = difference.plus(round.difference());
    }
    return result(rounds, undisturbed, difference);
  }

  private boolean open(List<Journal.Round> rounds) {
    return kills(rounds) < settings.kills() && (settings.at().isEmpty() || rounds.isEmpty());
  }

  private static int kills(List<Journal.Round> rounds) {
    return rounds.stream().mapToInt(round -> round.kills().size()).sum();
  }

  private Result result(
      List<Journal.Round> rounds, Undisturbed.Lake undisturbed, Difference difference) {
    Set<String> named = new HashSet<>(undisturbed.steps());
    Set<String> victims = victims(rounds);
    victims.retainAll(named);
    return new Result(
        rounds.size(),
        kills(rounds),
        difference.lost(),
        difference.doubled(),
        difference.wrong(),
        List.of(
            "%d of %d named steps were a victim; seed %d"
                .formatted(victims.size(), named.size(), request.seed())),
        difference.examples(),
        rounds.stream().mapToLong(Journal.Round::millis).sum());
  }

  private static Set<String> victims(List<Journal.Round> rounds) {
    Set<String> victims = new HashSet<>();
    rounds.forEach(round -> victims.addAll(round.kills()));
    return victims;
  }

  private Journal.Round round(List<Journal.Round> before, Undisturbed.Lake undisturbed) {
    long begun = System.nanoTime();
    Child.Place place =
        new Child.Place(
            request.folder().resolve("lake-" + (before.size() + 1)),
            undisturbed.place().groundFolder());
    ProofFiles.fresh(place.folder());
    Kills kills = new Kills(place, plan(before, undisturbed));
    Difference difference = kills.toTheEnd();
    if (difference.nothing()) {
      difference = difference(place, undisturbed);
    }
    if (difference.nothing()) {
      ProofFiles.remove(place.folder());
    }
    return new Journal.Round(
        kills.where, difference, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
  }

  private KillPlan plan(List<Journal.Round> before, Undisturbed.Lake undisturbed) {
    Random chance = new Random(request.seed() * 1_000_003 + before.size());
    int wanted = Math.min(KILLS_A_LAKE, settings.kills() - kills(before));
    if (!settings.at().isEmpty()) {
      return KillPlan.at(settings.at(), 0, chance);
    }
    List<String> victims = new ArrayList<>(settings.size().victims());
    if (!victims.isEmpty() && before.isEmpty()) {
      // The first one is always among them.
      Collections.shuffle(victims.subList(1, victims.size()), chance);
      int named = Math.min(victims.size(), wanted - wanted / KillPlan.RANDOM_SHARE);
      return KillPlan.at(victims.subList(0, named), wanted - named, chance);
    }
    return KillPlan.spread(undisturbed.steps(), victims(before), wanted, chance);
  }

  private Difference difference(Child.Place place, Undisturbed.Lake undisturbed) {
    LakeContent.Read read = LakeContent.of(place.lake(), place.ground().known());
    return Difference.wrong(read.problems())
        .plus(Difference.wrong(new Truth(place, key.bytes()).problems()))
        .plus(Difference.between(undisturbed.entries(), read.entries()));
  }

  /** The processes of one lake, one after the other. */
  private final class Kills {
    private final Child.Place place;
    private final KillPlan plan;
    private final int lines;
    private final List<String> where = new ArrayList<>();
    private final Deque<Victim.Ready> ready = new ArrayDeque<>();
    private int started;

    Kills(Child.Place place, KillPlan plan) {
      this.place = place;
      this.plan = plan;
      this.lines = Script.of(place.ground(), place.lake()).lines().size();
    }

    Difference toTheEnd() {
      try {
        return goOn();
      } finally {
        ready.forEach(Victim.Ready::close);
      }
    }

    private Difference goOn() {
      int failures = 0;
      for (int child = 0; place.done() < lines; child++) {
        start(child);
        if (plan.left() > 0) {
          start(child + 1);
        }
        Victim.End end = ready.remove().go(plan.next((lines - place.done()) / (double) lines));
        if (end.killedAt().isPresent()) {
          String step = end.killedAt().get();
          where.add(step);
          plan.killed(step);
          request.progress().accept("killed at " + step);
        } else if (place.done() < lines && (!place.mayTryAgain() || ++failures > TRANSIENT_TRIES)) {
          return Difference.wrong(
              List.of(
                  "a command cannot be run again: " + place.failures() + ", see " + own(child)));
        }
      }
      return Difference.none();
    }

    /** The next process is started while one is at work, and waits for its turn. */
    private void start(int child) {
      if (child == started) {
        ready.add(victim.ready(place, own(child)));
        started++;
      }
    }

    private Path own(int child) {
      return place.folder().resolve("child-" + child);
    }
  }
}

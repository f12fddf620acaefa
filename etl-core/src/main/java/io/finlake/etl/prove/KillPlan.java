package io.finlake.etl.prove;

import io.finlake.etl.prove.Steps.Aim;
import io.finlake.etl.prove.Victim.Moment;
import io.finlake.etl.prove.Victim.When;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Where the processes of one lake are killed: at steps that were no victim yet, spread over the
 * whole script, and at random moments between. A pure choice from a seed.
 */
final class KillPlan {
  /** Of so many kills one is at a random moment. */
  static final int RANDOM_SHARE = 3;

  /** About as many steps has a short script. */
  private static final int SHORT_STEPS = 500;

  private static final int MOST_PASSES = 3;
  private static final int MOST_MILLIS = 400;

  private final Random chance;
  private final int allSteps;
  private final List<Aim> aims;
  private int moments;
  private int killed;

  private KillPlan(Random chance, int allSteps, List<Aim> aims, int moments) {
    this.chance = chance;
    this.allSteps = allSteps;
    this.aims = new ArrayList<>(aims);
    this.moments = moments;
  }

  /**
   * Steps and moments over the whole script.
   *
   * @param undisturbed the steps of a run that nobody disturbed, in order
   * @param before the steps at which processes were killed in other lakes
   * @param kills how many there are to be
   */
  static KillPlan spread(List<String> undisturbed, Set<String> before, int kills, Random chance) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    undisturbed.forEach(step -> counts.merge(step, 1, Integer::sum));
    List<String> open = counts.keySet().stream().filter(step -> !before.contains(step)).toList();
    List<String> from = open.isEmpty() ? List.copyOf(counts.keySet()) : open;
    int wanted = Math.min(kills - kills / RANDOM_SHARE, from.size());
    List<Aim> aims = new ArrayList<>();
    for (int at = 0; at < wanted; at++) {
      int begin = (int) ((long) from.size() * at / wanted);
      int end = (int) ((long) from.size() * (at + 1) / wanted);
      String step = from.get(begin + chance.nextInt(end - begin));
      aims.add(new Aim(step, chance.nextInt(Math.min(MOST_PASSES, counts.get(step)))));
    }
    return new KillPlan(chance, undisturbed.size(), aims, kills - wanted);
  }

  /** These steps, the first time that each is reached, and so many random moments. */
  static KillPlan at(List<String> steps, int moments, Random chance) {
    return new KillPlan(
        chance, SHORT_STEPS, steps.stream().map(step -> new Aim(step, 0)).toList(), moments);
  }

  /** How many kills are left. */
  int left() {
    return aims.size() + moments;
  }

  /**
   * When the next process is killed.
   *
   * @param remaining the share of the script that is still to be done
   */
  When next(double remaining) {
    if (left() == 0) {
      return When.never();
    }
    if (moments > 0 && (aims.isEmpty() || killed % RANDOM_SHARE == RANDOM_SHARE - 1)) {
      int steps = Math.max(1, (int) (remaining * allSteps / (left() + 1)));
      return new When(
          List.of(), Optional.of(new Moment(chance.nextInt(steps), chance.nextInt(MOST_MILLIS))));
    }
    return new When(aims, Optional.empty());
  }

  /** A process was killed there. */
  void killed(String step) {
    killed++;
    if (step.equals(Victim.RANDOM)) {
      moments = Math.max(0, moments - 1);
    } else {
      aims.removeIf(aim -> aim.step().equals(step));
    }
  }
}

package io.finlake.etl.prove;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.prove.Steps.Aim;
import io.finlake.etl.prove.Victim.When;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KillPlanTest {
  private static final List<String> STEPS =
      IntStream.range(0, 60).mapToObj(step -> "step " + step / 2).toList();

  /** Kills until the plan has no more, at the first aim of each child. */
  private static List<String> kills(KillPlan plan) {
    List<String> kills = new ArrayList<>();
    while (plan.left() > 0) {
      When when = plan.next(1);
      String at = when.moment().isPresent() ? Victim.RANDOM : when.steps().get(0).step();
      kills.add(at);
      plan.killed(at);
    }
    return kills;
  }

  @Test
  void aThirdOfTheKillsIsAtRandomMoments() {
    List<String> kills = kills(KillPlan.spread(STEPS, Set.of(), 12, new Random(1)));
    assertThat(kills).hasSize(12);
    assertThat(kills).filteredOn(Victim.RANDOM::equals).hasSize(4);
  }

  @Test
  void stepsAreSpreadOverTheWholeScript() {
    // 30 names, 8 of them: one of each eighth.
    List<String> kills = kills(KillPlan.spread(STEPS, Set.of(), 12, new Random(2)));
    assertThat(
            kills.stream()
                .filter(at -> !at.equals(Victim.RANDOM))
                .map(at -> Integer.parseInt(at.substring(5)) * 8 / 30)
                .distinct())
        .hasSizeGreaterThanOrEqualTo(7);
  }

  @Test
  void everyStepIsAVictimBeforeAnyIsAgain() {
    Set<String> before = new HashSet<>();
    for (int lake = 0; lake < 3; lake++) {
      List<String> kills = kills(KillPlan.spread(STEPS, before, 15, new Random(lake)));
      kills.removeIf(Victim.RANDOM::equals);
      assertThat(before).doesNotContainAnyElementsOf(kills);
      before.addAll(kills);
    }
    assertThat(before).hasSize(30);
    assertThat(kills(KillPlan.spread(STEPS, before, 15, new Random(9)))).hasSize(15);
  }

  @Test
  void theSameSeedGivesTheSameKills() {
    assertThat(kills(KillPlan.spread(STEPS, Set.of(), 20, new Random(7))))
        .isEqualTo(kills(KillPlan.spread(STEPS, Set.of(), 20, new Random(7))));
  }

  @Test
  void namedStepsAreTheOnlyVictims() {
    KillPlan plan = KillPlan.at(List.of("step 3", "step 9"), 0, new Random(1));
    assertThat(plan.next(1).steps()).containsExactly(new Aim("step 3", 0), new Aim("step 9", 0));
    plan.killed("step 3");
    plan.killed("step 9");
    assertThat(plan.next(1)).isEqualTo(When.never());
  }

  @Test
  void anAimSurvivesItsLine() {
    Aim aim = new Aim("run: after the commit of control/plans", 2);
    assertThat(Aim.parse(aim.line())).isEqualTo(aim);
  }
}

package io.finlake.etl.curate.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.curate.history.Answers.Answer;
import io.finlake.etl.curate.history.Answers.Fit;
import io.finlake.etl.curate.history.Answers.Piece;
import io.finlake.etl.curate.history.Answers.Stretch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What facts are given from a timeline, and where that changes. */
class AnswersTest {
  private static final OptionalLong OPEN = OptionalLong.empty();

  @Test
  void theNewestIntervalThatBeganAnswersAndSaysHowItFits() {
    Answers<String> answers =
        Answers.of(List.of(piece(10, OptionalLong.of(20), "a"), piece(30, OPEN, "b")));

    assertThat(answers.at(9)).contains(new Answer<>(Fit.BEFORE_FIRST, "a"));
    assertThat(answers.at(10)).contains(new Answer<>(Fit.IN_FORCE, "a"));
    assertThat(answers.at(20)).contains(new Answer<>(Fit.DELETED, "a"));
    assertThat(answers.at(30)).contains(new Answer<>(Fit.IN_FORCE, "b"));
    assertThat(Answers.of(List.<Piece<String>>of()).at(9)).isEqualTo(Optional.empty());
  }

  @Test
  void aLateVersionTouchesItsOwnTimeOnly() {
    Answers<String> before =
        Answers.of(List.of(piece(10, OptionalLong.of(30), "a"), piece(30, OPEN, "b")));
    Answers<String> now =
        Answers.of(
            List.of(
                piece(10, OptionalLong.of(20), "a"),
                piece(20, OptionalLong.of(30), "x"),
                piece(30, OPEN, "b")));

    assertThat(Answers.differing(before, now))
        .containsExactly(new Stretch(OptionalLong.of(20), OptionalLong.of(30)));
    assertThat(Answers.differing(now, now)).isEmpty();
  }

  @Test
  void theFirstVersionOfAllTouchesAllOfTime() {
    assertThat(
            Answers.differing(
                Answers.of(List.<Piece<String>>of()), Answers.of(List.of(piece(10, OPEN, "a")))))
        .containsExactly(new Stretch(OPEN, OPEN));
  }

  @Property(tries = 500)
  void aMomentLiesInAStretchExactlyWhenItsAnswerDiffers(@ForAll long seed) {
    Random random = new Random(seed);
    Answers<String> before = Answers.of(timeline(random));
    Answers<String> now = Answers.of(timeline(random));
    List<Stretch> stretches = Answers.differing(before, now);

    for (long moment = -2; moment < 40; moment++) {
      assertThat(lies(stretches, moment))
          .as("%s", moment)
          .isEqualTo(!before.at(moment).equals(now.at(moment)));
    }
  }

  private static boolean lies(List<Stretch> stretches, long moment) {
    return stretches.stream()
        .anyMatch(
            it ->
                (it.from().isEmpty() || it.from().getAsLong() <= moment)
                    && (it.to().isEmpty() || it.to().getAsLong() > moment));
  }

  private static List<Piece<String>> timeline(Random random) {
    List<Piece<String>> pieces = new ArrayList<>();
    long from = random.nextInt(5);
    for (int i = random.nextInt(5); i > 0; i--) {
      long to = from + 1 + random.nextInt(5);
      boolean open = i == 1 && random.nextBoolean();
      String content = random.nextBoolean() ? "a" : "b";
      pieces.add(piece(from, open ? OPEN : OptionalLong.of(to), content));
      from = to + (random.nextBoolean() ? 0 : random.nextInt(3));
    }
    return pieces;
  }

  private static Piece<String> piece(long from, OptionalLong to, String content) {
    return new Piece<>(from, to, content);
  }
}

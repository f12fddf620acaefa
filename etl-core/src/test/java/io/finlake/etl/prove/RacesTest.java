package io.finlake.etl.prove;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RacesTest {
  private static final Optional<List<String>> RUN = Optional.of(List.of("run"));
  private static final Optional<List<String>> ERASE = Optional.of(List.of("erase"));

  @TempDir Path folder;

  @Test
  void allDoTheSameAtOnce() {
    Races.Turn turn = new Races.Turn("t", Optional.empty(), Optional.empty(), RUN);
    assertThat(turn.heats(3))
        .containsExactly(List.of(List.of("run"), List.of("run"), List.of("run")));
  }

  @Test
  void oneDoesSomethingElseBesideTheOthers() {
    Races.Turn turn = new Races.Turn("t", Optional.empty(), ERASE, RUN);
    assertThat(turn.heats(2)).containsExactly(List.of(List.of("erase"), List.of("run")));
  }

  /** Or the lake that it is compared with would lack what the first one did. */
  @Test
  void whoIsAloneDoesBoth() {
    Races.Turn turn = new Races.Turn("t", Optional.empty(), ERASE, RUN);
    assertThat(turn.heats(1)).containsExactly(List.of(List.of("erase")), List.of(List.of("run")));
  }

  @Test
  void whereOneIsAtWorkTheOthersWait() {
    Races.Turn turn = new Races.Turn("t", Optional.empty(), ERASE, Optional.empty());
    assertThat(turn.heats(2)).containsExactly(List.of(List.of("erase"), List.of()));
    assertThat(turn.heats(1)).containsExactly(List.of(List.of("erase")));
  }

  @Test
  void whatIsToldIsReadAgain() {
    RaceTalk talk = new RaceTalk(folder);
    assertThat(talk.heat(0)).isEmpty();
    talk.go(0, new RaceTalk.Heat(List.of(List.of("run", "--lake", "a b"), List.of())));
    assertThat(talk.heat(0).orElseThrow().of(0)).containsExactly("run", "--lake", "a b");
    assertThat(talk.heat(0).orElseThrow().of(1)).isEmpty();
    talk.ended(0, 1, 4);
    assertThat(talk.code(0, 1)).contains(4);
    assertThat(talk.code(0, 0)).isEmpty();
    talk.go(1, new RaceTalk.Heat(List.of()));
    assertThat(talk.heat(1).orElseThrow().last()).isTrue();
  }

  @Test
  void everyTurnEndsWithALookAtEveryCent() {
    Ground ground = Ground.make(folder.resolve("ground"), 1, Size.SHORT);
    List<Races.Turn> turns = Races.of(ground, "s3a://b/lake").turns();
    assertThat(turns.get(turns.size() - 1).name()).isEqualTo("reconcile");
    assertThat(turns)
        .allSatisfy(
            turn ->
                assertThat(turn.heats(2).get(0).get(0)).containsSequence("--lake", "s3a://b/lake"));
  }
}

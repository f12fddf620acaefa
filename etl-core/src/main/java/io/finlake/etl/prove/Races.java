package io.finlake.etl.prove;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What racers do with one lake, turn by turn: in each all run their command at the same moment, and
 * whoever is told to try again does.
 *
 * @param turns in order
 */
record Races(List<Turn> turns) {
  Races {
    turns = List.copyOf(turns);
  }

  /**
   * A turn.
   *
   * @param name what it is called
   * @param delivery what arrives before it
   * @param first what the first racer does; nothing when it does what the others do
   * @param others what the others do; nothing when they wait
   */
  record Turn(
      String name,
      Optional<String> delivery,
      Optional<List<String>> first,
      Optional<List<String>> others) {

    /**
     * The command of each racer, heat by heat; no words for one that waits. All is one heat, unless
     * there is one racer: that one does both.
     */
    List<List<List<String>>> heats(int racers) {
      if (racers == 1) {
        return Stream.of(first, others).flatMap(Optional::stream).map(List::of).toList();
      }
      List<List<String>> words = new ArrayList<>();
      words.add(first.or(() -> others).orElseThrow());
      while (words.size() < racers) {
        words.add(others.orElse(List.of()));
      }
      return List.of(words);
    }
  }

  /** The turns for a lake of this ground. On a small one they do what its {@link Script} does. */
  static Races of(Ground ground, String lake) {
    boolean large = ground.size() == Size.LONG;
    Builder turns = new Builder(lake, ground.contracts().toString());
    turns.all("first run", Optional.of(Ground.day(0)), "run");
    turns.all("second run", Optional.of(Ground.day(1)), "run");
    turns.contracts = ground.mended().toString();
    turns.all(
        "quarantine replay",
        Optional.empty(),
        "quarantine",
        "replay",
        "proof.people",
        "--rule",
        "operation_known");
    turns.one("backfill plan", "backfill", "plan", "--dataset", "proof.visits", "--name", "visits");
    turns.all("backfill apply", Optional.empty(), "backfill", "apply", "visits");
    turns.beside(
        "run beside maintain",
        large ? Optional.of(Ground.day(2)) : Optional.empty(),
        List.of("maintain", "--keep-days", "1", "--small-files", "2"));
    // Nobody can be erased from raw on S3 yet.
    if (!lake.startsWith("s3")) {
      turns.beside(
          "run beside erase",
          Optional.empty(),
          List.of("erase", "--subject", Deliveries.id(3), "--reason", "proof"));
    }
    if (large) {
      turns.all("last run", Optional.of(Ground.day(3)), "run");
    }
    turns.one("reconcile", "reconcile");
    return new Races(turns.turns);
  }

  private static final class Builder {
    private final List<Turn> turns = new ArrayList<>();
    private final String lake;
    private String contracts;

    Builder(String lake, String contracts) {
      this.lake = lake;
      this.contracts = contracts;
    }

    void all(String name, Optional<String> delivery, String... words) {
      turns.add(new Turn(name, delivery, Optional.empty(), words(List.of(words))));
    }

    void one(String name, String... words) {
      turns.add(new Turn(name, Optional.empty(), words(List.of(words)), Optional.empty()));
    }

    void beside(String name, Optional<String> delivery, List<String> first) {
      turns.add(new Turn(name, delivery, words(first), words(List.of("run"))));
    }

    private Optional<List<String>> words(List<String> words) {
      List<String> all = new ArrayList<>(words);
      all.addAll(List.of("--lake", lake, "--contracts", contracts));
      return Optional.of(all);
    }
  }
}

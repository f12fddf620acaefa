package io.finlake.etl.prove;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.Actor;
import io.finlake.etl.prove.LakeContent.Entry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;

/**
 * Two and four processes run the same commands on one lake at the same moment, delivery after
 * delivery. Each must end well or ask to be run again, and end well then; and the lake must be what
 * one process alone makes of the same deliveries.
 */
public final class RacesProof implements Proof {
  /** Whoever loses is run again, with all others that lost; each time one of them wins. */
  private static final int MOST_TRIES = 8;

  private static final int TRANSIENT = Actor.TRANSIENT.exitCode();

  private final Request request;
  private final Settings settings;
  private final Path folder;
  private final Map<String, String> secrets;
  private long commands;
  private long again;

  /**
   * What is asked.
   *
   * @param racers how many processes each lake has, lake by lake
   * @param size how much a lake has to do
   * @param root below what the lakes lie; a folder or a URI
   * @param spark settings of Spark that racers are started with
   * @param storage how the lakes are reached from here
   */
  public record Settings(
      List<Integer> racers,
      Size size,
      String root,
      Map<String, String> spark,
      Configuration storage) {
    public Settings {
      racers = List.copyOf(racers);
      spark = Map.copyOf(spark);
    }
  }

  /** A proof of the request's folder. */
  public RacesProof(Request request, Settings settings) {
    this.request = request;
    this.settings = settings;
    this.folder = request.folder();
    this.secrets = new LakeKey(request.seed()).secrets();
  }

  @Override
  public Result run() {
    long begun = System.nanoTime();
    ProofFiles.remove(folder.resolve("ground"));
    Ground ground = Ground.make(folder.resolve("ground"), request.seed(), settings.size());
    Raced alone = alone(ground);
    Difference difference = Difference.wrong(alone.problems());
    int lakes = 0;
    for (int racers : settings.racers()) {
      if (difference.nothing()) {
        Raced raced = race("lake-" + ++lakes + "-of-" + racers, ground, racers);
        difference =
            raced.entries().isEmpty()
                ? Difference.wrong(raced.problems())
                : Difference.wrong(raced.problems())
                    .plus(Difference.between(alone.entries(), raced.entries()));
      }
    }
    return new Result(
        lakes,
        (int) commands,
        difference.lost(),
        difference.doubled(),
        difference.wrong(),
        List.of(
            commands
                + " commands ran beside another one; "
                + again
                + " ended with the transient code and were run again; seed "
                + request.seed()),
        difference.examples(),
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
  }

  /** What a race left. */
  private record Raced(List<Entry> entries, List<String> problems) {}

  /** A small lake on a disk is another proof's undisturbed one, too. */
  private Raced alone(Ground ground) {
    if (settings.size() != Size.SHORT || settings.root().contains(":")) {
      return race("alone", ground, 1);
    }
    Undisturbed.Lake lake = request.undisturbed().of(settings.size());
    return new Raced(comparable(lake.entries(), ground.known()), lake.problems());
  }

  private Raced race(String name, Ground ground, int racers) {
    request.progress().accept(name + ": " + racers + (racers == 1 ? " process" : " processes"));
    String lake = settings.root() + "/" + name + "/lake";
    RaceTalk talk = new RaceTalk(folder.resolve(name));
    ProofFiles.fresh(talk.folder());
    try (Racers started =
        Racers.start(
            talk, racers, request.launch().of(settings.size()), settings.spark(), secrets)) {
      for (Races.Turn turn : Races.of(ground, lake).turns()) {
        turn.delivery()
            .ifPresent(
                delivery ->
                    ProofFiles.deliver(ground.delivery(delivery), lake, settings.storage()));
        for (List<List<String>> heat : turn.heats(racers)) {
          List<String> problems = heat(started, turn.name(), heat);
          if (!problems.isEmpty()) {
            return new Raced(
                List.of(), problems.stream().map(it -> it + ", see " + talk.folder()).toList());
          }
        }
      }
    }
    LakeContent.Read read = LakeContent.of(settings.storage(), lake, ground.known());
    return new Raced(
        comparable(read.entries(), ground.known()),
        read.problems().stream().map(it -> name + ": " + it).toList());
  }

  private List<String> heat(Racers started, String name, List<List<String>> heat) {
    List<List<String>> words = new ArrayList<>(heat);
    for (int attempt = 1; attempt <= MOST_TRIES; attempt++) {
      long running = words.stream().filter(it -> !it.isEmpty()).count();
      if (running == 0) {
        return List.of();
      }
      commands += running > 1 ? running : 0;
      again += attempt > 1 ? running : 0;
      for (Map.Entry<Integer, Integer> ended : started.run(words).entrySet()) {
        int code = ended.getValue();
        if (code != 0 && code != TRANSIENT) {
          return List.of(name + " of racer " + ended.getKey() + " ended with exit code " + code);
        }
        if (code == 0) {
          words.set(ended.getKey(), List.of());
        }
      }
    }
    return words.stream().allMatch(List::isEmpty)
        ? List.of()
        : List.of(name + " asks to be run again " + MOST_TRIES + " times");
  }

  /**
   * Of curated tables the rows are compared, not by how many batches they came: one process may
   * curate what another one has processed only half of, and once more later.
   */
  static List<Entry> comparable(List<Entry> entries, List<Contract> contracts) {
    Set<String> curated =
        contracts.stream()
            .filter(contract -> contract.zone() == Zone.CURATED)
            .map(contract -> Zone.CURATED.label() + "." + contract.id())
            .collect(Collectors.toSet());
    return entries.stream()
        .filter(
            entry ->
                !entry.where().startsWith("control/")
                    || curated.stream().noneMatch(it -> entry.identity().startsWith(it + " ")))
        .map(
            entry ->
                entry.where().startsWith(Zone.CURATED.label())
                    ? new Entry(entry.where(), entry.identity(), withoutBatch(entry.text()))
                    : entry)
        .toList();
  }

  private static String withoutBatch(String text) {
    return text.replaceAll("(_batch=)\\d+|(_processed_at=)of batch \\d+", "$1$2*");
  }
}

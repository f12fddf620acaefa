package io.finlake.etl.prove;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The files by which racers are told what to do, all at the same moment, and say how it ended.
 *
 * @param folder of one race
 */
record RaceTalk(Path folder) {
  private static final String NOTHING = "-";

  /**
   * A command for each racer; empty for one that waits.
   *
   * @param words by racer; none at all is the end
   */
  record Heat(List<List<String>> words) {
    Heat {
      words = words.stream().map(List::copyOf).toList();
    }

    boolean last() {
      return words.isEmpty();
    }

    List<String> of(int racer) {
      return words.get(racer);
    }
  }

  private Path go(int heat) {
    return folder.resolve("go-" + heat);
  }

  private Path ended(int heat, int racer) {
    return folder.resolve("ended-" + heat + "-" + racer);
  }

  private Path ready(int racer) {
    return folder.resolve("ready-" + racer);
  }

  /** The folder of one racer. */
  Path own(int racer) {
    return folder.resolve("racer-" + racer);
  }

  void isReady(int racer) {
    ProofFiles.write(ready(racer), List.of());
  }

  boolean ready(List<Integer> racers) {
    return racers.stream().allMatch(racer -> Files.exists(ready(racer)));
  }

  /** Lets racers go. */
  void go(int heat, Heat what) {
    ProofFiles.write(
        go(heat),
        what.words().stream()
            .map(words -> words.isEmpty() ? NOTHING : String.join("\t", words))
            .toList());
  }

  /** What is to be done; empty while it is not said. */
  Optional<Heat> heat(int heat) {
    return Files.exists(go(heat))
        ? Optional.of(
            new Heat(
                ProofFiles.lines(go(heat)).stream()
                    .map(line -> line.equals(NOTHING) ? List.<String>of() : words(line))
                    .toList()))
        : Optional.empty();
  }

  private static List<String> words(String line) {
    return List.of(line.split("\t"));
  }

  void ended(int heat, int racer, int code) {
    ProofFiles.write(ended(heat, racer), List.of(Integer.toString(code)));
  }

  /** With which exit code a command ended; empty while it runs. */
  Optional<Integer> code(int heat, int racer) {
    Path file = ended(heat, racer);
    return Files.exists(file)
        ? Optional.of(Integer.valueOf(ProofFiles.lines(file).get(0)))
        : Optional.empty();
  }
}

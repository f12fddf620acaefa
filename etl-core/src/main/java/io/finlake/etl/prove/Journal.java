package io.finlake.etl.prove;

import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a proof has done so far, in its folder, so that one that was ended is gone on with. */
final class Journal {
  private static final String TAB = "\t";

  private final Path rounds;
  private final Path settings;

  Journal(Path folder) {
    this.rounds = folder.resolve("rounds");
    this.settings = folder.resolve("settings");
  }

  /**
   * A lake that was brought to its end.
   *
   * @param kills where its processes were killed
   * @param difference how it differs
   * @param millis how long it took
   */
  record Round(List<String> kills, Difference difference, long millis) {
    private String line() {
      List<String> parts =
          new ArrayList<>(
              List.of(
                  String.valueOf(difference.lost()),
                  String.valueOf(difference.doubled()),
                  String.valueOf(difference.wrong()),
                  String.valueOf(millis)));
      parts.addAll(kills);
      return String.join(TAB, parts) + "\n";
    }

    private static Round parse(String line) {
      List<String> parts = List.of(line.split(TAB, -1));
      return new Round(
          parts.subList(4, parts.size()),
          new Difference(
              Long.parseLong(parts.get(0)),
              Long.parseLong(parts.get(1)),
              Long.parseLong(parts.get(2)),
              List.of()),
          Long.parseLong(parts.get(3)));
    }
  }

  /** The settings that a proof was begun with; empty when none was. */
  Optional<String> settings() {
    return Files.exists(settings)
        ? Optional.of(ProofFiles.lines(settings).get(0))
        : Optional.empty();
  }

  /**
   * Notes the settings, once everything that the rounds need is there.
   *
   * @throws FinlakeException {@code BAD_ARGUMENT} when the folder is of a proof with others
   */
  void begin(String given) {
    Optional<String> before = settings();
    if (before.isPresent() && !before.get().equals(given)) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "the proof is not gone on with",
          "it was begun with " + before.get() + ", not with " + given,
          "give the same settings, or another --folder");
    }
    if (before.isEmpty()) {
      append(settings, given + "\n");
    }
  }

  /** The rounds that are done. */
  List<Round> rounds() {
    return Files.exists(rounds)
        ? ProofFiles.lines(rounds).stream().map(Round::parse).toList()
        : List.of();
  }

  /** Notes a round. */
  void done(Round round) {
    append(rounds, round.line());
  }

  private static void append(Path file, String text) {
    try {
      Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }
}

package io.finlake.etl.prove.protection;

import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.prove.protection.Marker.Secrecy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The files that a proof searches, and what may stand in each. */
final class SearchedPlaces {
  /** Names that mean the same file in each lake. */
  private static final String NUMBERS = "[0-9a-f]{8}-[0-9a-f-]{27,}|\\d{5,}";

  /** What is given to the lake, and answers that show what was asked for. */
  private static final Set<String> GIVEN =
      Set.of(
          "lake/raw",
          "contracts",
          "mended",
          ProtectionScript.Shows.VALUES.file(),
          ProtectionScript.CODES);

  /** Where rows of tables lie, on their way too. */
  private static final List<String> ROWS =
      List.of(
          "lake/processed",
          "lake/quarantine",
          "lake/curated",
          "lake/control/staging",
          "kept",
          "scratch",
          "temporary",
          ProtectionScript.Shows.ROWS.file());

  private final Path folder;

  SearchedPlaces(Path folder) {
    this.folder = folder;
  }

  /** All files but those that the lake was given. */
  List<Path> files() {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> GIVEN.stream().noneMatch(given -> below(file, given)))
          .sorted()
          .toList();
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  /** Whether a value of this secrecy may stand in a file, or in this column of it. */
  boolean mayHold(Path file, String column, Secrecy secrecy) {
    boolean rows = ROWS.stream().anyMatch(place -> below(file, place));
    // Reasons are shown to whoever looks at quarantine, and named in answers.
    return secrecy == Secrecy.CONFIDENTIAL && rows && !column.startsWith(TechnicalColumn.REASONS);
  }

  /** The file for people, without what is another one in each lake. */
  String named(Path file, String column) {
    String name = folder.relativize(file).toString().replaceAll(NUMBERS, "…");
    return column.isEmpty() ? name : name + " (" + column + ")";
  }

  private boolean below(Path file, String place) {
    return file.startsWith(folder.resolve(place));
  }
}

package io.finlake.etl.contract;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Collects the problems of one file. Where the check against the standard already refused a place,
 * what finlake's own rules find at the same place is left out: it says the same again.
 */
final class Findings {
  private final String file;
  private final Map<Place, Integer> lines;
  private final List<Problem> problems = new ArrayList<>();
  private final Set<Place> refusedByStandard = new HashSet<>();

  Findings(String file, Map<Place, Integer> lines) {
    this.file = file;
    this.lines = Map.copyOf(lines);
  }

  /** Adds what the check against the standard found. */
  void standard(Place place, String text, String remedy) {
    refusedByStandard.add(place);
    problems.add(new Problem(file, line(place), place.toString(), text, remedy));
  }

  /** Adds what one of finlake's own rules found. */
  void report(Place place, String text, String remedy) {
    Problem problem = new Problem(file, line(place), place.toString(), text, remedy);
    if (!refusedByStandard.contains(place) && !problems.contains(problem)) {
      problems.add(problem);
    }
  }

  /** Adds what the text itself has wrong, at a line of its own. */
  void at(Place place, int line, String text, String remedy) {
    problems.add(new Problem(file, line, place.toString(), text, remedy));
  }

  /** All problems so far, in the order in which they were found. */
  List<Problem> problems() {
    return List.copyOf(problems);
  }

  /** The file that is looked at. */
  String file() {
    return file;
  }

  /** The line of a place, or of the nearest thing around it that is written down. */
  private int line(Place place) {
    Place known = place;
    while (!lines.containsKey(known) && !known.steps().isEmpty()) {
      known = known.up();
    }
    return lines.getOrDefault(known, 1);
  }
}

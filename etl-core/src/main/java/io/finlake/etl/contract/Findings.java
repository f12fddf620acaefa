package io.finlake.etl.contract;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Collects the problems of one file. What is wrong with a place is said once, by the first who
 * looked: the text, then the standard, then finlake's own rules.
 */
final class Findings {
  private final String file;
  private final Map<Place, Integer> lines;
  private final List<Problem> problems = new ArrayList<>();
  private final Set<Place> flawed = new HashSet<>();
  private final Set<Place> refused = new HashSet<>();

  Findings(String file, Map<Place, Integer> lines) {
    this.file = file;
    this.lines = Map.copyOf(lines);
  }

  /** Adds what the check against the standard found. */
  void standard(Place place, String text, String remedy) {
    if (flawed.contains(place)) {
      return;
    }
    refused.add(place);
    problems.add(new Problem(file, line(place), place.toString(), text, remedy));
  }

  /** Adds what one of finlake's own rules found. */
  void report(Place place, String text, String remedy) {
    Problem problem = new Problem(file, line(place), place.toString(), text, remedy);
    if (!refused.contains(place) && !problems.contains(problem)) {
      problems.add(problem);
    }
  }

  /** Adds what the text itself has wrong, at a line of its own. */
  void flaw(Place place, int line, String text, String remedy) {
    flawed.add(place);
    refused.add(place);
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

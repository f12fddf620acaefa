package io.finlake.etl.curate.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the rows of one key in a history must keep, whoever made them: spans that are not empty,
 * disjoint intervals in every belief, at most one current row, and gaps only where the key was
 * deleted. O(n log n).
 */
public final class Invariants {
  private final Set<Long> deletes;
  private final NavigableMap<Long, Span> believed = new TreeMap<>();
  private final Set<Long> unexplained = new HashSet<>();

  private Invariants(Collection<Long> deletes) {
    this.deletes = Set.copyOf(deletes);
  }

  /**
   * A row without its content. Times are microseconds since 1970 in UTC.
   *
   * @param current what the row itself says of being current
   */
  public record Span(
      long validFrom,
      OptionalLong validTo,
      long recordedFrom,
      OptionalLong recordedTo,
      boolean current) {}

  /** A span that enters or leaves the belief at a moment. */
  private record Turn(long at, boolean leaves, Span span) {}

  /**
   * The first thing that is broken, in words; empty when nothing is.
   *
   * @param rows all rows of one key, in any order
   * @param deletes the business times, full milliseconds, of the versions that delete the key
   */
  public static Optional<String> broken(Collection<Span> rows, Collection<Long> deletes) {
    List<Turn> turns = new ArrayList<>();
    for (Span row : rows) {
      Optional<String> wrong = alone(row);
      if (wrong.isPresent()) {
        return wrong;
      }
      turns.add(new Turn(row.recordedFrom(), false, row));
      row.recordedTo().ifPresent(to -> turns.add(new Turn(to, true, row)));
    }
    // Who leaves at a moment makes room for who enters at it: spans do not hold their end.
    turns.sort(
        Comparator.comparingLong(Turn::at)
            .thenComparing(turn -> !turn.leaves())
            .thenComparing(turn -> turn.span().validFrom()));
    return new Invariants(deletes).sweep(turns);
  }

  private static Optional<String> alone(Span row) {
    if (row.validTo().isPresent() && row.validTo().getAsLong() <= row.validFrom()) {
      return Optional.of("a row ends before it begins in business time");
    }
    if (row.recordedTo().isPresent() && row.recordedTo().getAsLong() <= row.recordedFrom()) {
      return Optional.of("a row ends before it begins in the time of recording");
    }
    boolean open = row.validTo().isEmpty() && row.recordedTo().isEmpty();
    return row.current() == open
        ? Optional.empty()
        : Optional.of("a row says wrongly whether it is current");
  }

  private Optional<String> sweep(List<Turn> turns) {
    for (int i = 0; i < turns.size(); i++) {
      Turn turn = turns.get(i);
      long from = turn.span().validFrom();
      if (turn.leaves()) {
        believed.remove(from);
      } else if (overlaps(turn.span())) {
        return Optional.of("two rows that were believed at one time overlap in business time");
      } else {
        believed.put(from, turn.span());
      }
      note(from);
      Long before = believed.lowerKey(from);
      if (before != null) {
        note(before);
      }
      boolean settled = i + 1 == turns.size() || turns.get(i + 1).at() != turn.at();
      if (settled && !unexplained.isEmpty()) {
        return Optional.of("there is a gap in business time where nothing was deleted");
      }
    }
    return Optional.empty();
  }

  /** Notes whether the believed row that begins here ends in a gap that no delete explains. */
  private void note(long from) {
    Span span = believed.get(from);
    boolean gap =
        span != null && span.validTo().isPresent() && !follows(span.validTo().getAsLong());
    if (gap) {
      unexplained.add(from);
    } else {
      unexplained.remove(from);
    }
  }

  private boolean follows(long end) {
    return believed.containsKey(end) || deletes.contains(end);
  }

  private boolean overlaps(Span span) {
    Map.Entry<Long, Span> before = believed.floorEntry(span.validFrom());
    Map.Entry<Long, Span> after = believed.ceilingEntry(span.validFrom());
    return (before != null && endsBehind(before.getValue(), span.validFrom()))
        || (after != null && endsBehind(span, after.getKey()));
  }

  private static boolean endsBehind(Span span, long instant) {
    return span.validTo().isEmpty() || span.validTo().getAsLong() > instant;
  }
}

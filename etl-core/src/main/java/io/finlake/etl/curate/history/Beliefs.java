package io.finlake.etl.curate.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The bitemporal history of one key: versions in, intervals out. A pure function of the set of
 * versions; their order and repetitions do not matter.
 *
 * <p>The timeline of a set of versions: among versions of one instant one wins ({@link
 * Version#order}). Winners follow each other by business time. One that is no delete opens an
 * interval, unless the key exists and what is tracked is what it was: then it lengthens the
 * interval and is what the interval shows. A delete ends the interval and opens none.
 *
 * <p>The belief of a moment is the timeline of all versions recorded until then. A row that a
 * belief holds and the one before did not is recorded from that moment, until the first belief
 * without that very row.
 *
 * <p>Beliefs are swept in the order of recording. Whether a winner is an edge of an interval
 * depends on the winner before it alone, so a new version can change the rows that begin at it, at
 * the winner behind it and at the last beginning before it, and no other: O(log n) for each
 * version.
 */
public final class Beliefs<C> {
  private final NavigableMap<Long, Version<C>> winners = new TreeMap<>();
  private final NavigableSet<Long> beginnings = new TreeSet<>();
  private final NavigableSet<Long> edges = new TreeSet<>();
  private final Map<Long, Interval<C>> believed = new TreeMap<>();
  private final Set<Long> touched = new TreeSet<>();
  private final List<Interval<C>> past = new ArrayList<>();

  private Beliefs() {}

  /**
   * All rows of the key's history, by {@code validFrom}, then {@code recordedFrom}.
   *
   * @param versions of one key; empty gives no row
   */
  public static <C> List<Interval<C>> of(Collection<Version<C>> versions) {
    List<Version<C>> arriving = new ArrayList<>(versions);
    arriving.sort(Comparator.comparingLong(Version::recorded));
    Beliefs<C> beliefs = new Beliefs<>();
    for (int i = 0; i < arriving.size(); i++) {
      beliefs.learn(arriving.get(i));
      long recorded = arriving.get(i).recorded();
      if (i + 1 == arriving.size() || arriving.get(i + 1).recorded() != recorded) {
        beliefs.settle(recorded);
      }
    }
    List<Interval<C>> rows = new ArrayList<>(beliefs.past);
    rows.addAll(beliefs.believed.values());
    rows.sort(Interval.order());
    return rows;
  }

  private void learn(Version<C> version) {
    long instant = version.instant();
    Version<C> present = winners.get(instant);
    if (present != null && Version.order().compare(version, present) <= 0) {
      return;
    }
    winners.put(instant, version);
    place(instant);
    touched.add(instant);
    Long next = winners.higherKey(instant);
    if (next != null) {
      place(next);
      touched.add(next);
    }
    Long before = beginnings.lower(instant);
    if (before != null) {
      touched.add(before);
    }
  }

  /** Notes whether a winner begins an interval, ends one, or neither. */
  private void place(long instant) {
    Version<C> winner = winners.get(instant);
    Map.Entry<Long, Version<C>> before = winners.lowerEntry(instant);
    boolean exists = before != null && !before.getValue().deleted();
    boolean begins =
        !winner.deleted() && !(exists && before.getValue().tracked().equals(winner.tracked()));
    note(beginnings, instant, begins);
    note(edges, instant, begins || (winner.deleted() && exists));
  }

  private static void note(Set<Long> instants, long instant, boolean member) {
    if (member) {
      instants.add(instant);
    } else {
      instants.remove(instant);
    }
  }

  /** Compares the belief of this moment with the one before, where versions touched it. */
  private void settle(long recorded) {
    for (Long beginning : touched) {
      Interval<C> old = believed.get(beginning);
      Interval<C> now = beginnings.contains(beginning) ? row(beginning, recorded) : null;
      if (old != null && now != null && old.saysAs(now)) {
        continue;
      }
      if (old != null) {
        past.add(old.until(recorded));
        believed.remove(beginning);
      }
      if (now != null) {
        believed.put(beginning, now);
      }
    }
    touched.clear();
  }

  private Interval<C> row(long beginning, long recorded) {
    Long end = edges.higher(beginning);
    Version<C> newest = (end == null ? winners.lastEntry() : winners.lowerEntry(end)).getValue();
    OptionalLong validTo = end == null ? OptionalLong.empty() : OptionalLong.of(end);
    return new Interval<>(beginning, validTo, recorded, OptionalLong.empty(), newest.content());
  }
}

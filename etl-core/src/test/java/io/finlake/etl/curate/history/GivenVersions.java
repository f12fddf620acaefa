package io.finlake.etl.curate.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;

/** Versions of one key in tests, and their history worked out by definition, however slowly. */
final class GivenVersions {
  private GivenVersions() {}

  /** What an interval shows: a city, which is tracked, and a note, which is not. */
  record Content(String city, String note) {}

  /** A row without the time of its belief. */
  record Believed(long validFrom, OptionalLong validTo, Content content) {}

  static Version<Content> version(
      long at, long sequence, String city, String note, boolean deleted, long recordedAt) {
    return new Version<>(
        at,
        Sequence.of(sequence),
        city + "/" + note,
        deleted,
        recordedAt,
        city,
        new Content(city, note));
  }

  /** The timeline of all versions: winners by instant, then one after the other. */
  static List<Believed> timeline(Collection<Version<Content>> versions) {
    TreeMap<Long, List<Version<Content>>> instants = new TreeMap<>();
    for (Version<Content> version : versions) {
      long instant = version.at() - Math.floorMod(version.at(), 1000);
      instants.computeIfAbsent(instant, it -> new ArrayList<>()).add(version);
    }
    List<Believed> rows = new ArrayList<>();
    boolean open = false;
    for (Map.Entry<Long, List<Version<Content>>> entry : instants.entrySet()) {
      Version<Content> winner =
          entry.getValue().stream()
              .max(
                  Comparator.comparing((Version<Content> it) -> it.at())
                      .thenComparing(it -> it.sequence())
                      .thenComparing(it -> it.hash())
                      .thenComparing(it -> it.deleted()))
              .orElseThrow();
      int last = rows.size() - 1;
      if (open && (winner.deleted() || !city(rows, last).equals(winner.content().city()))) {
        Believed before = rows.get(last);
        rows.set(
            last, new Believed(before.validFrom, OptionalLong.of(entry.getKey()), before.content));
        open = false;
      }
      if (winner.deleted()) {
        continue;
      }
      Believed row = new Believed(entry.getKey(), OptionalLong.empty(), winner.content());
      if (open) {
        rows.set(last, new Believed(rows.get(last).validFrom, row.validTo, row.content));
      } else {
        rows.add(row);
        open = true;
      }
    }
    return rows;
  }

  private static String city(List<Believed> rows, int index) {
    return rows.get(index).content().city();
  }

  /** The belief of every moment, worked out from the beginning for each. */
  static List<Interval<Content>> beliefs(Collection<Version<Content>> versions) {
    Map<Believed, Long> open = new LinkedHashMap<>();
    List<Interval<Content>> rows = new ArrayList<>();
    TreeSet<Long> moments = new TreeSet<>();
    versions.forEach(it -> moments.add(it.recordedAt() - Math.floorMod(it.recordedAt(), 1000)));
    for (long moment : moments) {
      List<Believed> now = timeline(known(versions, moment));
      open.entrySet()
          .removeIf(
              entry -> {
                boolean gone = !now.contains(entry.getKey());
                if (gone) {
                  rows.add(row(entry.getKey(), entry.getValue(), OptionalLong.of(moment)));
                }
                return gone;
              });
      now.forEach(row -> open.putIfAbsent(row, moment));
    }
    open.forEach((row, from) -> rows.add(row(row, from, OptionalLong.empty())));
    rows.sort(Interval.order());
    return rows;
  }

  /** The versions that were recorded by a moment, a full millisecond. */
  static List<Version<Content>> known(Collection<Version<Content>> versions, long moment) {
    return versions.stream().filter(it -> it.recordedAt() < moment + 1000).toList();
  }

  private static Interval<Content> row(Believed row, long from, OptionalLong to) {
    return new Interval<>(row.validFrom, row.validTo, from, to, row.content);
  }
}

package io.finlake.etl.curate.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a timeline answers to a fact of a moment: the newest interval that began by then and whether
 * it still holds; before the first interval, the first. Pure.
 */
public final class Answers<C> {
  private final NavigableMap<Long, Piece<C>> pieces = new TreeMap<>();

  private Answers(Collection<Piece<C>> timeline) {
    timeline.forEach(piece -> pieces.put(piece.validFrom(), piece));
  }

  /** The answers of a timeline of disjoint intervals. */
  public static <C> Answers<C> of(Collection<Piece<C>> timeline) {
    return new Answers<>(timeline);
  }

  /** An interval of a timeline: half-open, an absent end is open; microseconds. */
  public record Piece<C>(long validFrom, OptionalLong validTo, C content) {}

  /** A stretch of time: half-open, absent ends are open; microseconds. */
  public record Stretch(OptionalLong from, OptionalLong to) {}

  /** How an interval fits a moment. */
  public enum Fit {
    /** It holds. */
    IN_FORCE,
    /** It is the first, and begins later. */
    BEFORE_FIRST,
    /** It is the last one before the key was deleted. */
    DELETED
  }

  /** An answer: content is compared by {@code equals}. */
  public record Answer<C>(Fit fit, C content) {}

  /** The answer to a moment; empty when there is no interval at all. */
  public Optional<Answer<C>> at(long moment) {
    Map.Entry<Long, Piece<C>> begun = pieces.floorEntry(moment);
    if (begun == null) {
      return Optional.ofNullable(pieces.firstEntry())
          .map(first -> new Answer<>(Fit.BEFORE_FIRST, first.getValue().content()));
    }
    Piece<C> piece = begun.getValue();
    boolean holds = piece.validTo().isEmpty() || piece.validTo().getAsLong() > moment;
    return Optional.of(new Answer<>(holds ? Fit.IN_FORCE : Fit.DELETED, piece.content()));
  }

  /** The stretches in which the two answer differently, in order, none touching another. */
  public static <C> List<Stretch> differing(Answers<C> before, Answers<C> now) {
    TreeSet<Long> turns = new TreeSet<>();
    before.turns(turns);
    now.turns(turns);
    List<Stretch> stretches = new ArrayList<>();
    OptionalLong begin = OptionalLong.empty();
    boolean differs = !before.at(Long.MIN_VALUE).equals(now.at(Long.MIN_VALUE));
    for (long turn : turns) {
      boolean here = !before.at(turn).equals(now.at(turn));
      if (differs && !here) {
        stretches.add(new Stretch(begin, OptionalLong.of(turn)));
      } else if (here && !differs) {
        begin = OptionalLong.of(turn);
      }
      differs = here;
    }
    if (differs) {
      stretches.add(new Stretch(begin, OptionalLong.empty()));
    }
    return stretches;
  }

  /** Where the answer may become another. */
  private void turns(Collection<Long> turns) {
    for (Piece<C> piece : pieces.values()) {
      turns.add(piece.validFrom());
      piece.validTo().ifPresent(turns::add);
    }
  }
}

package io.finlake.etl.plan;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The oldest version of a table that somebody may still need: its files, and everything that the
 * commits after it brought, are not touched. Pure, from named reasons.
 *
 * @param version the oldest version that stays whole
 * @param because the reason that holds it there; empty when nothing does, and it is the newest
 */
public record Horizon(long version, Optional<Hold> because) {

  /** Who needs a version. */
  public enum Kind {
    /** A legal hold keeps everything. */
    LEGAL_HOLD,
    /** A batch that is planned and not committed reads it. */
    UNFINISHED_BATCH,
    /** A curated table has read the changes up to it and no further. */
    FOLLOWER,
    /** A batch after it does not balance: what reads the table stays at the version before. */
    UNBALANCED_BATCH,
    /** Readers may stay with what was the newest version some time ago. */
    READERS
  }

  /**
   * A reason to keep a version and all after it.
   *
   * @param why in words, for the operator
   */
  public record Hold(Kind kind, long version, String why) {}

  /**
   * The horizon of a table.
   *
   * @param earliest the oldest version that its log can still put together; what is older is gone,
   *     and nobody can need it
   * @param newest its newest version
   * @param holds every reason, in any order
   */
  public static Horizon of(long earliest, long newest, Collection<Hold> holds) {
    Optional<Hold> lowest =
        holds.stream().min(Comparator.comparingLong(Hold::version).thenComparing(Hold::kind));
    long version = lowest.map(Hold::version).orElse(newest);
    return new Horizon(Math.max(earliest, Math.min(newest, version)), lowest);
  }

  /**
   * What a batch of another table needs of this one: the changes after the last version that was
   * read, or, when nothing was read before, the version that it reads whole.
   *
   * @param finished whether the batch is committed: then only what comes after it is needed
   */
  public static long needed(Inputs.VersionRange range, boolean finished) {
    if (finished) {
      return range.upTo();
    }
    return range.after() < 0 ? range.upTo() : Math.min(range.after(), range.upTo());
  }

  /**
   * From which version of its log on a table can do: the newest checkpoint that is not after the
   * horizon, since every later version is put together from it. Empty when there is none; then all
   * of the log stays.
   *
   * @param checkpoints versions that have a whole checkpoint
   */
  public static Optional<Long> firstOfLog(List<Long> checkpoints, long horizon) {
    return checkpoints.stream().filter(it -> it <= horizon).max(Comparator.naturalOrder());
  }
}

package io.finlake.etl.curate;

import io.finlake.etl.contract.Derivation;
import io.finlake.etl.plan.Inputs.VersionRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How much of a curated table a batch computes: pure, from the ranges and what their logs say. */
public sealed interface Refresh {

  /** Nothing: the ranges hold no changed row. */
  record Nothing() implements Refresh {}

  /** The keys, or partitions, that the changed rows of these ranges touch. */
  record Touched(List<VersionRange> changed) implements Refresh {
    public Touched {
      changed = List.copyOf(changed);
    }
  }

  /**
   * Everything.
   *
   * @param why in words, for the operator
   */
  record Whole(String why) implements Refresh {}

  /**
   * Decides.
   *
   * @param build what the contract asks for
   * @param ranges what the batch reads
   * @param feeds by table, what the log says of each range that has something to read
   */
  static Refresh decide(
      Derivation.Build build, List<VersionRange> ranges, Map<String, Feed> feeds) {
    List<VersionRange> changed = new ArrayList<>();
    for (VersionRange range : ranges) {
      if (range.after() == NextBatch.NOTHING_SEEN && range.upTo() >= 0) {
        return new Whole("nothing of " + range.table() + " was read under this definition before");
      }
      if (range.after() == range.upTo()) {
        continue;
      }
      Feed feed = feeds.get(range.table());
      Optional<String> unusable = feed.unusable();
      if (unusable.isPresent()) {
        return new Whole(range.table() + ": " + unusable.get());
      }
      if (feed.changed()) {
        changed.add(range);
      }
    }
    if (changed.isEmpty()) {
      return new Nothing();
    }
    return build instanceof Derivation.Build.Whole
        ? new Whole("the contract says so")
        : new Touched(changed);
  }

  /**
   * What the log of an input says about a range of versions.
   *
   * @param changed whether any commit of it changed rows
   * @param unusable why the changed rows cannot be known from it; empty when they can
   */
  record Feed(boolean changed, Optional<String> unusable) {}
}

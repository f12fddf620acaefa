package io.finlake.etl.curate;

import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.Inputs.TableVersions;
import io.finlake.etl.plan.Inputs.VersionRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the next batch of a curated table reads: pure, from the last batch and the inputs' heads.
 */
final class NextBatch {
  /** In a range: nothing was seen, all of the table counts. */
  static final long NOTHING_SEEN = -1;

  private NextBatch() {}

  /**
   * The version ranges of the next batch, in the order of the inputs; empty when no input has a
   * version that the last batch did not read and the definition is the same, or when no input was
   * ever made.
   *
   * <p>An input that was made anew counts from nothing. When the definition changed, every input
   * counts from nothing, which makes the build whole, also when it is finished by a later run.
   *
   * @param last the last planned batch, whose number is taken
   * @param contractHash of the contract now
   * @param codeVersion of finlake and the model now
   */
  static Optional<TableVersions> ranges(
      Optional<Batch> last, List<InputNow> inputs, String contractHash, String codeVersion) {
    if (inputs.stream().allMatch(input -> input.version() < 0)) {
      return Optional.empty();
    }
    boolean sameDefinition =
        last.filter(batch -> batch.contractHash().equals(contractHash))
            .filter(batch -> batch.codeVersion().equals(codeVersion))
            .isPresent();
    Map<String, VersionRange> seen = sameDefinition ? seen(last.get()) : Map.of();
    List<VersionRange> ranges = new ArrayList<>();
    boolean news = !sameDefinition;
    for (InputNow input : inputs) {
      long after = after(input, Optional.ofNullable(seen.get(input.table())));
      // A head can only fall behind what was read where a table was restored: then it counts anew.
      news |= after != input.version() || !known(input, seen);
      ranges.add(new VersionRange(input.table(), input.incarnation(), after, input.version()));
    }
    return news ? Optional.of(new TableVersions(ranges)) : Optional.empty();
  }

  private static Map<String, VersionRange> seen(Batch last) {
    return ((TableVersions) last.inputs())
        .ranges().stream().collect(Collectors.toMap(VersionRange::table, Function.identity()));
  }

  private static boolean known(InputNow input, Map<String, VersionRange> seen) {
    VersionRange range = seen.get(input.table());
    return range != null && range.incarnation().equals(input.incarnation());
  }

  private static long after(InputNow input, Optional<VersionRange> seen) {
    return seen.filter(range -> range.incarnation().equals(input.incarnation()))
        .filter(range -> range.upTo() <= input.version())
        .map(VersionRange::upTo)
        .orElse(NOTHING_SEEN);
  }
}

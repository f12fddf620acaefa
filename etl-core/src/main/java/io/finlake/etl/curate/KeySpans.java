package io.finlake.etl.curate;

import io.finlake.etl.plan.KeyRanges;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Cuts sorted keys into a few ranges at their widest gaps, so that one late key does not make a
 * range reach over everything that lies between it and the others.
 */
final class KeySpans {
  /**
   * More ranges than this cost more in planning than they save. They choose files by what the log
   * says of them, and pages within files by what Parquet does: keys of a curated table lie in
   * order.
   */
  static final int MOST = 128;

  /** A gap that is a smaller part of all that the keys span, one in so many, spares no page. */
  private static final BigInteger WORTH = BigInteger.valueOf(4096);

  /** Keys as Spark orders them: texts by their bytes. */
  static final Comparator<Object> IN_ORDER = KeySpans::compare;

  private KeySpans() {}

  /**
   * The ranges that hold all spans.
   *
   * @param column the column that the predicate is over
   * @param spans disjoint, ascending; the ends are String, Long, Integer or LocalDate
   */
  static KeyRanges ranges(String column, List<Span> spans) {
    List<KeyRanges.Range> ranges = new ArrayList<>();
    int start = 0;
    for (int end : append(cuts(spans), spans.size())) {
      if (end > start) {
        ranges.add(
            new KeyRanges.Range(
                literal(spans.get(start).least()), literal(spans.get(end - 1).greatest())));
      }
      start = end;
    }
    return new KeyRanges(column, ranges);
  }

  /** The spans before which a range ends, in order. */
  private static List<Integer> cuts(List<Span> spans) {
    if (spans.isEmpty()) {
      return List.of();
    }
    KeyScale scale =
        KeyScale.of(
            spans.stream().flatMap(span -> Stream.of(span.least(), span.greatest())).toList());
    List<BigInteger> least = spans.stream().map(span -> scale.position(span.least())).toList();
    List<BigInteger> greatest =
        spans.stream().map(span -> scale.position(span.greatest())).toList();
    BigInteger all = greatest.get(spans.size() - 1).subtract(least.get(0));
    return IntStream.range(1, spans.size())
        .mapToObj(at -> new Gap(at, least.get(at).subtract(greatest.get(at - 1))))
        .filter(gap -> gap.width().compareTo(BigInteger.ONE) > 0)
        .filter(gap -> gap.width().multiply(WORTH).compareTo(all) >= 0)
        .sorted(Comparator.comparing(Gap::width).reversed())
        .limit(MOST - 1L)
        .map(Gap::before)
        .sorted()
        .toList();
  }

  /** What lies between two spans that are neighbours. */
  private record Gap(int before, BigInteger width) {}

  /** A run of keys, both ends included; a single key is a span of itself. */
  record Span(Object least, Object greatest) {}

  /** A value as a SQL literal of its own type: an untyped one would prune nothing. */
  static String literal(Object value) {
    if (value instanceof String text) {
      return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
    if (value instanceof Long number) {
      return number + "L";
    }
    if (value instanceof Integer number) {
      return number.toString();
    }
    if (value instanceof LocalDate day) {
      return "DATE'" + day + "'";
    }
    throw new IllegalStateException(
        "a build's column is STRING, INT, BIGINT or DATE, not " + value.getClass().getSimpleName());
  }

  private static int compare(Object left, Object right) {
    if (left instanceof String text) {
      return Arrays.compareUnsigned(
          text.getBytes(StandardCharsets.UTF_8), ((String) right).getBytes(StandardCharsets.UTF_8));
    }
    return left instanceof LocalDate day
        ? day.compareTo((LocalDate) right)
        : Long.compare(((Number) left).longValue(), ((Number) right).longValue());
  }

  private static List<Integer> append(List<Integer> cuts, int last) {
    List<Integer> all = new ArrayList<>(cuts);
    all.add(last);
    return all;
  }
}

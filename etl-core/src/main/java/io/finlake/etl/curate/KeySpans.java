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

/**
 * Cuts sorted keys into a few ranges at their widest gaps, so that one late key does not make a
 * range reach over everything that lies between it and the others.
 */
final class KeySpans {
  /**
   * So many bytes of a text decide how far apart two texts are; Delta keeps as many in its stats.
   */
  private static final int BYTES = 32;

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
    List<Integer> cuts =
        IntStream.range(1, spans.size())
            .boxed()
            .sorted(
                Comparator.comparing(
                        (Integer index) ->
                            position(spans.get(index).least())
                                .subtract(position(spans.get(index - 1).greatest())))
                    .reversed())
            .limit(KeyRanges.MOST - 1L)
            .sorted()
            .toList();
    List<KeyRanges.Range> ranges = new ArrayList<>();
    int start = 0;
    for (int end : append(cuts, spans.size())) {
      if (end > start) {
        ranges.add(
            new KeyRanges.Range(
                literal(spans.get(start).least()), literal(spans.get(end - 1).greatest())));
      }
      start = end;
    }
    return new KeyRanges(column, ranges);
  }

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

  private static BigInteger position(Object value) {
    if (value instanceof String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return new BigInteger(1, Arrays.copyOf(bytes, BYTES));
    }
    if (value instanceof LocalDate day) {
      return BigInteger.valueOf(day.toEpochDay());
    }
    return BigInteger.valueOf(((Number) value).longValue());
  }

  private static List<Integer> append(List<Integer> cuts, int last) {
    List<Integer> all = new ArrayList<>(cuts);
    all.add(last);
    return all;
  }
}

package io.finlake.etl.lookup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.finlake.etl.plan.DataFile;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The least and the greatest value of a column in a file, as its statistics state them: numbers, or
 * text that sorts as the values do (dates and moments in ISO 8601 do).
 */
record FileBounds(JsonNode low, JsonNode high) {
  private static final Comparator<JsonNode> ORDER =
      (left, right) ->
          left.isNumber() && right.isNumber()
              ? left.decimalValue().compareTo(right.decimalValue())
              // As Delta orders text, and not by Java's units of two bytes.
              : Arrays.compareUnsigned(
                  left.asText().getBytes(StandardCharsets.UTF_8),
                  right.asText().getBytes(StandardCharsets.UTF_8));

  /** Of a file without statistics of the column, such as one that holds nulls only. */
  static FileBounds unknown() {
    return new FileBounds(MissingNode.getInstance(), MissingNode.getInstance());
  }

  /** What a file's statistics say of a column. */
  static Optional<FileBounds> of(JsonNode statistics, String column) {
    JsonNode low = statistics.path("minValues").path(column);
    JsonNode high = statistics.path("maxValues").path(column);
    boolean stated = low.isValueNode() && high.isValueNode() && !low.isNull() && !high.isNull();
    return stated && ORDER.compare(low, high) <= 0
        ? Optional.of(new FileBounds(low, high))
        : Optional.empty();
  }

  /**
   * Whether a file may hold a text that does not begin so. Bounds may be cut short, from above with
   * a last letter made greater; a beginning shorter than that stays.
   */
  static boolean mayHoldOther(JsonNode statistics, String column, String beginning) {
    long rows = statistics.path("numRecords").asLong(-1);
    if (rows >= 0 && statistics.path("nullCount").path(column).asLong(-1) == rows) {
      return false;
    }
    return of(statistics, column)
        .filter(it -> it.low().asText().startsWith(beginning))
        .filter(it -> it.high().asText().startsWith(beginning))
        .isEmpty();
  }

  private boolean known() {
    return !low.isMissingNode();
  }

  /** Where the bounds of files stand among all of them; empty where they are not known. */
  static List<Optional<DataFile.Span>> spans(List<FileBounds> files) {
    Map<JsonNode, Integer> places = new TreeMap<>(ORDER);
    files.stream()
        .filter(FileBounds::known)
        .flatMap(file -> Stream.of(file.low(), file.high()))
        .forEach(value -> places.put(value, 0));
    int place = 0;
    for (Map.Entry<JsonNode, Integer> value : places.entrySet()) {
      value.setValue(place++);
    }
    return files.stream()
        .map(
            file ->
                file.known()
                    ? Optional.of(
                        new DataFile.Span(places.get(file.low()), places.get(file.high())))
                    : Optional.<DataFile.Span>empty())
        .toList();
  }
}

package io.finlake.etl.parse;

import io.finlake.etl.contract.Column;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds updates that give a row another key, and makes of each the two changes that it is. */
final class KeyChange {
  private final List<List<String>> paths;

  private KeyChange(List<List<String>> paths) {
    this.paths = paths;
  }

  static KeyChange of(List<Column> columns, List<String> key) {
    return new KeyChange(
        EnvelopeRecords.keyPaths(columns, key).stream()
            .map(path -> List.of(path.split("\\.", -1)))
            .toList());
  }

  /** The change itself, or the delete of the old key and then the insert of the new one. */
  List<Change> split(Change change) {
    Optional<Map<String, Object>> previous = change.previous();
    if (change.operation() != Change.Operation.UPDATE || previous.isEmpty()) {
      return List.of(change);
    }
    if (paths.stream().noneMatch(path -> differs(previous.get(), change.image(), path))) {
      return List.of(change);
    }
    return List.of(
        new Change(Change.Operation.DELETE, previous.get(), Optional.empty(), change.position()),
        new Change(Change.Operation.INSERT, change.image(), Optional.empty(), change.position()));
  }

  /** An old value that is absent was not told: it says nothing. */
  private static boolean differs(
      Map<String, Object> old, Map<String, Object> now, List<String> path) {
    Object before = at(old, path);
    Object after = at(now, path);
    return before != null && after != null && !same(before, after);
  }

  private static boolean same(Object before, Object after) {
    if (before instanceof Value.Numeral one && after instanceof Value.Numeral other) {
      BigDecimal left = Numerals.exact(one.text());
      BigDecimal right = Numerals.exact(other.text());
      return (left == null || right == null)
          ? one.text().equals(other.text())
          : left.compareTo(right) == 0;
    }
    return before.equals(after);
  }

  private static Object at(Map<String, Object> image, List<String> path) {
    Object value = image;
    for (String name : path) {
      value = value instanceof Map<?, ?> map ? map.get(name) : null;
    }
    return value;
  }
}

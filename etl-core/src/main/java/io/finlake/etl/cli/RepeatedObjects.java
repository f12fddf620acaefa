package io.finlake.etl.cli;

import io.finlake.etl.ledger.BatchRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Objects whose bytes had come before under another name. An object without records is no
 * repetition: a source with nothing to say sends the same empty file each day.
 *
 * @param paths in the order they were taken
 */
record RepeatedObjects(List<String> paths) {
  /** More objects than this are told by their number. */
  private static final int NAMED_AT_MOST = 2;

  RepeatedObjects {
    paths = List.copyOf(paths);
  }

  /** Looks through the records of a table, in the order of their numbers. */
  static RepeatedObjects in(List<BatchRecord> records) {
    Map<String, String> originals = new HashMap<>();
    List<String> repeated = new ArrayList<>();
    for (BatchRecord record : records) {
      if (record.outcome() == BatchRecord.Outcome.VOIDED) {
        continue;
      }
      for (BatchRecord.ObjectRead object : record.objects()) {
        String original = originals.putIfAbsent(object.sha256(), object.path());
        if (original != null && !original.equals(object.path()) && object.records() != 0) {
          repeated.add(object.path());
        }
      }
    }
    return new RepeatedObjects(repeated);
  }

  Optional<String> text() {
    if (paths.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        paths.size() <= NAMED_AT_MOST
            ? String.join(" ", paths)
            : paths.size() + " objects, last " + paths.get(paths.size() - 1));
  }
}

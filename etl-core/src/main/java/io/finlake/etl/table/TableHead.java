package io.finlake.etl.table;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.delta.Snapshot;
import scala.collection.JavaConverters;

/**
 * Where a table stands.
 *
 * @param incarnation the table's identity: a table made anew has another
 * @param version its newest Delta version
 * @param bytes what its files hold together, as far as its checksum says; else as much as can be
 * @param numbers the newest number of every application id
 */
public record TableHead(String incarnation, long version, long bytes, Map<String, Long> numbers) {
  public TableHead {
    numbers = Map.copyOf(numbers);
  }

  /** Where a table stands at a snapshot. */
  static TableHead of(Snapshot snapshot) {
    Optional<Map<String, Long>> stated = numbersInChecksum(snapshot);
    return new TableHead(
        snapshot.metadata().id(),
        snapshot.version(),
        stated.isPresent() ? snapshot.checksumOpt().get().tableSizeBytes() : Integer.MAX_VALUE,
        stated.orElseGet(() -> replayed(snapshot)));
  }

  /**
   * The newest numbers as the version's checksum file states them; empty when there is no such file
   * or it leaves them out. Asking the snapshot itself replays the log.
   */
  static Optional<Map<String, Long>> numbersInChecksum(Snapshot snapshot) {
    if (snapshot.checksumOpt().isEmpty()
        || snapshot.checksumOpt().get().setTransactions().isEmpty()) {
      return Optional.empty();
    }
    Map<String, Long> numbers = new HashMap<>();
    JavaConverters.seqAsJavaList(snapshot.checksumOpt().get().setTransactions().get())
        .forEach(transaction -> numbers.put(transaction.appId(), transaction.version()));
    return Optional.of(numbers);
  }

  private static Map<String, Long> replayed(Snapshot snapshot) {
    Map<String, Long> numbers = new HashMap<>();
    JavaConverters.mapAsJavaMap(snapshot.transactions())
        .forEach((appId, number) -> numbers.put(appId, (Long) number));
    return numbers;
  }

  /** The newest number of an application id; empty when it never wrote. */
  public OptionalLong number(String appId) {
    Long number = numbers.get(appId);
    return number == null ? OptionalLong.empty() : OptionalLong.of(number);
  }
}

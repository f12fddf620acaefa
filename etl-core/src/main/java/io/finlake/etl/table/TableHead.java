package io.finlake.etl.table;

import java.util.Map;
import java.util.OptionalLong;

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

  /** The newest number of an application id; empty when it never wrote. */
  public OptionalLong number(String appId) {
    Long number = numbers.get(appId);
    return number == null ? OptionalLong.empty() : OptionalLong.of(number);
  }
}

package io.finlake.etl.plan;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * A landed object, as a listing shows it.
 *
 * @param path below the raw zone, with {@code /}
 * @param bytes its size
 * @param modified its modification time as the store states it
 * @param etag the store's tag of its content, where it has one
 * @param date the date folder it lies in, where the layout has one
 */
public record RawObject(
    String path, long bytes, Instant modified, Optional<String> etag, Optional<LocalDate> date)
    implements Comparable<RawObject> {
  @Override
  public int compareTo(RawObject other) {
    return path.compareTo(other.path);
  }
}

package io.finlake.etl.parse;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which records of a container file (Avro, Parquet) were erased. The file says so itself, in its
 * own metadata, so that every record that is left keeps the ordinal that it was delivered with.
 */
final class ErasedOrdinals {
  /** The name in the file's metadata; the value lists ordinals, with commas between. */
  static final String KEY = "finlake.erased";

  private final SortedSet<Long> erased;

  private ErasedOrdinals(Set<Long> erased) {
    this.erased = new TreeSet<>(erased);
  }

  static ErasedOrdinals none() {
    return new ErasedOrdinals(Set.of());
  }

  /** Those of a file's metadata; null where it says nothing. */
  static ErasedOrdinals parse(String text) throws IOException {
    try {
      return text == null || text.isEmpty()
          ? none()
          : new ErasedOrdinals(
              List.of(text.split(",")).stream().map(Long::valueOf).collect(Collectors.toSet()));
    } catch (NumberFormatException e) {
      throw new IOException("its metadata " + KEY + " is no list of ordinals", e);
    }
  }

  /** These and others. */
  ErasedOrdinals with(Collection<Long> more) {
    Set<Long> all = new TreeSet<>(erased);
    all.addAll(more);
    return new ErasedOrdinals(all);
  }

  /** The first ordinal from this one on whose record is there. */
  long there(long ordinal) {
    long next = ordinal;
    while (erased.contains(next)) {
      next++;
    }
    return next;
  }

  String text() {
    return erased.stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}

package io.finlake.etl.curate.history;

import java.util.Optional;

/**
 * A value of a source's sequence column: a total order within one column. An absent value is less
 * than any; texts are ordered by code points, as Spark and UTF-8 order them.
 */
public final class Sequence implements Comparable<Sequence> {
  private static final Sequence ABSENT = new Sequence(Optional.empty());
  private static final char SURROGATES = 0xD800;
  private static final char BEHIND_SURROGATES = 0xE000;

  private final Optional<Comparable<?>> value;

  private Sequence(Optional<Comparable<?>> value) {
    this.value = value;
  }

  /** No sequence: content decides. */
  public static Sequence absent() {
    return ABSENT;
  }

  /** A value; those that are compared with each other are of one class. */
  public static Sequence of(Comparable<?> value) {
    return new Sequence(Optional.of(value));
  }

  @Override
  public int compareTo(Sequence other) {
    if (value.isEmpty() || other.value.isEmpty()) {
      return Boolean.compare(value.isPresent(), other.value.isPresent());
    }
    if (value.get() instanceof String text) {
      return byCodePoints(text, (String) other.value.get());
    }
    return natural(value.get(), other.value.get());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Sequence that && value.equals(that.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return value.map(String::valueOf).orElse("none");
  }

  @SuppressWarnings("unchecked") // one column has values of one class
  private static int natural(Comparable<?> left, Comparable<?> right) {
    return ((Comparable<Object>) left).compareTo(right);
  }

  /** Java orders texts by UTF-16 units, which puts pairs of surrogates before U+E000. */
  private static int byCodePoints(String left, String right) {
    int common = Math.min(left.length(), right.length());
    for (int i = 0; i < common; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        boolean pairs = a >= SURROGATES && b >= SURROGATES;
        return pairs ? Integer.compare(rank(a), rank(b)) : Character.compare(a, b);
      }
    }
    return Integer.compare(left.length(), right.length());
  }

  private static int rank(char unit) {
    return unit >= BEHIND_SURROGATES ? unit - 0x800 : unit + 0x2000;
  }
}

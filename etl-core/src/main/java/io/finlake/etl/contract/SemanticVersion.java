package io.finlake.etl.contract;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The version of a contract: major, minor and patch (semver.org, 2.0.0). What follows them, such as
 * {@code -draft}, does not count.
 */
record SemanticVersion(List<Integer> numbers) implements Comparable<SemanticVersion> {
  private static final Comparator<SemanticVersion> ORDER =
      Comparator.<SemanticVersion>comparingInt(version -> version.numbers.get(0))
          .thenComparingInt(version -> version.numbers.get(1))
          .thenComparingInt(version -> version.numbers.get(2));

  SemanticVersion {
    numbers = List.copyOf(numbers);
  }

  /** Reads a version that was checked when its contract was loaded. */
  static SemanticVersion parse(String text) {
    return new SemanticVersion(
        Stream.of(text.split("[-+]", 2)[0].split("\\.")).map(Integer::valueOf).toList());
  }

  /** The least version that may follow after changes of this weight. */
  SemanticVersion after(ContractChange.Level level) {
    int major = numbers.get(0);
    int minor = numbers.get(1);
    return switch (level) {
      case BREAKING -> new SemanticVersion(List.of(major + 1, 0, 0));
      case COMPATIBLE -> new SemanticVersion(List.of(major, minor + 1, 0));
      case TEXTS -> new SemanticVersion(List.of(major, minor, numbers.get(2) + 1));
    };
  }

  @Override
  public int compareTo(SemanticVersion other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return numbers.get(0) + "." + numbers.get(1) + "." + numbers.get(2);
  }
}

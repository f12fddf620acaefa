package io.finlake.etl.contract;

import java.util.regex.Pattern;

/**
 * The name of a dataset: {@code domain.name}, both lower-case snake case. It is stored under {@code
 * <zone>/<domain>/<name>} and known as {@code <zone>.<name>} in SQL and in the catalog.
 */
public record DatasetId(String domain, String name) implements Comparable<DatasetId> {
  private static final Pattern PART = Pattern.compile("[a-z][a-z0-9_]{0,62}");

  public DatasetId {
    if (!PART.matcher(domain).matches() || !PART.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a dataset is named domain.name in lower-case snake case, not '"
              + domain
              + "."
              + name
              + "'");
    }
  }

  /** Reads {@code domain.name}. */
  public static DatasetId parse(String text) {
    int dot = text.indexOf('.');
    if (dot < 0) {
      throw new IllegalArgumentException(
          "a dataset is named domain.name in lower-case snake case, not '" + text + "'");
    }
    return new DatasetId(text.substring(0, dot), text.substring(dot + 1));
  }

  /** The folder below a zone: {@code domain/name}. */
  public String path() {
    return domain + "/" + name;
  }

  @Override
  public int compareTo(DatasetId other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return domain + "." + name;
  }
}

package io.finlake.etl.cli;

/** How an answer is printed. */
enum OutputFormat {
  /** Aligned columns for people. */
  TABLE,
  /** A JSON array of objects. */
  JSON,
  /** RFC 4180. */
  CSV;

  /** The word on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}

package io.finlake.etl.curate;

/**
 * Limits of the engine. Each of them changes cost only, never a row.
 *
 * @param keysAtMost more touched keys than this, and the whole table is built
 * @param partitionsAtMost more touched partitions than this, and the whole table is built
 * @param broadcastAtMost up to so many touched keys are sent to every task; they are also cut into
 *     ranges exactly
 * @param tablesAtOnce how many tables of one level are built at the same time
 */
public record CurateSettings(
    long keysAtMost, int partitionsAtMost, int broadcastAtMost, int tablesAtOnce) {
  public CurateSettings {
    if (keysAtMost < 1 || partitionsAtMost < 1 || broadcastAtMost < 1 || tablesAtOnce < 1) {
      throw new IllegalArgumentException("every limit is at least 1");
    }
  }

  /** 5 million keys, 400 partitions, 100,000 keys broadcast, 2 tables at once. */
  public static CurateSettings standard() {
    return new CurateSettings(5_000_000, 400, 100_000, 2);
  }
}

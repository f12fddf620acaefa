package io.finlake.etl.contract;

import java.util.List;
import java.util.Optional;

/**
 * Whose data a row is, and what becomes of it when that person is erased.
 *
 * @param column the column that says whose: the person's id, or with {@code through} another key
 * @param through where that other key stands beside its person; empty where the column is the
 *     person's id
 * @param erase what becomes of the rows
 * @param keepReason why they are kept, where they are; else empty
 * @param blank the columns that become NULL, where they are blanked; else none
 */
public record Subject(
    String column, Optional<Through> through, Erase erase, String keepReason, List<String> blank) {
  public Subject {
    blank = List.copyOf(blank);
  }

  /** What becomes of an erased person's rows. */
  public enum Erase {
    /** They are removed, from the tables and from raw. */
    REMOVE,
    /** They stay without what names the person; from raw they are removed. */
    BLANK,
    /** They stay as they are, for a stated reason. */
    KEEP
  }

  /**
   * A dataset with a subject of its own, and the column of it that has the key.
   *
   * @param dataset the dataset
   * @param column its column
   */
  public record Through(DatasetId dataset, String column) {
    /** {@code domain.name.column}. */
    public String text() {
      return dataset + "." + column;
    }
  }

  /** Whether an erasure changes anything here. */
  public boolean erases() {
    return erase != Erase.KEEP;
  }
}

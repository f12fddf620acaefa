package io.finlake.etl.doctor;

/**
 * Something that is damaged.
 *
 * @param damage what
 * @param where the table or raw, and what of it
 * @param text what is wrong with it, in words
 * @param effect whom it concerns: rows, batches, money, as far as that is known
 * @param remedy the command, or commands, to run next
 */
public record Finding(Damage damage, Place where, String text, String effect, String remedy) {

  /**
   * Where it is.
   *
   * @param table {@code zone.domain.name}, {@code control.name}, or {@code raw.domain.name}
   * @param file below the table's folder, or below raw; the table itself when empty
   */
  public record Place(String table, String file) {}
}

package io.finlake.etl.contract;

/**
 * The columns that finlake adds to rows. Contracts cannot use names that begin with an underscore.
 */
public final class TechnicalColumn {
  /** STRING: the raw object's path below the raw zone. */
  public static final String OBJECT = "_object";

  /**
   * BIGINT: where the record begins, a byte offset in line formats and an ordinal from 0 in the
   * others.
   */
  public static final String OFFSET = "_offset";

  /**
   * INT: the ordinal of the row among those that a reshape or an envelope made of one record; else
   * 0.
   */
  public static final String ITEM = "_item";

  /** BIGINT: the number of the batch that brought the row. */
  public static final String BATCH = "_batch";

  /** TIMESTAMP: the processing time that the batch was planned with. */
  public static final String PROCESSED_AT = "_processed_at";

  /** STRING: 32 hexadecimal digits over the row's protected content; equal content, equal hash. */
  public static final String CONTENT_HASH = "_content_hash";

  /**
   * BOOLEAN: whether the row says that its key is deleted; never null where a row was written with
   * it, and null means no.
   */
  public static final String DELETED = "_deleted";

  /**
   * BIGINT: in quarantine, the number of the batch that took the row out again; null while it is
   * open. A number that the table has not committed closes nothing yet.
   */
  public static final String CLOSED_BATCH = "_closed_batch";

  /**
   * STRING: in quarantine, what became of a row that was taken out again, as the balance says; in a
   * backfill also {@code quarantined}, held anew for other reasons, and {@code gone}, no row any
   * more.
   */
  public static final String CLOSED_AS = "_closed_as";

  /** ARRAY of STRUCT (rule, column, severity, text), all STRING: every rule that the row broke. */
  public static final String REASONS = "_reasons";

  /**
   * STRING: the record as it came, card numbers masked; only where the record could not be parsed.
   */
  public static final String TEXT = "_text";

  /** STRING: SHA-256 of the record's bytes; only where the record could not be parsed. */
  public static final String TEXT_HASH = "_text_hash";

  /**
   * MAP of STRING to STRING: fields that the contract does not know, kept only where it says add.
   */
  public static final String UNKNOWN = "_unknown";

  /**
   * STRING: {@code row}, {@code filtered} (left out by a reshape's filter, or a message of a change
   * stream that is no change) or {@code object} (a summary).
   */
  public static final String KIND = "_kind";

  /** STRUCT: what reading one object to its end found; only in rows of kind {@code object}. */
  public static final String SUMMARY = "_summary";

  /** Spark DDL of {@link #REASONS}. */
  public static final String REASONS_DDL =
      "ARRAY<STRUCT<rule: STRING, column: STRING, severity: STRING, text: STRING>>";

  /**
   * Spark DDL of {@link #SUMMARY}: records read, bytes and hash of the object, unknown fields with
   * counts.
   */
  public static final String SUMMARY_DDL =
      "STRUCT<records: BIGINT, bytes: BIGINT, sha256: STRING, unknown: MAP<STRING, BIGINT>>";

  private TechnicalColumn() {}
}

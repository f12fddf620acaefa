package io.finlake.etl.contract;

import java.util.Locale;
import java.util.Optional;

/**
 * One difference between two contracts of a dataset, with what it means for those who read the
 * table and for the table that exists.
 *
 * @param kind what changed
 * @param name the column, rule or setting; empty where the kind says it all
 * @param before how it was, in a few words; empty when it was not there
 * @param after how it is now; empty when it is not there any more
 * @param level what it means for readers, and with it the version that it needs
 * @param effect what happens to the table that exists
 * @param why the reason, in one sentence
 */
public record ContractChange(
    Kind kind,
    String name,
    Optional<String> before,
    Optional<String> after,
    Level level,
    Effect effect,
    String why) {

  /** What changed. */
  public enum Kind {
    /** A column is new. */
    COLUMN_ADDED,
    /**
     * A column is gone; one that was renamed is gone and new, since nothing tells the two apart.
     */
    COLUMN_REMOVED,
    /** The new type holds every value of the old one without loss. */
    TYPE_WIDENED,
    /** The new type does not hold every value of the old one, or means something else. */
    TYPE_CHANGED,
    /** Whether values may be absent. */
    REQUIRED,
    /** How harmful values are said to be. */
    CLASSIFICATION,
    /** What is done to values before they are stored. */
    PROTECTION,
    /** Where a value stands in the source, or how its text is read. */
    READING,
    /** The columns stand in another order. */
    COLUMN_ORDER,
    /** What identifies a row. */
    KEY,
    /** How the table's files are divided. */
    PARTITIONING,
    /** A rule is new. */
    RULE_ADDED,
    /** A rule is gone. */
    RULE_REMOVED,
    /** A rule asks something else. */
    RULE_CHANGED,
    /** What happens to rows that break a rule. */
    RULE_SEVERITY,
    /** How rows reach the table. */
    WRITE,
    /** Where raw objects lie and how they are taken. */
    SOURCE,
    /** The amounts that batches are balanced in. */
    MEASURES,
    /** When deliveries are expected. */
    DELIVERY,
    /** Whose data rows are, and what an erasure does to them. */
    SUBJECT,
    /** How long rows are kept. */
    RETENTION,
    /** Which model makes the table, of what, and how it is kept up to date. */
    MODEL,
    /** Descriptions and owner. */
    TEXT,
    /** The table moved from processed to curated or back. */
    ZONE;

    /** The words in answers. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /** What a change means for those who read the table, least first. */
  public enum Level {
    /** Only words for people changed. */
    TEXTS("patch"),
    /** What readers relied on still holds. */
    COMPATIBLE("minor"),
    /** Something that readers relied on does not hold any more. */
    BREAKING("major");

    private final String step;

    Level(String step) {
      this.step = step;
    }

    /** The part of the version that must grow. */
    public String step() {
      return step;
    }

    /** The word in answers. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What happens to the table that exists, least first. */
  public enum Effect {
    /** Nothing at all. */
    NOTHING("nothing"),
    /** It holds from the next batch on; the rows that are there stay as they are. */
    NEXT_BATCH("next batch"),
    /** The next run changes the table's columns; no row is written anew. */
    IN_PLACE("in place"),
    /** A curated table: the next run computes it whole, in one commit. */
    COMPUTED_ANEW("computed anew"),
    /** The table must be made anew from its inputs; until then no new batch is taken. */
    REBUILD("rebuild");

    private final String label;

    Effect(String label) {
      this.label = label;
    }

    /** The words in answers. */
    public String label() {
      return label;
    }
  }
}

package io.finlake.etl.ledger;

import io.finlake.etl.plan.RawObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The erasure of a person, or of what is past its retention, as far as it has come: order, work and
 * proof. Nothing in it names a person to who lacks the key.
 *
 * @param number counts the erasures of a lake from 1
 * @param ordered who ordered it, when and why
 * @param runId the run that ordered it
 * @param grace how long older versions of tables are left to their readers
 * @param identities the keyed hashes of the person ({@link
 *     io.finlake.etl.protect.SubjectHashes#PERSON}) and of keys that are the person's alone, by
 *     identity; none when rows leave by age
 * @param objects the raw objects that were written again
 * @param expired the raw objects that are past their retention and gone
 * @param tables what became of rows, table by table
 * @param erased when the last row was gone and looked for in vain; empty before
 * @param cleaned the tables whose older versions are gone
 * @param finished when nothing was left to do; empty before
 * @param withdrawn when it was taken back, before anything was done for it; empty else
 */
public record Erasure(
    long number,
    LegalHold.Act ordered,
    String runId,
    Duration grace,
    Map<String, Set<String>> identities,
    List<Rewritten> objects,
    List<Expired> expired,
    List<Rows> tables,
    Optional<Instant> erased,
    List<Cleaned> cleaned,
    Optional<Instant> finished,
    Optional<Instant> withdrawn) {
  public Erasure {
    identities = Map.copyOf(identities);
    objects = List.copyOf(objects);
    expired = List.copyOf(expired);
    tables = List.copyOf(tables);
    cleaned = List.copyOf(cleaned);
  }

  /** Whether rows leave by their age, and nobody is erased. */
  public boolean byAge() {
    return identities.isEmpty();
  }

  /** Whether it was ordered and has not come to its end: no other one begins before it. */
  public boolean open() {
    return erased.isEmpty() && withdrawn.isEmpty();
  }

  /** When the older versions may go: after the last reader's time. */
  public Optional<Instant> due() {
    return erased.map(at -> at.plus(grace));
  }

  /**
   * An object's bytes.
   *
   * @param bytes their count
   * @param modified as storage states it
   * @param sha256 64 hexadecimal digits
   */
  public record Bytes(long bytes, Instant modified, String sha256) {
    /** Whether a listed object is this one. */
    public boolean of(RawObject object) {
      return object.bytes() == bytes && object.modified().equals(modified);
    }
  }

  /**
   * A raw object that was written again without the person's records.
   *
   * @param dataset whose object it is
   * @param path below raw
   * @param before as it was
   * @param after as it is
   * @param offsets where the records began that are gone
   */
  public record Rewritten(
      String dataset, String path, Bytes before, Bytes after, List<Long> offsets) {
    public Rewritten {
      offsets = List.copyOf(offsets);
    }

    /** The object as it is since then. */
    RawObject since(RawObject object) {
      return new RawObject(path, after.bytes(), after.modified(), Optional.empty(), object.date());
    }
  }

  /**
   * A raw object that is gone with its age.
   *
   * @param dataset whose object it was
   * @param path below raw
   * @param bytes as it was
   */
  public record Expired(String dataset, String path, Bytes bytes) {}

  /**
   * What became of a person's rows in a table.
   *
   * @param table {@code zone.domain.name}
   * @param action what was done with them
   * @param rows how many they were
   * @param money their amounts by measure and currency, in words; empty where none are counted
   * @param reason why they are kept, where they are; else empty
   * @param before the table's version before; -1 where no version was written
   * @param after the version without them; -1 where none was written
   */
  public record Rows(
      String table,
      Action action,
      long rows,
      String money,
      String reason,
      long before,
      long after) {}

  /** What is done with a person's rows. */
  public enum Action {
    /** They are gone. */
    REMOVED,
    /** They stay without what names the person. */
    BLANKED,
    /** In quarantine: they stay as places without any value, closed. */
    CLOSED,
    /** They stay as they are. */
    KEPT
  }

  /**
   * A table of which only one version is left.
   *
   * @param table {@code zone.domain.name}
   * @param version the version that is left
   * @param at when the others were removed
   */
  public record Cleaned(String table, long version, Instant at) {}
}

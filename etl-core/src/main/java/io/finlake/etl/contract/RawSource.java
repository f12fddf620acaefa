package io.finlake.etl.contract;

import java.util.Optional;

/**
 * Where a processed dataset's raw objects lie and how they are taken.
 *
 * @param format how bytes become records
 * @param path the folder below the raw zone
 * @param layout the date folders below the path, for example {@code yyyy/MM/dd/HH}; empty when
 *     objects lie flat
 * @param files a glob that object names must match; names that begin with {@code _} or {@code .}
 *     never do
 * @param lookBackDays how many days before the newest known date folder are looked at on every run
 * @param sweepHours how often all date folders are looked at
 * @param batching whether all waiting objects make one batch, or those of one date folder
 * @param redelivery what happens when an object that was taken has other bytes now
 * @param resend what happens when a keyless dataset gets the same bytes under a new name
 * @param evolution what happens to fields that the contract does not know
 * @param manifest how the source states control totals, when it does
 * @param reshape how source records become rows, when not one to one
 * @param envelope what the rows of a change stream are wrapped in, when it is one
 */
public record RawSource(
    Format format,
    String path,
    Optional<String> layout,
    String files,
    int lookBackDays,
    int sweepHours,
    Batching batching,
    Redelivery redelivery,
    Resend resend,
    Evolution evolution,
    Optional<Manifest> manifest,
    Optional<Reshape> reshape,
    Optional<ChangeEnvelope> envelope) {

  /** A source whose records are rows and not messages about changes. */
  public RawSource(
      Format format,
      String path,
      Optional<String> layout,
      String files,
      int lookBackDays,
      int sweepHours,
      Batching batching,
      Redelivery redelivery,
      Resend resend,
      Evolution evolution,
      Optional<Manifest> manifest,
      Optional<Reshape> reshape) {
    this(
        format,
        path,
        layout,
        files,
        lookBackDays,
        sweepHours,
        batching,
        redelivery,
        resend,
        evolution,
        manifest,
        reshape,
        Optional.empty());
  }

  /** How waiting objects are cut into batches. */
  public enum Batching {
    /** All in one. */
    ALL,
    /** One batch for each date folder, in their order. */
    BY_DATE
  }

  /** The same name with new bytes. */
  public enum Redelivery {
    /** The dataset is refused with exit code 3 until somebody decides. */
    REFUSE,
    /** The new bytes take the old ones' place. */
    REPLACE
  }

  /** The same bytes under a new name, in a dataset without a key. */
  public enum Resend {
    /** Its rows wait in quarantine, rule {@code resent_object}. */
    HOLD,
    /** Its rows are purchases like any other. */
    ACCEPT,
    /** Its rows are counted as duplicates. */
    DUPLICATE
  }

  /** Fields that the contract does not know. */
  public enum Evolution {
    /** The batch fails and names them. */
    REFUSE,
    /** They are left in raw and counted. */
    IGNORE,
    /** They become text columns of the table. */
    ADD
  }

  /**
   * Control totals in a JSON file beside each object: {@code {"rows": 12, "sums": {"amount":
   * {"EUR": "10.00"}}}}. An object whose manifest has not arrived is not taken yet.
   *
   * @param suffix what is added to the object's name
   */
  public record Manifest(String suffix) {}

  /**
   * A SELECT over the source's own fields, all of them text (or arrays and structs of text).
   *
   * @param fields the source's fields as Spark DDL, for example {@code base STRING, rates
   *     ARRAY<STRUCT<ccy: STRING>>}; empty means every header or path that {@code select} needs is
   *     read as text by its name
   * @param select the select list; its aliases are what {@code from} of the contract's columns name
   * @param from the FROM clause; the records are the view {@code source}
   * @param keep a predicate; rows for which it is not true are counted as filtered and left in raw
   */
  public record Reshape(String fields, String select, String from, Optional<String> keep) {}
}

package io.finlake.etl.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.finlake.etl.plan.Balance;
import io.finlake.etl.plan.TableEffect;
import java.util.List;
import java.util.Map;

/**
 * A backfill that was worked out and is not, or is, applied. Its rows lie staged; this says what
 * they are, what they would change, and what must not have moved until they are applied.
 *
 * @param id its name
 * @param target the table and the batch that it would be
 * @param by the contract and the code that made the rows
 * @param reading what was read
 * @param pins what was looked at
 * @param balance what became of the rows that were read
 * @param before what they were counted as until then
 * @param rules how many rows broke each rule
 * @param table what would change in the table
 * @param quarantine what would change in quarantine: rows that open, are held for other reasons
 *     than before, and close
 * @param downstream what would change in curated tables, in the order of building
 */
public record BackfillPlan(
    String id,
    Target target,
    MadeBy by,
    Reading reading,
    Pins pins,
    Balance balance,
    Balance before,
    Map<String, Long> rules,
    TableEffect table,
    TableEffect quarantine,
    List<TableEffect> downstream) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  public BackfillPlan {
    rules = Map.copyOf(rules);
    downstream = List.copyOf(downstream);
  }

  /**
   * The table and the batch.
   *
   * @param dataset {@code domain.name}
   * @param incarnation of the table
   * @param number of the batch
   * @param processingTime ISO 8601, what the rows are stamped with
   */
  public record Target(String dataset, String incarnation, long number, String processingTime) {}

  /** What made the rows. */
  public record MadeBy(
      String contractVersion, String contractHash, String contractText, String codeVersion) {}

  /**
   * What was read.
   *
   * @param days in words
   * @param rawVersion in words
   * @param range how many objects are made again
   * @param beside how many others were read for their keys
   * @param leftOut how many objects of the days count as not delivered
   * @param objects paths of all objects that were read
   * @param place where the rows are staged
   */
  public record Reading(
      String days,
      String rawVersion,
      long range,
      long beside,
      long leftOut,
      List<String> objects,
      String place) {
    public Reading {
      objects = List.copyOf(objects);
    }
  }

  /**
   * What was looked at.
   *
   * @param versions by {@code zone.domain.name}; -1 for a table that is not there
   * @param contracts hash of the contract by {@code zone.domain.name}
   * @param erased how many ids of erased people were on record
   */
  public record Pins(Map<String, Long> versions, Map<String, String> contracts, long erased) {
    public Pins {
      versions = Map.copyOf(versions);
      contracts = Map.copyOf(contracts);
    }
  }

  /** Whether applying it would change no row. */
  public boolean nothing() {
    return table.nothing() && quarantine.nothing();
  }

  /** The same plan with what it means for tables downstream, and what was looked at there. */
  BackfillPlan with(List<TableEffect> effects, Pins all) {
    return new BackfillPlan(
        id, target, by, reading, all, balance, before, rules, table, quarantine, effects);
  }

  String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException thrown) {
      throw new IllegalStateException("a backfill's plan cannot be written", thrown);
    }
  }

  static BackfillPlan parse(String json) {
    try {
      return JSON.readValue(json, BackfillPlan.class);
    } catch (JsonProcessingException thrown) {
      throw new IllegalStateException("a backfill's plan is not ours", thrown);
    }
  }
}

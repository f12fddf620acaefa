package io.finlake.etl.screen;

import java.time.Instant;
import java.util.Map;

/**
 * What was measured of a screened batch.
 *
 * @param read rows read, filtered ones not counted
 * @param accepted rows without a reason that sends them to quarantine
 * @param breaches broken rows, rows too many or unbalanced groups, by the rule's name; absent is 0
 * @param newest the newest value of accepted rows, by the name of the freshness rule; absent when
 *     no accepted row has a value
 */
public record BatchFacts(
    long read, long accepted, Map<String, Long> breaches, Map<String, Instant> newest) {
  public BatchFacts {
    breaches = Map.copyOf(breaches);
    newest = Map.copyOf(newest);
  }
}

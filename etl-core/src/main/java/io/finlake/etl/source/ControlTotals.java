package io.finlake.etl.source;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a source says it put into one object.
 *
 * @param rows its records
 * @param sums amounts by {@code column currency}, for example {@code amount EUR}; empty when the
 *     source states none
 */
public record ControlTotals(long rows, Map<String, BigDecimal> sums) {
  public ControlTotals {
    sums = Collections.unmodifiableMap(new TreeMap<>(sums));
  }
}

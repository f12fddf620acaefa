package io.finlake.etl.screen;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The active alphabetic codes of ISO 4217 (list one) with their minor units. Funds, metals and
 * units of account are codes like others; {@code XXX} (no currency) and {@code XTS} (tests) are
 * not. The JDK's table is not used: it mixes withdrawn codes in and changes with the JDK's patch
 * level, and then the same row would pass on one machine and break on another.
 */
public final class CurrencyCodes {
  private final SortedMap<String, OptionalInt> minorUnits;

  private CurrencyCodes(SortedMap<String, OptionalInt> minorUnits) {
    this.minorUnits = minorUnits;
  }

  /** Reads the table that comes with finlake. */
  public static CurrencyCodes load() {
    SortedMap<String, OptionalInt> minorUnits = new TreeMap<>();
    for (List<String> row : CodeTable.rows("iso-4217.txt")) {
      OptionalInt units =
          row.get(0).equals("-")
              ? OptionalInt.empty()
              : OptionalInt.of(Integer.parseInt(row.get(0)));
      row.subList(1, row.size()).forEach(code -> minorUnits.put(code, units));
    }
    return new CurrencyCodes(minorUnits);
  }

  /** All codes, sorted. */
  public List<String> codes() {
    return List.copyOf(minorUnits.keySet());
  }

  /**
   * The number of fraction digits of a currency; empty when the code is not active, or when the
   * standard names none (metals and units of account).
   */
  public Optional<Integer> minorUnits(String code) {
    OptionalInt units = minorUnits.getOrDefault(code, OptionalInt.empty());
    return units.isPresent() ? Optional.of(units.getAsInt()) : Optional.empty();
  }

  /** The codes by their number of fraction digits; those without one are left out. */
  SortedMap<Integer, SortedSet<String>> byMinorUnits() {
    SortedMap<Integer, SortedSet<String>> codes = new TreeMap<>();
    for (Map.Entry<String, OptionalInt> entry : minorUnits.entrySet()) {
      entry
          .getValue()
          .ifPresent(
              units -> codes.computeIfAbsent(units, it -> new TreeSet<>()).add(entry.getKey()));
    }
    return codes;
  }
}

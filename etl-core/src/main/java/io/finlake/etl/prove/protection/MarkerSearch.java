package io.finlake.etl.prove.protection;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds many texts in bytes at once, in every spelling, whatever the case of ASCII letters: a look
 * at eight bytes tells whether one may begin there.
 */
final class MarkerSearch {
  private static final int WINDOW = 8;
  private static final int FILTER_BITS = 22;

  private final Map<Long, List<Pattern>> patterns = new HashMap<>();
  private final long[] filter = new long[1 << (FILTER_BITS - 6)];

  /** Looks for these. */
  MarkerSearch(Collection<Marker> markers) {
    for (Marker marker : markers) {
      Spellings.of(marker.core())
          .forEach((name, bytes) -> add(new Pattern(marker, name, lowered(bytes))));
    }
  }

  /**
   * A marker that stands somewhere.
   *
   * @param spelling how it is written there
   */
  record Hit(Marker marker, String spelling) {}

  private static final class Pattern {
    private final Marker marker;
    private final String spelling;
    private final byte[] bytes;

    Pattern(Marker marker, String spelling, byte[] bytes) {
      this.marker = marker;
      this.spelling = spelling;
      this.bytes = bytes;
    }
  }

  private void add(Pattern pattern) {
    if (pattern.bytes.length < WINDOW) {
      throw new IllegalArgumentException("too short to be looked for: " + pattern.marker.planted());
    }
    long key = 0;
    for (int at = 0; at < WINDOW; at++) {
      key = (key << 8) | (pattern.bytes[at] & 0xff);
    }
    patterns.computeIfAbsent(key, any -> new ArrayList<>()).add(pattern);
    int bit = bit(key);
    filter[bit >> 6] |= 1L << (bit & 63);
  }

  private static int bit(long key) {
    return (int) ((key * 0x9E3779B97F4A7C15L) >>> (64 - FILTER_BITS));
  }

  /** What stands in the bytes, each marker once a spelling. */
  Set<Hit> in(byte[] bytes) {
    Set<Hit> hits = new LinkedHashSet<>();
    long key = 0;
    for (int at = 0; at < bytes.length; at++) {
      key = (key << 8) | (lower(bytes[at]) & 0xff);
      int bit = bit(key);
      if (at >= WINDOW - 1 && (filter[bit >> 6] & (1L << (bit & 63))) != 0) {
        for (Pattern pattern : patterns.getOrDefault(key, List.of())) {
          if (stands(pattern.bytes, bytes, at - WINDOW + 1)) {
            hits.add(new Hit(pattern.marker, pattern.spelling));
          }
        }
      }
    }
    return hits;
  }

  private static boolean stands(byte[] pattern, byte[] bytes, int from) {
    if (from + pattern.length > bytes.length) {
      return false;
    }
    for (int at = WINDOW; at < pattern.length; at++) {
      if (pattern[at] != lower(bytes[from + at])) {
        return false;
      }
    }
    return true;
  }

  private static byte[] lowered(byte[] bytes) {
    byte[] lowered = new byte[bytes.length];
    for (int at = 0; at < bytes.length; at++) {
      lowered[at] = lower(bytes[at]);
    }
    return lowered;
  }

  private static byte lower(byte value) {
    return value >= 'A' && value <= 'Z' ? (byte) (value + 32) : value;
  }
}

package io.finlake.etl.curate;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Where keys stand on a scale, so that gaps between them can be compared. A text is read as a
 * number whose digits are the bytes that keys have at each place: of {@code C099} and {@code C100}
 * the gap is one, not the distance between the bytes.
 */
final class KeyScale {
  /** So many bytes of a text tell where it stands; Delta keeps as many in its statistics. */
  private static final int BYTES = 32;

  /** For each place the bytes that are seen there; a text that has ended has byte 0. */
  private final List<int[]> digits;

  private KeyScale(List<int[]> digits) {
    this.digits = List.copyOf(digits);
  }

  /** The scale of these keys: String, Long, Integer or LocalDate. */
  static KeyScale of(List<Object> keys) {
    List<TreeSet<Integer>> seen =
        IntStream.range(0, BYTES).mapToObj(place -> new TreeSet<Integer>()).toList();
    for (Object key : keys) {
      if (key instanceof String text) {
        byte[] bytes = bytes(text);
        for (int place = 0; place < BYTES; place++) {
          seen.get(place).add(Byte.toUnsignedInt(bytes[place]));
        }
      }
    }
    return new KeyScale(
        seen.stream()
            .map(values -> values.stream().mapToInt(Integer::intValue).toArray())
            .toList());
  }

  /** Where one of the keys stands. */
  BigInteger position(Object key) {
    if (key instanceof String text) {
      byte[] bytes = bytes(text);
      BigInteger position = BigInteger.ZERO;
      for (int place = 0; place < BYTES; place++) {
        int[] known = digits.get(place);
        if (known.length == 1) {
          continue; // the same in all
        }
        int digit = Arrays.binarySearch(known, Byte.toUnsignedInt(bytes[place]));
        position =
            position.multiply(BigInteger.valueOf(known.length)).add(BigInteger.valueOf(digit));
      }
      return position;
    }
    return key instanceof LocalDate day
        ? BigInteger.valueOf(day.toEpochDay())
        : BigInteger.valueOf(((Number) key).longValue());
  }

  private static byte[] bytes(String text) {
    return Arrays.copyOf(text.getBytes(StandardCharsets.UTF_8), BYTES);
  }
}

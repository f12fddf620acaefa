package io.finlake.etl.prove.protection;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The ways in which a text may stand in bytes. */
final class Spellings {
  /** Three bytes become four characters, so a text within another has one of three spellings. */
  private static final int ALIGNMENTS = 3;

  private Spellings() {}

  /** Each with its name; latters' case does not matter. */
  static Map<String, byte[]> of(String text) {
    Map<String, byte[]> all = new LinkedHashMap<>();
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    put(all, "UTF-8", utf8);
    put(all, "UTF-16, big end first", text.getBytes(StandardCharsets.UTF_16BE));
    put(all, "UTF-16, little end first", text.getBytes(StandardCharsets.UTF_16LE));
    put(all, "ISO 8859-1", text.getBytes(StandardCharsets.ISO_8859_1));
    put(all, "hexadecimal", ascii(HexFormat.of().formatHex(utf8)));
    put(all, "hexadecimal with blanks", ascii(HexFormat.ofDelimiter(" ").formatHex(utf8)));
    put(all, "URL-encoded", ascii(URLEncoder.encode(text, StandardCharsets.UTF_8)));
    put(all, "escaped as in JSON", ascii(escaped(text)));
    put(
        all,
        "in a reversed order",
        new StringBuilder(text).reverse().toString().getBytes(StandardCharsets.UTF_8));
    for (int before = 0; before < ALIGNMENTS; before++) {
      put(all, "base64, " + before, base64(utf8, before));
    }
    if (text.chars().allMatch(Character::isDigit)) {
      put(all, "digits in fours", ascii(text.replaceAll("(.{4})(?=.)", "$1 ")));
      put(all, "digits in fours with dashes", ascii(text.replaceAll("(.{4})(?=.)", "$1-")));
    }
    return all;
  }

  private static void put(Map<String, byte[]> all, String name, byte[] spelling) {
    if (all.values().stream().noneMatch(it -> java.util.Arrays.equals(it, spelling))) {
      all.put(name, spelling);
    }
  }

  /** What of the base64 text does not depend on the bytes before and behind. */
  private static byte[] base64(byte[] text, int before) {
    byte[] shifted = new byte[before + text.length];
    System.arraycopy(text, 0, shifted, before, text.length);
    String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
    int from = before == 0 ? 0 : before + 1;
    int to = shifted.length * 8 / 6;
    return ascii(encoded.substring(from, to));
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int at = 0; at < text.length(); at++) {
      char letter = text.charAt(at);
      escaped.append(
          letter < 128
              ? String.valueOf(letter)
              : String.format(Locale.ROOT, "\\u%04x", (int) letter));
    }
    return escaped.toString();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}

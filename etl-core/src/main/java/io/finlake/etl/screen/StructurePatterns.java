package io.finlake.etl.screen;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The structures of financial identifiers as regular expressions that match a whole text. Capital
 * letters and ASCII digits only, no spaces: the electronic form of each standard.
 */
final class StructurePatterns {
  /** Check digits of MOD 97-10 are 98 minus a remainder, so 00, 01 and 99 never occur. */
  private static final String CHECK_DIGITS = "(?:0[2-9]|[1-8][0-9]|9[0-8])";

  /** ISO 7812-1: 13 to 19 digits, single spaces or dashes between them, not all zeros. */
  static final String CARD_NUMBER = "\\A(?![0 -]+\\z)[0-9](?:[ -]?[0-9]){12,18}\\z";

  /** ISO 6166: prefix, nine characters, check digit. */
  static final String ISIN = "\\A[A-Z]{2}[A-Z0-9]{9}[0-9]\\z";

  /** ISO 17442: eighteen characters, two check digits. */
  static final String LEI = "\\A[A-Z0-9]{18}" + CHECK_DIGITS + "\\z";

  private static final Pattern ELEMENT = Pattern.compile("([0-9]+)([nac])");

  private StructurePatterns() {}

  /** ISO 13616: one alternative for each country of the registry, grouped by first letter. */
  static String iban() {
    SortedMap<String, String> byCountry = new TreeMap<>();
    for (List<String> row : CodeTable.rows("iban-structures.txt")) {
      byCountry.put(row.get(0), CHECK_DIGITS + bban(row.get(1)));
    }
    return "\\A" + byFirstLetter(byCountry) + "\\z";
  }

  /** ISO 9362: party prefix, country, party suffix, optional branch. */
  static String bic() {
    List<String> countries = new ArrayList<>(Arrays.asList(Locale.getISOCountries()));
    // Kosovo has no ISO 3166 code; banks there use the user-assigned one that SWIFT agreed to.
    countries.add("XK");
    Map<String, String> codes =
        countries.stream().collect(Collectors.toMap(it -> it, it -> "", (a, b) -> a));
    return "\\A[A-Z0-9]{4}"
        + byFirstLetter(new TreeMap<>(codes))
        + "[A-Z0-9]{2}(?:[A-Z0-9]{3})?\\z";
  }

  private static String bban(String structure) {
    StringBuilder regex = new StringBuilder();
    Matcher element = ELEMENT.matcher(structure);
    while (element.find()) {
      regex.append(characters(element.group(2))).append('{').append(element.group(1)).append('}');
    }
    return regex.toString();
  }

  private static String characters(String kind) {
    return switch (kind) {
      case "n" -> "[0-9]";
      case "a" -> "[A-Z]";
      default -> "[A-Z0-9]";
    };
  }

  /** A two-letter prefix with what follows it; a failed match tries few alternatives. */
  private static String byFirstLetter(SortedMap<String, String> rests) {
    SortedMap<Character, Collection<String>> groups = new TreeMap<>();
    rests.forEach(
        (prefix, rest) ->
            groups
                .computeIfAbsent(prefix.charAt(0), it -> new ArrayList<>())
                .add(prefix.charAt(1) + rest));
    return groups.entrySet().stream()
        .map(group -> group.getKey() + "(?:" + String.join("|", group.getValue()) + ")")
        .collect(Collectors.joining("|", "(?:", ")"));
  }
}

package io.finlake.etl.prove.hostile;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Rows of the nine columns, as texts, drawn. */
final class Rows {
  private static final List<String> NOTES =
      List.of(
          "paid",
          "=cmd|' /C calc'!A0",
          "'; DROP TABLE accounts; --",
          "../../etc/passwd",
          "\u202egnp.exe",
          "e\u0301\u0301\u0301",
          "\ufeffmarked",
          "4111 1111 1111 1111",
          "${jndi:ldap://x/a}",
          "naïve 😀",
          "");

  private Rows() {}

  /** So many rows, each with a number of its own. */
  static List<List<String>> draw(Random random, int count) {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(
          List.of(
              "R" + i,
              BigDecimal.valueOf(random.nextInt(2_000_000) - 1_000_000L, 2).toPlainString(),
              LocalDate.of(2026, 1, 1).plusDays(random.nextInt(365)).toString(),
              Instant.ofEpochSecond(1_767_225_600L + random.nextInt(30_000_000)).toString(),
              Long.toString(random.nextInt()),
              Boolean.toString(random.nextBoolean()),
              Kind.SECRET + (char) ('a' + random.nextInt(26)) + random.nextInt(1000),
              "4111111111111111",
              NOTES.get(random.nextInt(NOTES.size()))));
    }
    return rows;
  }
}

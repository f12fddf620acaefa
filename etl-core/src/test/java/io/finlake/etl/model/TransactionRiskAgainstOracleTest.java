package io.finlake.etl.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.curate.Inputs;
import io.finlake.etl.model.RiskOracle.Payment;
import io.finlake.etl.model.payments.TransactionRisk;
import io.finlake.etl.testing.BankTables;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Busy random accounts, judged by windows and by comparing everything with everything. */
class TransactionRiskAgainstOracleTest {
  private static final String TRANSACTION = "curated.payments.transaction";
  private static final List<String> SIGNALS =
      List.of(
          "velocity_count",
          "velocity_amount",
          "unusual_amount",
          "country_jump",
          "channel_jump",
          "new_payee",
          "round_trip");
  private static final List<Long> SMALL = List.of(2_000L, 2_500L, 3_000L, 4_000L, 5_000L);
  private static final List<Long> LARGE = List.of(11_000L, 60_000L, 65_000L, 150_000L, 500_000L);

  @Test
  void windowsSeeWhatComparingEverythingSees() {
    long seed = new Random().nextLong();
    System.out.println("transaction risk, seed " + seed);
    Random random = new Random(seed);
    List<Payment> payments = new ArrayList<>();
    for (int i = 0; i < 900; i++) {
      payments.add(payment(random, i));
    }
    Collections.shuffle(payments, random);
    String lines = payments.stream().map(it -> line(it)).collect(Collectors.joining());

    Map<String, Set<String>> found = new TreeMap<>();
    for (Row row :
        new TransactionRisk()
            .rows(Inputs.of(Map.of(TRANSACTION, BankTables.rows(TRANSACTION, lines))))
            .collectAsList()) {
      found.put(
          row.getAs("transaction_id"),
          SIGNALS.stream()
              .filter(it -> row.<Boolean>getAs(it))
              .collect(Collectors.toCollection(TreeSet::new)));
    }

    RiskOracle oracle = new RiskOracle(payments);
    Map<String, Set<String>> expected = new TreeMap<>();
    payments.forEach(it -> expected.put(it.id(), oracle.signals(it)));
    assertThat(found).isEqualTo(expected);
    // Guards the random accounts: what is never seen would not be tested.
    assertThat(expected.values().stream().flatMap(Set::stream).distinct())
        .containsExactlyInAnyOrderElementsOf(SIGNALS);
  }

  /**
   * On four accounts over six days, often in the same minutes. Half of the transfers have a
   * counterparty of their own, and half of them are large.
   */
  private static Payment payment(Random random, int number) {
    long minutes = random.nextInt(6) * 1_440L + random.nextInt(16) * 30L + random.nextInt(3) * 5L;
    String channel =
        any(random, "card_pos", "card_pos", "atm", "card_online", "transfer", "transfer", "fee");
    boolean transfer = channel.equals("transfer");
    List<Long> amounts = random.nextInt(transfer ? 2 : 4) == 0 ? LARGE : SMALL;
    long amount = amounts.get(random.nextInt(amounts.size()));
    return new Payment(
        "A" + random.nextInt(4),
        String.format("T%03d", number),
        minutes * 60_000,
        random.nextInt(transfer ? 2 : 4) > 0,
        channel,
        maybe(random, any(random, "DE", "DE", "DE", "FR")),
        any(random, "EUR", "EUR", "USD"),
        amount,
        random.nextInt(10) == 0 ? -1 : amount,
        maybe(random, any(random, "k1", "k2")),
        maybe(random, any(random, "DE-1", "DE-2", "DE-" + number, "DE-" + number)));
  }

  private static String any(Random random, String... values) {
    return values[random.nextInt(values.length)];
  }

  private static Optional<String> maybe(Random random, String value) {
    return random.nextInt(6) == 0 ? Optional.empty() : Optional.of(value);
  }

  private static String line(Payment it) {
    return String.format(
        "{\"account_id\": \"%s\", \"transaction_id\": \"%s\", \"booked_at\": \"%s\","
            + " \"direction\": \"%s\", \"channel\": \"%s\", \"currency\": \"%s\", \"amount\": %s"
            + "%s%s%s%s}%n",
        it.account(),
        it.id(),
        Instant.parse("2026-01-01T00:00:00Z").plusMillis(it.millis()),
        it.debit() ? "debit" : "credit",
        it.channel(),
        it.currency(),
        it.amount() / 100,
        it.euro() < 0 ? "" : ", \"amount_base\": " + it.euro() / 100,
        field("country", it.country()),
        field("card_token", it.card()),
        field("counterparty_iban", it.counterparty()));
  }

  private static String field(String name, Optional<String> value) {
    return value.map(it -> ", \"" + name + "\": \"" + it + "\"").orElse("");
  }
}

package io.finlake.etl.model;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The table of docs/models/transaction_risk.md once more, in plain Java that compares each
 * transaction with all others and shares nothing with the model.
 */
final class RiskOracle {
  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;
  private static final Comparator<Payment> ORDER =
      Comparator.comparingLong(Payment::millis).thenComparing(Payment::id);

  /** Money in hundredths; {@code euro} is below zero where there was no rate. */
  record Payment(
      String account,
      String id,
      long millis,
      boolean debit,
      String channel,
      Optional<String> country,
      String currency,
      long amount,
      long euro,
      Optional<String> card,
      Optional<String> counterparty) {

    boolean outgoing() {
      return debit && List.of("card_pos", "card_online", "atm", "transfer").contains(channel);
    }

    boolean present() {
      return List.of("card_pos", "atm").contains(channel) && country.isPresent();
    }

    boolean transfer() {
      return channel.equals("transfer") && counterparty.isPresent();
    }
  }

  private final List<Payment> all;

  RiskOracle(List<Payment> payments) {
    this.all = payments.stream().sorted(ORDER).toList();
  }

  /** The signals of a payment, in alphabetical order. */
  Set<String> signals(Payment payment) {
    Set<String> seen = new TreeSet<>();
    List<Payment> before =
        all.stream()
            .filter(it -> it.account().equals(payment.account()))
            .filter(it -> ORDER.compare(it, payment) < 0)
            .toList();
    velocity(payment, seen);
    if (unusual(payment, before)) {
      seen.add("unusual_amount");
    }
    Optional<Payment> place =
        newest(before, it -> it.present() && it.card().equals(payment.card()));
    if (payment.present()
        && place.isPresent()
        && !place.get().country().equals(payment.country())
        && payment.millis() - place.get().millis() <= HOUR) {
      seen.add("country_jump");
    }
    Optional<Payment> use = newest(before, Payment::outgoing);
    if (payment.outgoing()
        && use.isPresent()
        && !use.get().channel().equals(payment.channel())
        && payment.millis() - use.get().millis() <= 5 * MINUTE) {
      seen.add("channel_jump");
    }
    counterparty(payment, before, seen);
    return seen;
  }

  private void velocity(Payment payment, Set<String> seen) {
    if (!payment.outgoing()) {
      return;
    }
    for (int hours : List.of(1, 24)) {
      List<Payment> recent =
          all.stream()
              .filter(it -> it.account().equals(payment.account()) && it.outgoing())
              .filter(it -> it.millis() <= payment.millis())
              .filter(it -> it.millis() > payment.millis() - hours * HOUR)
              .toList();
      long euro = recent.stream().mapToLong(Payment::euro).filter(it -> it > 0).sum();
      if (recent.size() > (hours == 1 ? 5 : 20)) {
        seen.add("velocity_count");
      }
      if (recent.size() >= 3 && euro >= (hours == 1 ? 500_000 : 1_000_000)) {
        seen.add("velocity_amount");
      }
    }
  }

  private static boolean unusual(Payment payment, List<Payment> before) {
    List<Double> alike =
        before.stream()
            .filter(it -> it.debit() == payment.debit())
            .filter(it -> it.channel().equals(payment.channel()))
            .filter(it -> it.currency().equals(payment.currency()))
            .map(it -> StrictMath.log(it.amount() / 100.0))
            .toList();
    List<Double> last = alike.subList(Math.max(0, alike.size() - 60), alike.size());
    if (last.size() < 10 || payment.euro() < 10_000) {
      return false;
    }
    double median = median(last);
    double spread = median(last.stream().map(it -> Math.abs(it - median)).toList());
    double distance = StrictMath.log(payment.amount() / 100.0) - median;
    return 0.6745 * distance / Math.max(0.2, spread) > 3.5;
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get((values.size() - 1) / 2);
  }

  private static void counterparty(Payment payment, List<Payment> before, Set<String> seen) {
    if (!payment.transfer()) {
      return;
    }
    List<Payment> same =
        before.stream().filter(it -> it.counterparty().equals(payment.counterparty())).toList();
    if (payment.debit()
        && same.stream().noneMatch(Payment::debit)
        && before.size() >= 10
        && payment.euro() >= 100_000) {
      seen.add("new_payee");
    }
    boolean back =
        same.subList(Math.max(0, same.size() - 20), same.size()).stream()
            .filter(Payment::transfer)
            .filter(it -> it.debit() != payment.debit())
            .filter(it -> Objects.equals(it.currency(), payment.currency()))
            .filter(it -> payment.millis() - it.millis() <= 7 * 24 * HOUR)
            .anyMatch(it -> Math.abs(it.amount() - payment.amount()) * 10 <= it.amount());
    if (back && payment.euro() >= 50_000) {
      seen.add("round_trip");
    }
  }

  private static Optional<Payment> newest(List<Payment> before, Predicate<Payment> kind) {
    return before.stream().filter(kind).reduce((older, newer) -> newer);
  }
}

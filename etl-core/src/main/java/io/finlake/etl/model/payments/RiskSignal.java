package io.finlake.etl.model.payments;

import static org.apache.spark.sql.functions.col;

import org.apache.spark.sql.Column;

/** What may be odd about a transaction, and what it adds to the score. */
enum RiskSignal {
  /** Many outgoing transactions in a short time. */
  VELOCITY_COUNT(20),
  /** Much money going out in a short time, in several transactions. */
  VELOCITY_AMOUNT(25),
  /** An amount far above the account's own earlier ones of its kind. */
  UNUSUAL_AMOUNT(25),
  /** The card in two countries within a time that travel does not allow. */
  COUNTRY_JUMP(35),
  /** Two channels within a time that the customer hardly needs. */
  CHANNEL_JUMP(10),
  /** A first payment to a counterparty, above an amount. */
  NEW_PAYEE(20),
  /** Money that went out to a counterparty and comes back from it, or the other way round. */
  ROUND_TRIP(30);

  private final int weight;

  RiskSignal(int weight) {
    this.weight = weight;
  }

  /** Points that it adds to the score. */
  int weight() {
    return weight;
  }

  /** The name of its column, and of its part of the evidence. */
  String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** Its evidence while a row is judged: a struct, null where it was not seen. */
  Column seen() {
    return col("seen_" + label());
  }
}

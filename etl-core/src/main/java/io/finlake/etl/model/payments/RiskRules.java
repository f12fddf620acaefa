package io.finlake.etl.model.payments;

import java.util.List;

/**
 * Every limit and weight of {@link TransactionRisk}, in one place. Where each comes from says
 * docs/models/transaction_risk.md; where a rule's source names no number, the number is a start to
 * be calibrated on a bank's own cases.
 */
final class RiskRules {
  /**
   * Channels by which a customer moves money out; fees and direct debits are not the customer's.
   */
  static final List<String> INITIATED = List.of("card_pos", "card_online", "atm", "transfer");

  /** Channels for which the card, and so its holder, must be there. */
  static final List<String> PRESENT = List.of("card_pos", "atm");

  /** The channel of payments to and from a counterparty's account. */
  static final String TRANSFER = "transfer";

  /** More outgoing transactions than this within an hour are too many. */
  static final int MOST_IN_AN_HOUR = 5;

  /** More outgoing transactions than this within 24 hours are too many. */
  static final int MOST_IN_A_DAY = 20;

  /** So many euro and more, going out within an hour, are too much. */
  static final int MUCH_EURO_IN_AN_HOUR = 5_000;

  /** So many euro and more, going out within 24 hours, are too much. */
  static final int MUCH_EURO_IN_A_DAY = 10_000;

  /** Amounts are summed up from so many transactions; fewer are large, not fast. */
  static final int LINKED = 3;

  /** An amount is compared with so many earlier ones of its kind at most. */
  static final int COMPARED = 60;

  /** An amount is judged only with so many earlier ones of its kind, an account likewise. */
  static final int LEAST_HISTORY = 10;

  /** A modified z-score above this is an outlier. */
  static final double OUTLIER = 3.5;

  /** Makes the median absolute deviation comparable with a standard deviation. */
  static final double NORMAL = 0.6745;

  /** The least spread of logarithms: no amount below 2.8 times the median is far from it. */
  static final double LEAST_SPREAD = 0.2;

  /** Smaller amounts in euro are not far from anything. */
  static final int LEAST_UNUSUAL_EURO = 100;

  /** Nobody changes the country within so many minutes, but for those who live at a border. */
  static final int TRAVEL_MINUTES = 60;

  /** Nobody changes the channel within so many seconds, but for those with a telephone at hand. */
  static final int SWITCH_SECONDS = 300;

  /** A first payment to somebody counts from so many euro. */
  static final int LEAST_NEW_PAYEE_EURO = 1_000;

  /** Money that comes back counts from so many euro. */
  static final int LEAST_ROUND_TRIP_EURO = 500;

  /** Money comes back within so many days. */
  static final int ROUND_TRIP_DAYS = 7;

  /** The amounts of both ways differ by at most one part in so many: a tenth. */
  static final int ROUND_TRIP_TOLERANCE = 10;

  /** So many payments with the same counterparty are looked through for the way out. */
  static final int ROUND_TRIP_PAYMENTS = 20;

  /** The highest score. */
  static final int HIGHEST = 100;

  /** From here a score is medium. */
  static final int MEDIUM = 30;

  /** From here a score is high. */
  static final int HIGH = 60;

  private RiskRules() {}
}

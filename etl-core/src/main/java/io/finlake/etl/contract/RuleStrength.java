package io.finlake.etl.contract;

import java.math.BigDecimal;
import java.util.Optional;

/** Whether what one check lets pass, another would have let pass too. */
final class RuleStrength {
  private RuleStrength() {}

  /**
   * Whether all that keeps the new check keeps the old one. Where that cannot be told, as of
   * patterns and predicates, the answer is no.
   */
  static boolean atLeast(Rule.Check now, Rule.Check old) {
    if (now.equals(old)) {
      return true;
    }
    if (now instanceof Rule.Check.ValidValues few && old instanceof Rule.Check.ValidValues many) {
      return many.values().containsAll(few.values());
    }
    if (now instanceof Rule.Check.Length inner && old instanceof Rule.Check.Length outer) {
      return within(
          text(inner.minimum()),
          text(inner.maximum()),
          text(outer.minimum()),
          text(outer.maximum()));
    }
    if (now instanceof Rule.Check.Range inner && old instanceof Rule.Check.Range outer) {
      return within(inner.minimum(), inner.maximum(), outer.minimum(), outer.maximum());
    }
    if (now instanceof Rule.Check.RowCount inner && old instanceof Rule.Check.RowCount outer) {
      return within(
          text(inner.minimum()),
          text(inner.maximum()),
          text(outer.minimum()),
          text(outer.maximum()));
    }
    return now instanceof Rule.Check.Freshness fresh
        && old instanceof Rule.Check.Freshness stale
        && fresh.hours() <= stale.hours();
  }

  private static Optional<String> text(Optional<? extends Number> number) {
    return number.map(Object::toString);
  }

  private static boolean within(
      Optional<String> least, Optional<String> most, Optional<String> floor, Optional<String> top) {
    boolean above =
        floor.isEmpty() || least.filter(it -> compare(it, floor.get()) >= 0).isPresent();
    boolean below = top.isEmpty() || most.filter(it -> compare(it, top.get()) <= 0).isPresent();
    return above && below;
  }

  /** Bounds are numbers, or dates and moments in ISO 8601, which sort as text. */
  private static int compare(String left, String right) {
    try {
      return new BigDecimal(left).compareTo(new BigDecimal(right));
    } catch (NumberFormatException dates) {
      return left.compareTo(right);
    }
  }
}

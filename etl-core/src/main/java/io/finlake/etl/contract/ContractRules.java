package io.finlake.etl.contract;

/** finlake's own rules within one contract. */
final class ContractRules {
  private ContractRules() {}

  static void check(Draft draft) {}
}

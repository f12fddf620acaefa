package io.finlake.etl.contract;

import java.util.List;

/** finlake's own rules across contracts. */
final class LakeRules {
  private LakeRules() {}

  static void check(List<Draft> drafts) {}
}

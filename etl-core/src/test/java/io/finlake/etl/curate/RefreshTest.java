package io.finlake.etl.curate;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.contract.Derivation.Build;
import io.finlake.etl.plan.Inputs.VersionRange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RefreshTest {
  private static final Build BY_KEY = new Build.ByKey("account_id");
  private static final Refresh.Feed CHANGED = new Refresh.Feed(true, Optional.empty());
  private static final Refresh.Feed QUIET = new Refresh.Feed(false, Optional.empty());

  @Test
  void onlyInputsWithChangedRowsAreRead() {
    VersionRange accounts = new VersionRange("a", "i", 3, 5);
    VersionRange rates = new VersionRange("r", "i", 2, 4);
    VersionRange quiet = new VersionRange("q", "i", 9, 9);

    Refresh refresh =
        Refresh.decide(BY_KEY, List.of(accounts, rates, quiet), Map.of("a", CHANGED, "r", QUIET));

    // r was only compacted, q has no new version
    assertThat(refresh).isEqualTo(new Refresh.Touched(List.of(accounts)));
  }

  @Test
  void compactionAloneChangesNothing() {
    assertThat(
            Refresh.decide(BY_KEY, List.of(new VersionRange("a", "i", 3, 5)), Map.of("a", QUIET)))
        .isEqualTo(new Refresh.Nothing());
    assertThat(
            Refresh.decide(
                new Build.Whole(), List.of(new VersionRange("a", "i", 3, 5)), Map.of("a", QUIET)))
        .isEqualTo(new Refresh.Nothing());
  }

  @Test
  void whatWasNeverReadIsBuiltWhole() {
    assertThat(Refresh.decide(BY_KEY, List.of(new VersionRange("a", "i", -1, 5)), Map.of()))
        .isEqualTo(new Refresh.Whole("nothing of a was read under this definition before"));
  }

  @Test
  void aTableThatWasNeverMadeIsEmptyAndUnchanged() {
    VersionRange absent = new VersionRange("w", "", -1, -1);
    VersionRange changed = new VersionRange("a", "i", 3, 5);

    assertThat(Refresh.decide(BY_KEY, List.of(absent, changed), Map.of("a", CHANGED)))
        .isEqualTo(new Refresh.Touched(List.of(changed)));
  }

  @Test
  void aFeedThatCannotBeReadMeansWholeAndSaysWhy() {
    Refresh.Feed restored = new Refresh.Feed(true, Optional.of("it was restored in version 4"));

    assertThat(
            Refresh.decide(
                BY_KEY, List.of(new VersionRange("a", "i", 3, 5)), Map.of("a", restored)))
        .isEqualTo(new Refresh.Whole("a: it was restored in version 4"));
  }
}

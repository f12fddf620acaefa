package io.finlake.etl.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.finlake.etl.error.FinlakeException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @TempDir private Path folder;

  @Test
  void aProofIsGoneOnWith() {
    Journal journal = new Journal(folder);
    assertThat(journal.settings()).isEmpty();
    journal.begin("seed 7");
    Journal.Round one =
        new Journal.Round(
            List.of("run: before the commit of control/plans", "a random moment"),
            new Difference(1, 2, 3, List.of()),
            456);
    Journal.Round none = new Journal.Round(List.of(), Difference.wrong(List.of()), 1);
    journal.done(one);
    journal.done(none);

    Journal later = new Journal(folder);
    later.begin("seed 7");
    assertThat(later.rounds()).containsExactly(one, none);
  }

  @Test
  void oneOfAnotherSeedIsRefused() {
    new Journal(folder).begin("seed 7");
    assertThatThrownBy(() -> new Journal(folder).begin("seed 8"))
        .isInstanceOf(FinlakeException.class)
        .hasMessageContaining("it was begun with seed 7, not with seed 8");
  }
}

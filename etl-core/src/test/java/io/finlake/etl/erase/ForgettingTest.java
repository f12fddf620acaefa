package io.finlake.etl.erase;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ForgettingTest {

  @Test
  void filesOfADayStayUnlessNobodyWrites() {
    // Who writes just now has files that are part of no version yet.
    assertThat(Forgetting.age(Forgetting.When.DUE, Duration.ZERO)).isEqualTo(Duration.ofDays(1));
    assertThat(Forgetting.age(Forgetting.When.DUE, Duration.ofDays(7)))
        .isEqualTo(Duration.ofDays(7));
    assertThat(Forgetting.age(Forgetting.When.NOW, Duration.ofDays(7))).isZero();
  }
}

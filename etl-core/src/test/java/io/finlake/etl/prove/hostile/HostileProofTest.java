package io.finlake.etl.prove.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.prove.Proof;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HostileProofTest {
  @Test
  void nothingIsLostDoubledOrWrongWhateverIsDelivered() {
    Proof.Result result = new HostileProof(1, 1_600, text -> {}).run();

    assertThat(result.examples()).isEmpty();
    assertThat(result.proven()).isTrue();
    assertThat(result.tries()).isEqualTo(1_600);
    assertThat(result.faults()).isGreaterThan(1_600);
    // Damage is such that some objects are refused and more are read.
    assertThat(result.notes()).singleElement().asString().endsWith("were refused by name");
  }

  @Test
  void aReaderThatLosesALineOrMakesOneUpIsFound() {
    Kind kind = Kind.all().get(3);
    byte[] two = "{\"id\":\"1\"}\n{\"id\":\"2\"}\n".getBytes(StandardCharsets.UTF_8);
    byte[] one = "{\"id\":\"1\"}\n".getBytes(StandardCharsets.UTF_8);
    Reading ofOne = Reading.of(kind.spec(), new Bytes("a", one, 1 << 16));
    Reading ofTwo = Reading.of(kind.spec(), new Bytes("a", two, 1 << 16));

    assertThat(Conservation.problems(attempt(kind, two), ofTwo)).isEmpty();
    assertThat(Conservation.problems(attempt(kind, two), ofOne)).contains("lost: the line at 11");
    assertThat(Conservation.problems(attempt(kind, one), ofTwo))
        .contains("doubled: there is no line at 11");
  }

  private static Try attempt(Kind kind, byte[] bytes) {
    return new Try(kind, "a", bytes, 2, Optional.of(bytes), bytes, List.of(Damage.INSERT));
  }
}

package io.finlake.etl.prove.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.prove.Proof;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class HostileProofTest {
  @Test
  void nothingIsLostDoubledOrWrongWhateverIsDelivered() {
    Proof.Request request =
        new Proof.Request(Path.of("."), Long.getLong("seed", 1), true, null, text -> {});
    Proof.Result result = new HostileProof(request, Integer.getInteger("tries", 4000)).run();
    System.out.println("=> " + result.notes() + " millis " + result.millis());
    result
        .examples()
        .forEach(e -> System.out.println("=> " + e.substring(0, Math.min(900, e.length()))));
    System.out.println(
        "=> "
            + result.lost()
            + " lost "
            + result.doubled()
            + " doubled "
            + result.wrong()
            + " wrong");
    assertThat(result.proven()).isTrue();
  }
}

package io.finlake.etl.protect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class TokenRoundTripTest {
  private static final byte[] ROOT = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);

  private final Detokenizer detokenizer =
      Detokenizer.of(
          TokenKeys.from(
              name -> name.equals("token-key-v1") ? Optional.of(ROOT) : Optional.empty()));

  @Property(tries = 200)
  void everyTextComesBackFromItsOneToken(@ForAll String text) {
    // Lone surrogates are no characters: UTF-8 has no bytes for them.
    String value = new String(text.getBytes(UTF_8), UTF_8);
    String token = detokenizer.tokenOf("card", value);
    assertThat(detokenizer.open("card", token).value()).isEqualTo(value);
    assertThat(detokenizer.tokenOf("card", value)).isEqualTo(token);
  }
}

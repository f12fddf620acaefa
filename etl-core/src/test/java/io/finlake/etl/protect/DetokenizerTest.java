package io.finlake.etl.protect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.finlake.etl.error.FinlakeException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DetokenizerTest {
  private static final byte[] FIRST = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);
  private static final byte[] SECOND = "fedcba9876543210fedcba9876543210".getBytes(UTF_8);

  private final Detokenizer old = Detokenizer.of(keys(Map.of("token-key-v1", FIRST)));
  private final Detokenizer rotated =
      Detokenizer.of(keys(Map.of("token-key-v1", FIRST, "token-key-v2", SECOND)));

  @Test
  void tokensOfAnOldKeyAreReadAfterRotationAndNewOnesUseTheNewKey() {
    String before = old.tokenOf("card", "4111111111111111");
    assertThat(rotated.open("card", before))
        .isEqualTo(new Detokenizer.Opened("card", 1, "4111111111111111"));
    assertThat(rotated.tokenOf("card", "4111111111111111")).startsWith("v2.").isNotEqualTo(before);
  }

  @Test
  void openedTokenDoesNotPrintItsValue() {
    assertThat(old.open("card", old.tokenOf("card", "4111111111111111")))
        .hasToString("Opened[domain=card, keyVersion=1]");
  }

  @Test
  void otherDomainIsRefused() {
    String token = old.tokenOf("card", "4111111111111111");
    assertThat(old.tokenOf("tax", "4111111111111111")).isNotEqualTo(token);
    assertThatThrownBy(() -> old.open("tax", token))
        .isInstanceOf(FinlakeException.class)
        .hasMessageContaining("it was not made in domain 'tax' with the key of version 1");
  }

  @Test
  void anyChangedCharacterIsRefused() {
    String token = old.tokenOf("card", "4111111111111111");
    for (int i = "v1.".length(); i < token.length(); i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      String changed = token.substring(0, i) + other + token.substring(i + 1);
      assertThatThrownBy(() -> old.open("card", changed)).isInstanceOf(FinlakeException.class);
    }
  }

  @Test
  void tokenOfAMissingKeyNamesTheSecret() {
    String token = rotated.tokenOf("card", "4111111111111111");
    assertThatThrownBy(() -> old.open("card", token))
        .isInstanceOf(FinlakeException.class)
        .hasMessageContaining("there is no secret token-key-v2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "v1.", "v0.AAAA", "v1.AA AA", "4111111111111111", "v1.A", "v1.AAAA"})
  void textThatIsNoTokenIsRefused(String text) {
    // The last two are base64url of too little: no vector, no tag.
    assertThatThrownBy(() -> old.open("card", text))
        .isInstanceOf(FinlakeException.class)
        .hasMessageContaining("BAD_ARGUMENT: The token cannot be opened");
  }

  private static TokenKeys keys(Map<String, byte[]> byName) {
    return TokenKeys.from(name -> Optional.ofNullable(byName.get(name)));
  }
}

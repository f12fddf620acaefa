package io.finlake.etl.protect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.port.Secrets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TokenKeysTest {
  private static final byte[] ROOT = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);

  @Test
  void derivesAsRfc5869TestCase1Says() {
    // RFC 5869, A.1; our output is the first block, 32 of its 42 bytes.
    byte[] derived =
        Hkdf.derive(
            HexFormat.of().parseHex("0b".repeat(22)),
            HexFormat.of().parseHex("000102030405060708090a0b0c"),
            HexFormat.of().parseHex("f0f1f2f3f4f5f6f7f8f9"),
            32);
    assertThat(HexFormat.of().formatHex(derived))
        .isEqualTo("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf");
  }

  @Test
  void derivesWithAnEmptySaltAsRfc5869TestCase3Says() {
    byte[] derived =
        Hkdf.derive(HexFormat.of().parseHex("0b".repeat(22)), new byte[0], new byte[0], 32);
    assertThat(HexFormat.of().formatHex(derived))
        .isEqualTo("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
  }

  @Test
  void highestVersionIsCurrentAndRetiredOnesMayBeGone() {
    TokenKeys keys = TokenKeys.from(secrets(Map.of("token-key-v3", ROOT, "token-key-v5", ROOT)));
    assertThat(keys.current()).isEqualTo(5);
    assertThat(keys).hasToString("TokenKeys[3, 5]");
    assertThatThrownBy(() -> keys.domain(4, "card"))
        .isInstanceOf(FinlakeException.class)
        .hasMessageContaining("A token of key version 4 cannot be opened")
        .hasMessageContaining("there is no secret token-key-v4");
  }

  @Test
  void withoutASecretItSaysWhichOneToProvide() {
    assertThatThrownBy(() -> TokenKeys.from(secrets(Map.of())))
        .isInstanceOfSatisfying(
            FinlakeException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.MISSING_SECRET);
              assertThat(e.causeText()).isEqualTo("there is no secret token-key-v1");
              assertThat(e.remedy()).startsWith("provide at least 32 random bytes");
            });
    assertThatThrownBy(() -> TokenKeys.none().current())
        .isInstanceOf(FinlakeException.class)
        .hasMessageContaining("no token key was loaded");
  }

  @Test
  void shortSecretIsRefusedWithoutShowingIt() {
    byte[] shorter = "only-31-bytes-long-secret-value".getBytes(UTF_8);
    assertThatThrownBy(() -> TokenKeys.from(secrets(Map.of("token-key-v1", shorter))))
        .isInstanceOf(FinlakeException.class)
        .hasMessageContaining("it has 31 bytes, fewer than 32")
        .hasMessageNotContaining("only-31");
  }

  @Test
  void domainsPurposesAndVersionsShareNoKey() {
    byte[] other = "another-root-secret-of-32-bytes!".getBytes(UTF_8);
    TokenKeys keys = TokenKeys.from(secrets(Map.of("token-key-v1", ROOT, "token-key-v2", other)));
    DomainKeys card = keys.domain(1, "card");
    assertThat(card.encryption())
        .hasSize(32)
        .isNotEqualTo(card.synthesis())
        .isNotEqualTo(keys.domain(1, "tax").encryption())
        .isNotEqualTo(keys.domain(2, "card").encryption())
        .isEqualTo(keys.domain(1, "card").encryption());
  }

  private static Secrets secrets(Map<String, byte[]> byName) {
    return name -> Optional.ofNullable(byName.get(name));
  }
}
